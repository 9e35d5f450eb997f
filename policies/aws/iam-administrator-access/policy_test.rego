package probity.aws.iam_administrator_access_test

import data.probity.aws.iam_administrator_access

resource(type, arns) := {"id": "x", "type": type, "name": "deploy", "properties": {"ManagedPolicyArns": arns}, "references": {}}

admin := "arn:aws:iam::aws:policy/AdministratorAccess"

test_pass if {
	every arn in ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::111122223333:policy/AdministratorAccess"] {
		count(iam_administrator_access.deny) == 0 with input as resource("AWS::IAM::Role", [arn])
	}
}

test_pass_absent if {
	count(iam_administrator_access.deny) == 0 with input as {"type": "AWS::IAM::Role", "name": "deploy", "properties": {}}
}

test_fail if {
	every type in ["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"] {
		denials := iam_administrator_access.deny with input as resource(type, ["arn:aws:iam::aws:policy/ReadOnlyAccess", admin])
		denials == {{"message": "AdministratorAccess is attached to deploy", "path": ["properties", "ManagedPolicyArns", 1]}}
	}
}

test_fail_other_partition if {
	count(iam_administrator_access.deny) == 1 with input as resource("AWS::IAM::Role", ["arn:aws-cn:iam::aws:policy/AdministratorAccess"])
}

test_not_applicable_allowed if {
	role := resource("AWS::IAM::Role", [admin])
	parameters := {"aws/iam-administrator-access": {"allowed": ["deploy"]}}
	count(iam_administrator_access.not_applicable) == 1 with input as role with data.parameters as parameters
	count(iam_administrator_access.deny) == 0 with input as role with data.parameters as parameters
}
