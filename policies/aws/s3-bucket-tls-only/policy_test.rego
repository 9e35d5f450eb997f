package probity.aws.s3_bucket_tls_only_test

import data.probity.aws.s3_bucket_tls_only

bucket := {
	"id": "aws_s3_bucket.logs",
	"type": "AWS::S3::Bucket",
	"name": "logs",
	"properties": {"BucketName": "logs"},
	"references": {},
}

statement := {
	"Effect": "Deny",
	"Principal": "*",
	"Action": "s3:*",
	"Resource": ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"],
	"Condition": {"Bool": {"aws:SecureTransport": "false"}},
}

policy(changes) := {"AWS::S3::BucketPolicy": {"aws_s3_bucket_policy.logs": {
	"id": "aws_s3_bucket_policy.logs",
	"properties": {"Bucket": "logs", "PolicyDocument": {"Statement": [object.union(statement, changes)]}},
	"references": {},
}}}

test_pass if count(s3_bucket_tls_only.deny) == 0 with input as bucket with data.resources.by_type as policy({})

test_pass_principal_by_kind if {
	count(s3_bucket_tls_only.deny) == 0 with input as bucket with data.resources.by_type as policy({"Principal": {"AWS": "*"}})
}

test_pass_by_reference if {
	unnamed := object.union(object.remove(bucket, ["properties"]), {"properties": {}})
	by_type := {"AWS::S3::BucketPolicy": {"p": {
		"id": "p",
		"properties": {"PolicyDocument": {"Statement": statement}},
		"references": {"Bucket": ["aws_s3_bucket.logs"]},
	}}}
	count(s3_bucket_tls_only.deny) == 0 with input as unnamed with data.resources.by_type as by_type
}

test_fail_no_policy if {
	denials := s3_bucket_tls_only.deny with input as bucket with data.resources.by_type as {}
	{d.message | some d in denials} == {"bucket logs has no policy that refuses plain HTTP"}
}

test_fail_policy_of_another_bucket if {
	other := object.union(bucket, {"id": "aws_s3_bucket.other", "name": "other", "properties": {"BucketName": "other"}})
	count(s3_bucket_tls_only.deny) == 1 with input as other with data.resources.by_type as policy({})
}

test_fail_weak_statements if {
	cases := [
		{"Effect": "Allow"},
		{"Principal": {"AWS": "arn:aws:iam::111122223333:root"}},
		{"Action": "s3:GetObject"},
		{"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
		{"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}},
	]
	every changes in cases {
		denials := s3_bucket_tls_only.deny with input as bucket with data.resources.by_type as policy(changes)
		{d.message | some d in denials} == {"the policy of bucket logs does not refuse plain HTTP"}
	}
}
