package probity.lib.aws_policy_test

import data.probity.lib.aws_policy

test_statements_of_list if {
	got := aws_policy.statements({"Statement": [{"Effect": "Allow"}, {"Effect": "Deny"}]})
	[entry.path | some entry in got] == [["Statement", 0], ["Statement", 1]]
}

test_statements_of_single_object if {
	got := aws_policy.statements({"Statement": {"Effect": "Allow"}})
	got == [{"path": ["Statement"], "statement": {"Effect": "Allow"}}]
}

test_statements_of_text if {
	got := aws_policy.statements(`{"Statement":[{"Effect":"Allow"}]}`)
	count(got) == 1
}

test_all_actions if {
	cases := [
		{"action": "*", "want": true},
		{"action": ["s3:Get*", "*"], "want": true},
		{"action": "*:*", "want": true},
		{"action": "s3:*", "want": false},
		{"action": [], "want": false},
	]
	got := {case.action | some case in cases; aws_policy.all_actions({"Action": case.action})}
	got == {case.action | some case in cases; case.want}
}

test_all_actions_without_action if not aws_policy.all_actions({"NotAction": "iam:*"})

test_all_resources if {
	aws_policy.all_resources({"Resource": "*"})
	aws_policy.all_resources({"Resource": ["arn:aws:s3:::a", "*"]})
	not aws_policy.all_resources({"Resource": "arn:aws:s3:::a/*"})
}

test_principals if {
	cases := [
		{"principal": "*", "want": {"*"}},
		{"principal": {"AWS": "*"}, "want": {"*"}},
		{"principal": {"AWS": ["arn:aws:iam::111122223333:root", "*"]}, "want": {"*", "arn:aws:iam::111122223333:root"}},
		{"principal": {"Service": "ec2.amazonaws.com"}, "want": {"ec2.amazonaws.com"}},
	]
	every case in cases {
		aws_policy.principals({"Principal": case.principal}) == case.want
	}
}

test_not_principal_is_open if aws_policy.any_principal({"Effect": "Allow", "NotPrincipal": {"AWS": "x"}})

test_conditions if {
	cases := [
		{"note": "organisation", "condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, "want": true},
		{"note": "key in other case", "condition": {"StringEquals": {"AWS:SOURCEACCOUNT": ["111122223333"]}}, "want": true},
		{"note": "any value", "condition": {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-1/r-1/*"}}, "want": true},
		{"note": "address range", "condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}}, "want": true},
		{"note": "every address", "condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"]}}, "want": false},
		{"note": "wild card", "condition": {"StringLike": {"aws:PrincipalArn": "*"}}, "want": false},
		{"note": "any account", "condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:*"}}, "want": false},
		{"note": "negated", "condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}, "want": false},
		{"note": "missing key passes", "condition": {"StringEqualsIfExists": {"aws:SourceVpce": "vpce-1"}}, "want": false},
		{"note": "transport says nothing of the caller", "condition": {"Bool": {"aws:SecureTransport": "true"}}, "want": false},
	]
	got := {case.note | some case in cases; aws_policy.limited_to_known_callers({"Condition": case.condition})}
	got == {case.note | some case in cases; case.want}
}

test_conditions_that_anybody_meets if {
	open := {
		"any organisation": {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
		"any path": {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "*/r-ab12/*"}},
		"a role of any account": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deploy"}},
		"short": {"StringLike": {"aws:PrincipalArn": "*role/deploy"}},
		"itself": {"StringEquals": {"aws:PrincipalAccount": "${aws:PrincipalAccount}"}},
		"a user of any account": {"StringEquals": {"aws:username": "admin"}},
		"half the internet": {"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}},
		"an address within any network": {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}},
		"any bucket": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}},
	}
	known := {
		"a role of one account": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}},
		"any partition": {"ArnLike": {"aws:PrincipalArn": "arn:*:iam::111122223333:role/deploy"}},
		"a path": {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/*"}},
		"a session": {"StringLike": {"aws:userid": "AROAEXAMPLEID:*"}},
		"one bucket": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::acme"}},
		"a network": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
	}
	limited := {note |
		some note, condition in object.union(open, known)
		aws_policy.limited_to_known_callers({"Condition": condition})
	}
	limited == object.keys(known)
}

test_all_resources_but_a_few if {
	aws_policy.all_resources({"NotResource": "arn:aws:s3:::acme"})
	not aws_policy.all_resources({"Resource": "arn:aws:s3:::acme"})
}

test_is_public if {
	aws_policy.is_public({"Effect": "Allow", "Principal": "*"})
	not aws_policy.is_public({"Effect": "Deny", "Principal": "*"})
	not aws_policy.is_public({
		"Effect": "Allow", "Principal": "*",
		"Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}},
	})
}

test_values if {
	aws_policy.values("a") == {"a"}
	aws_policy.values(["a", 111122223333, true, {}]) == {"a", "111122223333", "true"}
	aws_policy.values(false) == {"false"}
	not aws_policy.values({})
}
