package probity.aws.lambda_runtime_supported_test

import data.probity.aws.lambda_runtime_supported

resource(properties) := {
	"id": "resize",
	"type": "AWS::Lambda::Function",
	"name": "resize",
	"properties": properties,
	"references": {},
}

at(text) := time.parse_rfc3339_ns(text)

test_pass if {
	every runtime in ["python3.13", "nodejs24.x", "provided.al2023"] {
		count(lambda_runtime_supported.deny) == 0 with input as resource({"Runtime": runtime}) with time.now_ns as at("2026-11-01T00:00:00Z")
	}
}

test_fail_ended if {
	denials := lambda_runtime_supported.deny with input as resource({"Runtime": "python3.8"}) with time.now_ns as at("2026-11-01T00:00:00Z")
	denials == {{"message": "function resize uses python3.8, supported until 2024-10-14", "path": ["properties", "Runtime"]}}
}

test_day_of_the_end if {
	properties := {"Runtime": "nodejs22.x"}
	count(lambda_runtime_supported.deny) == 0 with input as resource(properties) with time.now_ns as at("2027-04-29T23:59:59Z")
	count(lambda_runtime_supported.deny) == 1 with input as resource(properties) with time.now_ns as at("2027-04-30T00:00:00Z")
}

test_margin if {
	count(lambda_runtime_supported.deny) == 1 with input as resource({"Runtime": "nodejs22.x"})
		with time.now_ns as at("2027-04-01T00:00:00Z")
		with data.parameters as {"aws/lambda-runtime-supported": {"margin_days": 60}}
}

test_dates_are_replaced if {
	count(lambda_runtime_supported.deny) == 0 with input as resource({"Runtime": "python3.8"})
		with time.now_ns as at("2026-11-01T00:00:00Z")
		with data.parameters as {"aws/lambda-runtime-supported": {"dates": {"python3.8": "2030-01-01"}}}
}

test_not_applicable_image if {
	count(lambda_runtime_supported.not_applicable) == 1 with input as resource({"PackageType": "Image"})
	count(lambda_runtime_supported.deny) == 0 with input as resource({"PackageType": "Image"})
}

test_absent_or_not_in_the_table if {
	count(lambda_runtime_supported.deny) == 0 with input as resource({})
	count(lambda_runtime_supported.deny) == 0 with input as resource({"Runtime": "nodejs99.x"})
}

test_every_date_parses if {
	every end in lambda_runtime_supported.known {
		at(sprintf("%sT00:00:00Z", [end])) > 0
	}
}
