package probity.aws.ebs_volume_encryption_test

import data.probity.aws.ebs_volume_encryption

resource(properties) := {
	"id": "data",
	"type": "AWS::EC2::Volume",
	"name": "data",
	"properties": properties,
	"references": {},
}

test_pass if count(ebs_volume_encryption.deny) == 0 with input as resource({"Encrypted": true})

test_fail if {
	denials := ebs_volume_encryption.deny with input as resource({"Encrypted": false})
	denials == {{"message": "volume data is not encrypted", "path": ["properties", "Encrypted"]}}
}

test_fail_absent if count(ebs_volume_encryption.deny) == 1 with input as resource({})
