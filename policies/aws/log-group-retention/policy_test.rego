package probity.aws.log_group_retention_test

import data.probity.aws.log_group_retention

resource(properties) := {
	"id": "app",
	"type": "AWS::Logs::LogGroup",
	"name": "app",
	"properties": properties,
	"references": {},
}

test_pass if {
	every properties in [{"RetentionInDays": 365}, {"RetentionInDays": 400}, {"RetentionInDays": 0}, {}] {
		count(log_group_retention.deny) == 0 with input as resource(properties)
	}
}

test_fail if {
	denials := log_group_retention.deny with input as resource({"RetentionInDays": 30})
	denials == {{
		"message": "log group app keeps events for 30 days, at least 365 are asked for",
		"path": ["properties", "RetentionInDays"],
	}}
}

test_parameter if {
	count(log_group_retention.deny) == 0 with input as resource({"RetentionInDays": 30})
		with data.parameters as {"aws/log-group-retention": {"minimum_days": 30}}
}
