# METADATA
# title: Lambda functions are not open to everybody
# description: >-
#   No permission lets any principal invoke a function, unless it is tied to a source, an account or an organisation.
#   A permission for a service names the source or the account, except for services that cannot say either.
# schemas:
#   - input: schema.AWS.Lambda.Permission
# custom:
#   severity: high
#   resource_types:
#     - AWS::Lambda::Permission
#   reach: document
#   topic: data-no-public-datastores
#   remediation:
#     text: >-
#       Name the principal, and for a service the source that may call.
#     terraform: |
#       resource "aws_lambda_permission" "example" {
#         # ...
#         principal      = "s3.amazonaws.com"
#         source_arn     = aws_s3_bucket.example.arn
#         source_account = "111122223333"
#       }
#   references:
#     - https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-1
package probity.aws.lambda_public_permission

import data.probity.lib.aws_policy

deny contains {
	"message": sprintf("permission %s lets anybody invoke the function", [input.name]),
	"path": ["properties", "Principal"],
} if {
	input.properties.Principal == "*"
	not is_tied
}

# Any account's bucket or topic could call through these services.
deny contains {
	"message": sprintf("permission %s lets %s call for any account", [input.name, input.properties.Principal]),
	"path": ["properties", "Principal"],
} if {
	input.properties.Principal in {"s3.amazonaws.com", "sns.amazonaws.com", "events.amazonaws.com", "apigateway.amazonaws.com"}
	not is_tied
}

# The ARN of a resource that is made here is that of one resource.
is_tied if count(input.references.SourceArn) > 0

is_tied if {
	not input.references.SourceArn
	input.properties.SourceArn != ""
	not aws_policy.is_open_arn(input.properties.SourceArn)
}

is_tied if input.properties.SourceAccount != ""

is_tied if input.properties.PrincipalOrgID != ""

is_tied if input.properties.EventSourceToken != ""
