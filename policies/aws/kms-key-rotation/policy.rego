# METADATA
# title: KMS keys are rotated
# description: >-
#   Automatic rotation is on for symmetric keys whose material KMS makes, and no period between rotations is longer
#   than the parameter. Asymmetric and HMAC keys, imported material, custom key stores, keys of AWS and keys to be
#   deleted cannot rotate or need not.
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
#       description: Most days between two rotations
#       type: integer
#       minimum: 90
#       maximum: 2560
#       default: 365
package probity.aws.kms_key_rotation

default maximum_days := 365

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
	count(not_applicable) == 0
	input.properties.EnableKeyRotation == true
	days := input.properties.RotationPeriodInDays
	days > maximum_days
}
