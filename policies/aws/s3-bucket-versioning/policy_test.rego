package probity.aws.s3_bucket_versioning_test

import data.probity.aws.s3_bucket_versioning

resource(properties) := {
	"id": "logs",
	"type": "AWS::S3::Bucket",
	"name": "logs",
	"properties": properties,
	"references": {},
}

test_pass if {
	count(s3_bucket_versioning.deny) == 0 with input as resource({"VersioningConfiguration": {"Status": "Enabled"}})
}

test_fail_suspended if {
	count(s3_bucket_versioning.deny) == 1 with input as resource({"VersioningConfiguration": {"Status": "Suspended"}})
}

test_fail_absent if {
	denials := s3_bucket_versioning.deny with input as resource({})
	{d.path | some d in denials} == {["properties", "VersioningConfiguration", "Status"]}
}
