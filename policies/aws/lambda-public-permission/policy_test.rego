package probity.aws.lambda_public_permission_test

import data.probity.aws.lambda_public_permission

resource(properties) := {
	"id": "invoke",
	"type": "AWS::Lambda::Permission",
	"name": "invoke",
	"properties": properties,
	"references": {},
}

test_pass if {
	cases := [
		{"Principal": "111122223333"},
		{"Principal": "*", "PrincipalOrgID": "o-abc"},
		{"Principal": "s3.amazonaws.com", "SourceArn": "arn:aws:s3:::uploads"},
		{"Principal": "sns.amazonaws.com", "SourceAccount": "111122223333"},
		{"Principal": "*", "EventSourceToken": "token"},
		{"Principal": "edgelambda.amazonaws.com"},
		{},
	]
	every properties in cases {
		count(lambda_public_permission.deny) == 0 with input as resource(properties)
	}
}

test_fail_anybody if {
	denials := lambda_public_permission.deny with input as resource({"Principal": "*"})
	denials == {{"message": "permission invoke lets anybody invoke the function", "path": ["properties", "Principal"]}}
}

test_fail_service_for_any_account if {
	denials := lambda_public_permission.deny with input as resource({"Principal": "s3.amazonaws.com"})
	{d.message | some d in denials} == {"permission invoke lets s3.amazonaws.com call for any account"}
}

test_fail_source_of_any_account if {
	count(lambda_public_permission.deny) == 1 with input as resource({"Principal": "s3.amazonaws.com", "SourceArn": "arn:aws:s3:::*"})
	count(lambda_public_permission.deny) == 1 with input as resource({"Principal": "*", "SourceArn": ""})
}

test_pass_source_that_is_made_here if {
	properties := {"Principal": "sns.amazonaws.com"}
	permission := object.union(resource(properties), {"references": {"SourceArn": ["topic"]}})
	count(lambda_public_permission.deny) == 0 with input as permission
}
