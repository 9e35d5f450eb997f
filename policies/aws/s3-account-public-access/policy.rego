# METADATA
# title: The account blocks public access to S3
# description: >-
#   All four settings of the account's S3 public access block are on, so that no bucket of the account can be made
#   public by mistake.
# schemas:
#   - input: schema.AWS.S3.AccountPublicAccessBlock
# custom:
#   severity: high
#   resource_types:
#     - AWS::S3::AccountPublicAccessBlock
#   reach: document
#   topic: storage-no-public-access
#   remediation:
#     text: >-
#       Turn on all four settings of the account's public access block.
#     terraform: |
#       resource "aws_s3_account_public_access_block" "this" {
#         block_public_acls       = true
#         ignore_public_acls      = true
#         block_public_policy     = true
#         restrict_public_buckets = true
#       }
#   references:
#     - https://docs.aws.amazon.com/AmazonS3/latest/userguide/configuring-block-public-access-account.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-1
package probity.aws.s3_account_public_access

deny contains {
	"message": sprintf("the S3 public access block of account %s does not set %s", [input.name, flag]),
	"path": ["properties", flag],
} if {
	some flag in ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]
	not input.properties[flag] == true
}
