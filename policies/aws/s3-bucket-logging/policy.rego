# METADATA
# title: S3 buckets log access to them
# description: >-
#   Server access logging is on; where no target is named the bucket logs into itself. A bucket that receives the logs
#   of another one in the document, or whose access control list lets S3 deliver logs, is left out.
# schemas:
#   - input: schema.AWS.S3.Bucket
# custom:
#   severity: low
#   resource_types:
#     - AWS::S3::Bucket
#   reach: document
#   topic: log-data-access
#   remediation:
#     text: >-
#       Send server access logs to a bucket made for them.
#     terraform: |
#       resource "aws_s3_bucket_logging" "example" {
#         bucket        = aws_s3_bucket.example.id
#         target_bucket = aws_s3_bucket.logs.id
#         target_prefix = "s3/example/"
#       }
#   references:
#     - https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-9
package probity.aws.s3_bucket_logging

import data.probity.lib.references

# A target that logs access to itself is as good as any other bucket.
not_applicable contains "the bucket is a target of access logs" if {
	not input.properties.LoggingConfiguration
	is_target
}

deny contains {
	"message": sprintf("bucket %s does not log access to it", [input.name]),
	"path": ["properties", "LoggingConfiguration"],
} if {
	not is_target
	not input.properties.LoggingConfiguration
}

is_target if input.properties.AccessControl == "LogDeliveryWrite"

is_target if {
	some id, bucket in data.resources.by_type["AWS::S3::Bucket"]
	id != input.id
	references.points_at(bucket, "LoggingConfiguration.DestinationBucketName", input)
}

# Where the configuration makes no reference, the names decide.
is_target if {
	some id, bucket in data.resources.by_type["AWS::S3::Bucket"]
	id != input.id
	not bucket.references["LoggingConfiguration.DestinationBucketName"]
	bucket.properties.LoggingConfiguration.DestinationBucketName == input.properties.BucketName
}
