# METADATA
# title: S3 buckets are encrypted at rest
# description: >-
#   Every bucket has a default encryption rule with an accepted algorithm. Which ones are accepted is a parameter;
#   leave AES256 out of it to ask for KMS keys.
# schemas:
#   - input: schema.AWS.S3.Bucket
# custom:
#   severity: high
#   resource_types:
#     - AWS::S3::Bucket
#   reach: document
#   topic: enc-rest-object
#   remediation:
#     text: >-
#       Set a default encryption rule on the bucket.
#     terraform: |
#       resource "aws_s3_bucket_server_side_encryption_configuration" "example" {
#         bucket = aws_s3_bucket.example.id
#         rule {
#           apply_server_side_encryption_by_default {
#             sse_algorithm = "aws:kms"
#           }
#         }
#       }
#   references:
#     - https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
#     - https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
#   parameters:
#     algorithms:
#       description: Accepted values of SSEAlgorithm
#       type: array
#       items: {"type": "string", "enum": ["AES256", "aws:kms", "aws:kms:dsse"]}
#       minItems: 1
#       uniqueItems: true
#       default: ["AES256", "aws:kms", "aws:kms:dsse"]
package probity.aws.s3_bucket_encryption

default algorithms := ["AES256", "aws:kms", "aws:kms:dsse"]

algorithms := data.parameters["aws/s3-bucket-encryption"].algorithms

deny contains {
	"message": sprintf("bucket %s has no default encryption", [input.name]),
	"path": ["properties", "BucketEncryption"],
} if {
	not has_rule
}

deny contains {
	"message": sprintf("bucket %s is encrypted with %s, accepted are %s", [input.name, algorithm, concat(", ", algorithms)]),
	"path": [
		"properties", "BucketEncryption", "ServerSideEncryptionConfiguration", i,
		"ServerSideEncryptionByDefault", "SSEAlgorithm",
	],
} if {
	some i, rule in input.properties.BucketEncryption.ServerSideEncryptionConfiguration
	algorithm := rule.ServerSideEncryptionByDefault.SSEAlgorithm
	not algorithm in algorithms
}

has_rule if {
	some rule in input.properties.BucketEncryption.ServerSideEncryptionConfiguration
	rule.ServerSideEncryptionByDefault.SSEAlgorithm
}
