package probity.lib.references_test

import data.probity.lib.references

bucket := {"id": "plan/aws_s3_bucket.logs", "properties": {"BucketName": "logs"}}

test_by_reference if references.points_at({"references": {"Bucket": [bucket.id]}, "properties": {}}, "Bucket", bucket, "logs")

test_by_name if references.points_at({"references": {}, "properties": {"Bucket": "logs"}}, "Bucket", bucket, "logs")

test_other_bucket if {
	other := {"references": {"Bucket": ["plan/aws_s3_bucket.other"]}, "properties": {"Bucket": "other"}}
	not references.points_at(other, "Bucket", bucket, "logs")
}

test_ambiguous if {
	not references.points_at({"references": {"Bucket": "ambiguous"}, "properties": {}}, "Bucket", bucket, "logs")
}

test_target_without_name if {
	references.points_at({"references": {"Bucket": ["a"]}, "properties": {}}, "Bucket", {"id": "a", "properties": {}}, null)
}
