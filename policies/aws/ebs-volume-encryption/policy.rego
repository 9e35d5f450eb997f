# METADATA
# title: Volumes are encrypted
# description: >-
#   An EBS volume is encrypted at rest. Left out, a volume is not encrypted unless the account encrypts by default.
# schemas:
#   - input: schema.AWS.EC2.Volume
# custom:
#   severity: high
#   resource_types:
#     - AWS::EC2::Volume
#   reach: document
#   topic: enc-rest-block
#   remediation:
#     text: >-
#       Encrypt the volume when it is made, and turn on encryption by default for the account.
#     terraform: |
#       resource "aws_ebs_volume" "example" {
#         # ...
#         encrypted = true
#       }
#   references:
#     - https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-3
package probity.aws.ebs_volume_encryption

deny contains {
	"message": sprintf("volume %s is not encrypted", [input.name]),
	"path": ["properties", "Encrypted"],
} if {
	not input.properties.Encrypted == true
}
