package probity.aws.s3_account_public_access_test

import data.probity.aws.s3_account_public_access

resource(properties) := {
	"id": "111122223333",
	"type": "AWS::S3::AccountPublicAccessBlock",
	"name": "111122223333",
	"properties": properties,
	"references": {},
}

flags := ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]

all_on := {flag: true | some flag in flags}

test_pass if count(s3_account_public_access.deny) == 0 with input as resource(all_on)

test_fail_each_flag if {
	every flag in flags {
		denials := s3_account_public_access.deny with input as resource(object.union(all_on, {flag: false}))
		{d.path | some d in denials} == {["properties", flag]}
	}
}

test_fail_absent if count(s3_account_public_access.deny) == 4 with input as resource({})
