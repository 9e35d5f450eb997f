package probity.aws.s3_bucket_policy_public_test

import data.probity.aws.s3_bucket_policy_public

resource(properties) := {
	"id": "logs",
	"type": "AWS::S3::BucketPolicy",
	"name": "logs",
	"properties": properties,
	"references": {},
}

document(statement) := {"Bucket": "logs", "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}}

allow(principal) := {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"}

test_pass_named_principal if {
	count(s3_bucket_policy_public.deny) == 0 with input as resource(document(allow({"AWS": "arn:aws:iam::111122223333:role/reader"})))
}

test_pass_organisation_condition if {
	statement := object.union(allow("*"), {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-abc"}}})
	count(s3_bucket_policy_public.deny) == 0 with input as resource(document(statement))
}

test_pass_deny_statement if {
	statement := object.union(allow("*"), {"Effect": "Deny"})
	count(s3_bucket_policy_public.deny) == 0 with input as resource(document(statement))
}

test_fail_every_way_to_write_it if {
	every principal in ["*", {"AWS": "*"}, {"AWS": ["arn:aws:iam::111122223333:root", "*"]}] {
		denials := s3_bucket_policy_public.deny with input as resource(document(allow(principal)))
		{d.path | some d in denials} == {["properties", "PolicyDocument", "Statement", 0]}
	}
}

test_fail_transport_condition_is_no_limit if {
	statement := object.union(allow("*"), {"Condition": {"Bool": {"aws:SecureTransport": "true"}}})
	count(s3_bucket_policy_public.deny) == 1 with input as resource(document(statement))
}

test_fail_single_statement_in_text if {
	denials := s3_bucket_policy_public.deny with input as resource({"PolicyDocument": json.marshal({"Statement": allow("*")})})
	{d.path | some d in denials} == {["properties", "PolicyDocument", "Statement"]}
}

test_absent if count(s3_bucket_policy_public.deny) == 0 with input as resource({"Bucket": "logs"})
