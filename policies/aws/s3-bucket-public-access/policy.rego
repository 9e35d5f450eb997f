# METADATA
# title: S3 buckets block public access
# description: >-
#   All four settings of the bucket's public access block are on. The block of the account is judged by its own
#   policy, since it may be set outside of what is judged here.
# schemas:
#   - input: schema.AWS.S3.Bucket
# custom:
#   severity: high
#   resource_types:
#     - AWS::S3::Bucket
#   reach: document
#   topic: storage-no-public-access
#   remediation:
#     text: >-
#       Turn on all four settings of the bucket's public access block.
#     terraform: |
#       resource "aws_s3_bucket_public_access_block" "example" {
#         bucket                  = aws_s3_bucket.example.id
#         block_public_acls       = true
#         ignore_public_acls      = true
#         block_public_policy     = true
#         restrict_public_buckets = true
#       }
#     cli: |
#       aws s3api put-public-access-block --bucket NAME --public-access-block-configuration \
#         BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#   references:
#     - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-8
package probity.aws.s3_bucket_public_access

deny contains {
	"message": sprintf("bucket %s does not set %s", [input.name, flag]),
	"path": ["properties", "PublicAccessBlockConfiguration", flag],
} if {
	some flag in ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]
	not input.properties.PublicAccessBlockConfiguration[flag] == true
}
