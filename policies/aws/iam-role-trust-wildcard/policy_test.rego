package probity.aws.iam_role_trust_wildcard_test

import data.probity.aws.iam_role_trust_wildcard

resource(properties) := {
	"id": "reader",
	"type": "AWS::IAM::Role",
	"name": "reader",
	"properties": properties,
	"references": {},
}

trust(principal, condition) := {"AssumeRolePolicyDocument": {"Statement": [{
	"Effect": "Allow",
	"Principal": principal,
	"Action": "sts:AssumeRole",
	"Condition": condition,
}]}}

test_pass if {
	every principal in [{"Service": "ec2.amazonaws.com"}, {"AWS": "arn:aws:iam::111122223333:root"}] {
		count(iam_role_trust_wildcard.deny) == 0 with input as resource(trust(principal, {}))
	}
}

test_pass_organisation if {
	properties := trust({"AWS": "*"}, {"StringEquals": {"aws:PrincipalOrgID": "o-abc"}})
	count(iam_role_trust_wildcard.deny) == 0 with input as resource(properties)
}

test_fail if {
	every principal in ["*", {"AWS": "*"}] {
		denials := iam_role_trust_wildcard.deny with input as resource(trust(principal, {}))
		{d.path | some d in denials} == {["properties", "AssumeRolePolicyDocument", "Statement", 0]}
	}
}

test_fail_external_id_is_no_limit if {
	properties := trust({"AWS": "*"}, {"StringEquals": {"sts:ExternalId": "shared"}})
	count(iam_role_trust_wildcard.deny) == 1 with input as resource(properties)
}

test_absent if count(iam_role_trust_wildcard.deny) == 0 with input as resource({})
