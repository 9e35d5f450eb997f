package probity.lib.references_test

import data.probity.lib.references

bucket := {"id": "plan/aws_s3_bucket.logs", "properties": {"BucketName": "logs"}}

test_points_at if references.points_at({"references": {"Bucket": ["other", bucket.id]}}, "Bucket", bucket)

test_other_bucket if not references.points_at({"references": {"Bucket": ["other"]}}, "Bucket", bucket)

test_other_property if not references.points_at({"references": {"Target": [bucket.id]}}, "Bucket", bucket)

test_without_references if not references.points_at({"references": {}}, "Bucket", bucket)

test_ambiguous if not references.points_at({"references": {"Bucket": "ambiguous"}}, "Bucket", bucket)
