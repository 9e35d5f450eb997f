package probity.aws.s3_bucket_logging_test

import data.probity.aws.s3_bucket_logging

resource(properties) := {
	"id": "logs",
	"type": "AWS::S3::Bucket",
	"name": "logs",
	"properties": properties,
	"references": {},
}

test_pass if {
	properties := {"LoggingConfiguration": {"DestinationBucketName": "access-logs", "LogFilePrefix": "s3/"}}
	count(s3_bucket_logging.deny) == 0 with input as resource(properties)
}

test_fail_absent if {
	denials := s3_bucket_logging.deny with input as resource({})
	{d.path | some d in denials} == {["properties", "LoggingConfiguration"]}
}

test_pass_destination_left_to_apply_or_default if {
	count(s3_bucket_logging.deny) == 0 with input as resource({"LoggingConfiguration": {}})
}

test_not_applicable_target_of_logs if {
	count(s3_bucket_logging.not_applicable) == 1 with input as resource({"AccessControl": "LogDeliveryWrite"})
	count(s3_bucket_logging.deny) == 0 with input as resource({"AccessControl": "LogDeliveryWrite"})
}

test_pass_target_that_logs if {
	properties := {"AccessControl": "LogDeliveryWrite", "LoggingConfiguration": {}}
	count(s3_bucket_logging.not_applicable) == 0 with input as resource(properties)
	count(s3_bucket_logging.deny) == 0 with input as resource(properties)
}

test_applicable if count(s3_bucket_logging.not_applicable) == 0 with input as resource({"AccessControl": "Private"})
