package probity.aws.iam_password_policy_test

import data.probity.aws.iam_password_policy

resource(properties) := {
	"id": "111122223333",
	"type": "AWS::IAM::AccountPasswordPolicy",
	"name": "111122223333",
	"properties": properties,
	"references": {},
}

strong := {
	"MinimumPasswordLength": 14,
	"RequireLowercaseCharacters": true,
	"RequireNumbers": true,
	"RequireSymbols": true,
	"RequireUppercaseCharacters": true,
	"PasswordReusePrevention": 24,
}

age(days) := {"aws/iam-password-policy": {"maximum_age_days": days}}

test_pass if count(iam_password_policy.deny) == 0 with input as resource(strong)

test_fail_each_part if {
	weak := {
		"MinimumPasswordLength": 8,
		"RequireLowercaseCharacters": false,
		"RequireNumbers": false,
		"RequireSymbols": false,
		"RequireUppercaseCharacters": false,
		"PasswordReusePrevention": 3,
	}
	every name, value in weak {
		denials := iam_password_policy.deny with input as resource(object.union(strong, {name: value}))
		{d.path | some d in denials} == {["properties", name]}
	}
}

test_fail_absent if count(iam_password_policy.deny) == 6 with input as resource({})

test_age if {
	cases := [
		{"note": "not asked for", "days": 0, "set": {}, "want": 0},
		{"note": "in time", "days": 90, "set": {"MaxPasswordAge": 90}, "want": 0},
		{"note": "too late", "days": 90, "set": {"MaxPasswordAge": 91}, "want": 1},
		{"note": "never", "days": 90, "set": {"MaxPasswordAge": 0}, "want": 1},
		{"note": "absent", "days": 90, "set": {}, "want": 1},
	]
	every case in cases {
		denials := iam_password_policy.deny with input as resource(object.union(strong, case.set)) with data.parameters as age(case.days)
		count(denials) == case.want
	}
}

test_parameters if {
	count(iam_password_policy.deny) == 0 with input as resource(object.union(strong, {"MinimumPasswordLength": 8, "PasswordReusePrevention": 0}))
		with data.parameters as {"aws/iam-password-policy": {"minimum_length": 8, "remembered": 0}}
}
