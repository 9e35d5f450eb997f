# METADATA
# title: S3 buckets refuse plain HTTP
# description: >-
#   The policy of the bucket denies every S3 action to everybody when the request did not come over TLS. The policy
#   is looked for in the whole account.
# schemas:
#   - input: schema.AWS.S3.Bucket
# custom:
#   severity: medium
#   resource_types:
#     - AWS::S3::Bucket
#   reach: account
#   topic: enc-transit-edge
#   remediation:
#     text: >-
#       Add a statement to the bucket policy that denies requests where aws:SecureTransport is false.
#     terraform: |
#       data "aws_iam_policy_document" "tls_only" {
#         statement {
#           effect    = "Deny"
#           actions   = ["s3:*"]
#           resources = [aws_s3_bucket.example.arn, "${aws_s3_bucket.example.arn}/*"]
#           principals {
#             type        = "*"
#             identifiers = ["*"]
#           }
#           condition {
#             test     = "Bool"
#             variable = "aws:SecureTransport"
#             values   = ["false"]
#           }
#         }
#       }
#   references:
#     - https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-5
package probity.aws.s3_bucket_tls_only

import data.probity.lib.aws_policy
import data.probity.lib.references

deny contains {
	"message": sprintf("bucket %s has no policy that refuses plain HTTP", [input.name]),
	"path": ["properties"],
} if {
	count(policy_ids) == 0
}

deny contains {
	"message": sprintf("the policy of bucket %s does not refuse plain HTTP", [input.name]),
	"path": ["properties"],
} if {
	some id in policy_ids
	not refuses_plain_http(id)
}

policy_ids contains id if {
	some id, policy in data.resources.by_type["AWS::S3::BucketPolicy"]
	references.points_at(policy, "Bucket", input)
}

# Where the configuration makes no reference, the names decide.
policy_ids contains id if {
	some id, policy in data.resources.by_type["AWS::S3::BucketPolicy"]
	not policy.references.Bucket
	policy.properties.Bucket == input.properties.BucketName
}

refuses_plain_http(id) if {
	document := data.resources.by_type["AWS::S3::BucketPolicy"][id].properties.PolicyDocument
	some entry in aws_policy.statements(document)
	entry.statement.Effect == "Deny"
	aws_policy.any_principal(entry.statement)
	some action in aws_policy.values(entry.statement.Action)
	action in {"*", "s3:*"}
	plain_http_only(entry.statement)
}

# The statement has this one condition; a second one would narrow it.
plain_http_only(statement) if {
	some operator, tests in statement.Condition
	operator in {"Bool", "BoolIfExists"}
	count(statement.Condition) == 1
	count(tests) == 1
	some key, expected in tests
	lower(key) == "aws:securetransport"
	aws_policy.values(expected) == {"false"}
}
