# METADATA
# title: S3 buckets keep versions
# description: >-
#   Versioning is enabled, so that objects that are overwritten or deleted can be brought back.
# schemas:
#   - input: schema.AWS.S3.Bucket
# custom:
#   severity: medium
#   resource_types:
#     - AWS::S3::Bucket
#   reach: document
#   topic: bkp-protection
#   remediation:
#     text: >-
#       Enable versioning on the bucket.
#     terraform: |
#       resource "aws_s3_bucket_versioning" "example" {
#         bucket = aws_s3_bucket.example.id
#         versioning_configuration {
#           status = "Enabled"
#         }
#       }
#   references:
#     - https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-14
package probity.aws.s3_bucket_versioning

deny contains {
	"message": sprintf("bucket %s does not keep versions of its objects", [input.name]),
	"path": ["properties", "VersioningConfiguration", "Status"],
} if {
	not input.properties.VersioningConfiguration.Status == "Enabled"
}
