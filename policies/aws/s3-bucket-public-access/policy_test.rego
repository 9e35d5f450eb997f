package probity.aws.s3_bucket_public_access_test

import data.probity.aws.s3_bucket_public_access

resource(properties) := {
	"id": "logs",
	"type": "AWS::S3::Bucket",
	"name": "logs",
	"properties": properties,
	"references": {},
}

flags := ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]

all_on := {flag: true | some flag in flags}

test_pass if {
	count(s3_bucket_public_access.deny) == 0 with input as resource({"PublicAccessBlockConfiguration": all_on})
}

test_fail_each_flag if {
	every flag in flags {
		block := object.union(all_on, {flag: false})
		denials := s3_bucket_public_access.deny with input as resource({"PublicAccessBlockConfiguration": block})
		{d.path | some d in denials} == {["properties", "PublicAccessBlockConfiguration", flag]}
	}
}

test_fail_partly_absent if {
	denials := s3_bucket_public_access.deny with input as resource({"PublicAccessBlockConfiguration": {"BlockPublicAcls": true}})
	count(denials) == 3
}

test_fail_absent if count(s3_bucket_public_access.deny) == 4 with input as resource({})
