# METADATA
# title: Trails are encrypted with a key of the account
# description: >-
#   The log files of a trail are encrypted with a KMS key, so that reading them needs a right to the key as well as
#   to the bucket.
# schemas:
#   - input: schema.AWS.CloudTrail.Trail
# custom:
#   severity: medium
#   resource_types:
#     - AWS::CloudTrail::Trail
#   reach: document
#   topic: enc-rest-messaging-logs
#   remediation:
#     text: >-
#       Give the trail a KMS key whose policy lets CloudTrail encrypt with it.
#     terraform: |
#       resource "aws_cloudtrail" "example" {
#         # ...
#         kms_key_id = aws_kms_key.trail.arn
#       }
#   references:
#     - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-2
package probity.aws.cloudtrail_encryption

deny contains {
	"message": sprintf("trail %s is not encrypted with a KMS key", [input.name]),
	"path": ["properties", "KMSKeyId"],
} if {
	not has_key
}

has_key if input.properties.KMSKeyId != ""
