package probity.aws.iam_policy_wildcard_actions_test

import data.probity.aws.iam_policy_wildcard_actions

resource(type, properties) := {"id": "x", "type": type, "name": "deploy", "properties": properties, "references": {}}

managed(statement) := resource("AWS::IAM::ManagedPolicy", {"PolicyDocument": {"Statement": [statement]}})

test_pass if {
	cases := [
		{"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
		{"Effect": "Allow", "Action": "kms:*", "Resource": "arn:aws:kms:eu-west-1:111122223333:key/1"},
		{"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"},
		{"Effect": "Deny", "Action": "*", "Resource": "*"},
	]
	every statement in cases {
		count(iam_policy_wildcard_actions.deny) == 0 with input as managed(statement)
	}
}

test_fail_every_action_on_a_known_or_unknown_resource if {
	every statement in [{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::a"}, {"Effect": "Allow", "Action": ["*"]}] {
		denials := iam_policy_wildcard_actions.deny with input as managed(statement)
		denials == {{"message": "policy deploy allows every action", "path": ["properties", "PolicyDocument", "Statement", 0]}}
	}
}

test_fail_not_action if {
	denials := iam_policy_wildcard_actions.deny with input as managed({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})
	{d.message | some d in denials} == {"policy deploy allows every action but those in NotAction"}
}

test_fail_whole_service if {
	denials := iam_policy_wildcard_actions.deny with input as managed({"Effect": "Allow", "Action": ["iam:*", "s3:*"], "Resource": "*"})
	{d.message | some d in denials} == {"policy deploy allows every action of iam on every resource"}
}

test_fail_inline if {
	properties := {"Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}]}
	denials := iam_policy_wildcard_actions.deny with input as resource("AWS::IAM::User", properties)
	{d.path | some d in denials} == {["properties", "Policies", 0, "PolicyDocument", "Statement"]}
}

test_parameter if {
	count(iam_policy_wildcard_actions.deny) == 1 with input as managed({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
		with data.parameters as {"aws/iam-policy-wildcard-actions": {"services": ["s3"]}}
}

test_absent if count(iam_policy_wildcard_actions.deny) == 0 with input as resource("AWS::IAM::Role", {})
