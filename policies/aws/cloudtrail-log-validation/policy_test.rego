package probity.aws.cloudtrail_log_validation_test

import data.probity.aws.cloudtrail_log_validation

resource(properties) := {
	"id": "audit",
	"type": "AWS::CloudTrail::Trail",
	"name": "audit",
	"properties": properties,
	"references": {},
}

test_pass if count(cloudtrail_log_validation.deny) == 0 with input as resource({"EnableLogFileValidation": true})

test_fail if {
	denials := cloudtrail_log_validation.deny with input as resource({"EnableLogFileValidation": false})
	{d.path | some d in denials} == {["properties", "EnableLogFileValidation"]}
}

test_fail_absent if count(cloudtrail_log_validation.deny) == 1 with input as resource({})
