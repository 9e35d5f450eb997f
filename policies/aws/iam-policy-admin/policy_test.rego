package probity.aws.iam_policy_admin_test

import data.probity.aws.iam_policy_admin

resource(type, properties) := {"id": "x", "type": type, "name": "deploy", "properties": properties, "references": {}}

document(action, target) := {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": target}]}

inline(policy) := {"Policies": [{"PolicyName": "p", "PolicyDocument": policy}]}

test_pass if {
	every policy in [document("s3:*", "*"), document("*", "arn:aws:s3:::logs/*"), document(["s3:GetObject"], ["*"])] {
		count(iam_policy_admin.deny) == 0 with input as resource("AWS::IAM::ManagedPolicy", {"PolicyDocument": policy})
		count(iam_policy_admin.deny) == 0 with input as resource("AWS::IAM::Role", inline(policy))
	}
}

test_pass_refusal if {
	policy := {"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}
	count(iam_policy_admin.deny) == 0 with input as resource("AWS::IAM::Policy", {"PolicyDocument": policy})
}

test_fail_managed if {
	denials := iam_policy_admin.deny with input as resource("AWS::IAM::ManagedPolicy", {"PolicyDocument": document(["*"], ["*"])})
	{d.path | some d in denials} == {["properties", "PolicyDocument", "Statement", 0]}
}

test_fail_managed_in_text if {
	properties := {"PolicyDocument": json.marshal(document("*", "*"))}
	count(iam_policy_admin.deny) == 1 with input as resource("AWS::IAM::ManagedPolicy", properties)
}

test_fail_inline if {
	every type in ["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"] {
		denials := iam_policy_admin.deny with input as resource(type, inline(document("*", "*")))
		{d.path | some d in denials} == {["properties", "Policies", 0, "PolicyDocument", "Statement", 0]}
	}
}

test_absent if {
	every type in ["AWS::IAM::ManagedPolicy", "AWS::IAM::Role"] {
		count(iam_policy_admin.deny) == 0 with input as resource(type, {})
	}
}
