package probity.aws.s3_bucket_encryption_test

import data.probity.aws.s3_bucket_encryption

resource(properties) := {
	"id": "logs",
	"type": "AWS::S3::Bucket",
	"name": "logs",
	"properties": properties,
	"references": {},
}

encrypted(algorithm) := {"BucketEncryption": {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm}}]}}

test_pass if {
	every algorithm in ["AES256", "aws:kms", "aws:kms:dsse"] {
		count(s3_bucket_encryption.deny) == 0 with input as resource(encrypted(algorithm))
	}
}

test_fail_absent if {
	{d.path | some d in s3_bucket_encryption.deny} == {["properties", "BucketEncryption"]} with input as resource({})
}

test_fail_empty_rules if {
	count(s3_bucket_encryption.deny) == 1 with input as resource({"BucketEncryption": {"ServerSideEncryptionConfiguration": []}})
}

test_fail_algorithm_not_accepted if {
	denials := s3_bucket_encryption.deny with input as resource(encrypted("AES256"))
		with data.parameters as {"aws/s3-bucket-encryption": {"algorithms": ["aws:kms"]}}
	{d.message | some d in denials} == {"bucket logs is encrypted with AES256, accepted are aws:kms"}
}
