package probity.aws.cloudtrail_encryption_test

import data.probity.aws.cloudtrail_encryption

resource(properties) := {
	"id": "audit",
	"type": "AWS::CloudTrail::Trail",
	"name": "audit",
	"properties": properties,
	"references": {},
}

test_pass if count(cloudtrail_encryption.deny) == 0 with input as resource({"KMSKeyId": "arn:aws:kms:eu-west-1:111122223333:key/1"})

test_fail_absent if {
	denials := cloudtrail_encryption.deny with input as resource({})
	{d.path | some d in denials} == {["properties", "KMSKeyId"]}
}

test_fail_empty if count(cloudtrail_encryption.deny) == 1 with input as resource({"KMSKeyId": ""})
