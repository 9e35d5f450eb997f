# METADATA
# title: KMS keys are rotated
# description: >-
#   Automatic rotation is on for symmetric keys whose material KMS makes, and, where the parameter asks for it, the
#   period between rotations is short enough. Asymmetric and HMAC keys, imported material, custom key stores, keys of
#   AWS and keys to be deleted cannot rotate or need not.
# schemas:
#   - input: schema.AWS.KMS.Key
# custom:
#   severity: medium
#   resource_types:
#     - AWS::KMS::Key
#   reach: document
#   topic: key-lifecycle
#   remediation:
#     text: >-
#       Turn on automatic rotation.
#     terraform: |
#       resource "aws_kms_key" "example" {
#         # ...
#         enable_key_rotation = true
#       }
#   references:
#     - https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-4
#   parameters:
#     maximum_days:
#       description: Most days between two rotations; 0 leaves the period to KMS, which takes 365 where none is set
#       type: integer
#       minimum: 0
#       maximum: 2560
#       default: 0
package probity.aws.kms_key_rotation

default maximum_days := 0

maximum_days := data.parameters["aws/kms-key-rotation"].maximum_days

not_applicable contains "AWS manages the key" if input.properties.KeyManager == "AWS"

not_applicable contains "only symmetric encryption keys rotate" if {
	input.properties.KeySpec != "SYMMETRIC_DEFAULT"
}

not_applicable contains "KMS does not make the material of the key" if {
	input.properties.Origin != "AWS_KMS"
}

not_applicable contains "the key is to be deleted" if {
	input.properties.KeyState in {"PendingDeletion", "PendingReplicaDeletion"}
}

deny contains {
	"message": sprintf("key %s is not rotated", [input.name]),
	"path": ["properties", "EnableKeyRotation"],
} if {
	count(not_applicable) == 0
	not input.properties.EnableKeyRotation == true
}

deny contains {
	"message": sprintf("key %s is rotated every %d days, at most %d are asked for", [input.name, days, maximum_days]),
	"path": ["properties", "RotationPeriodInDays"],
} if {
	maximum_days > 0
	count(not_applicable) == 0
	input.properties.EnableKeyRotation == true
	days := input.properties.RotationPeriodInDays
	days > maximum_days
}
