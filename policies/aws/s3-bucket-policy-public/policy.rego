# METADATA
# title: S3 bucket policies grant nothing to everybody
# description: >-
#   No statement of a bucket policy allows anybody at all. A condition counts when it ties the request to known
#   accounts, organisations, networks or sources; one on transport or encryption does not.
# schemas:
#   - input: schema.AWS.S3.BucketPolicy
# custom:
#   severity: critical
#   resource_types:
#     - AWS::S3::BucketPolicy
#   reach: document
#   topic: storage-no-public-access
#   remediation:
#     text: >-
#       Name the principals that need access, or add a condition on their organisation, account or network.
#     terraform: |
#       data "aws_iam_policy_document" "example" {
#         statement {
#           actions   = ["s3:GetObject"]
#           resources = ["${aws_s3_bucket.example.arn}/*"]
#           principals {
#             type        = "AWS"
#             identifiers = ["arn:aws:iam::111122223333:role/reader"]
#           }
#         }
#       }
#   references:
#     - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
#     - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
package probity.aws.s3_bucket_policy_public

import data.probity.lib.aws_policy

deny contains {
	"message": sprintf("the policy of bucket %s lets anybody use it", [input.name]),
	"path": array.concat(["properties", "PolicyDocument"], entry.path),
} if {
	some entry in aws_policy.statements(input.properties.PolicyDocument)
	aws_policy.is_public(entry.statement)
}
