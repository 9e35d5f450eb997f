package probity.aws.kms_key_rotation_test

import data.probity.aws.kms_key_rotation

resource(properties) := {
	"id": "orders",
	"type": "AWS::KMS::Key",
	"name": "orders",
	"properties": properties,
	"references": {},
}

test_pass if count(kms_key_rotation.deny) == 0 with input as resource({"EnableKeyRotation": true})

test_pass_shorter_period if {
	count(kms_key_rotation.deny) == 0 with input as resource({"EnableKeyRotation": true, "RotationPeriodInDays": 90})
}

test_fail_absent if {
	denials := kms_key_rotation.deny with input as resource({})
	denials == {{"message": "key orders is not rotated", "path": ["properties", "EnableKeyRotation"]}}
}

test_fail_false if {
	count(kms_key_rotation.deny) == 1 with input as resource({"EnableKeyRotation": false, "KeySpec": "SYMMETRIC_DEFAULT", "Origin": "AWS_KMS"})
}

test_pass_any_period if {
	count(kms_key_rotation.deny) == 0 with input as resource({"EnableKeyRotation": true, "RotationPeriodInDays": 730})
}

test_fail_period if {
	denials := kms_key_rotation.deny with input as resource({"EnableKeyRotation": true, "RotationPeriodInDays": 730})
		with data.parameters as {"aws/kms-key-rotation": {"maximum_days": 365}}
	{d.path | some d in denials} == {["properties", "RotationPeriodInDays"]}
}

test_not_applicable if {
	cases := [{"KeyManager": "AWS"}, {"KeySpec": "RSA_4096"}, {"Origin": "EXTERNAL"}, {"KeyState": "PendingDeletion"}]
	every properties in cases {
		count(kms_key_rotation.not_applicable) == 1 with input as resource(properties)
		count(kms_key_rotation.deny) == 0 with input as resource(properties)
	}
}

test_parameter if {
	count(kms_key_rotation.deny) == 1 with input as resource({"EnableKeyRotation": true, "RotationPeriodInDays": 180})
		with data.parameters as {"aws/kms-key-rotation": {"maximum_days": 90}}
}
