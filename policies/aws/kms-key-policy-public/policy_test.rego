package probity.aws.kms_key_policy_public_test

import data.probity.aws.kms_key_policy_public

resource(properties) := {
	"id": "orders",
	"type": "AWS::KMS::Key",
	"name": "orders",
	"properties": properties,
	"references": {},
}

allow(principal, condition) := {"KeyPolicy": {"Statement": [{
	"Effect": "Allow",
	"Principal": principal,
	"Action": "kms:*",
	"Resource": "*",
	"Condition": condition,
}]}}

test_pass if {
	count(kms_key_policy_public.deny) == 0 with input as resource(allow({"AWS": "arn:aws:iam::111122223333:root"}, {}))
}

test_pass_caller_account if {
	properties := allow({"AWS": "*"}, {"StringEquals": {"kms:CallerAccount": "111122223333"}})
	count(kms_key_policy_public.deny) == 0 with input as resource(properties)
}

test_fail if {
	denials := kms_key_policy_public.deny with input as resource(allow({"AWS": "*"}, {}))
	denials == {{"message": "the policy of key orders lets anybody use it", "path": ["properties", "KeyPolicy", "Statement", 0]}}
}

test_fail_service_condition_is_no_limit if {
	properties := allow("*", {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}})
	count(kms_key_policy_public.deny) == 1 with input as resource(properties)
}

test_absent_is_the_default_policy if count(kms_key_policy_public.deny) == 0 with input as resource({})
