package probity.aws.iam_user_direct_policies_test

import data.probity.aws.iam_user_direct_policies

resource(properties) := {
	"id": "ada",
	"type": "AWS::IAM::User",
	"name": "ada",
	"properties": properties,
	"references": {},
}

test_pass if count(iam_user_direct_policies.deny) == 0 with input as resource({"Groups": ["developers"], "Policies": []})

test_pass_absent if count(iam_user_direct_policies.deny) == 0 with input as resource({})

test_fail_inline if {
	denials := iam_user_direct_policies.deny with input as resource({"Policies": [{"PolicyName": "p"}]})
	denials == {{"message": "user ada has an inline policy", "path": ["properties", "Policies", 0]}}
}

test_fail_attached if {
	denials := iam_user_direct_policies.deny with input as resource({"ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]})
	denials == {{"message": "user ada has a policy attached to it", "path": ["properties", "ManagedPolicyArns", 0]}}
}
