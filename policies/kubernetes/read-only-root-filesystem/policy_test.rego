package probity.kubernetes.read_only_root_filesystem_test

import data.probity.kubernetes.read_only_root_filesystem

pod(spec) := {"id": "x", "type": "v1/Pod", "name": "shop/web", "properties": {"kind": "Pod", "spec": spec}}

deployment(spec) := {"id": "x", "type": "apps/v1/Deployment", "name": "shop/web", "properties": {"spec": {"template": {"spec": spec}}}}

cron_job(spec) := {
	"id": "x",
	"type": "batch/v1/CronJob",
	"name": "shop/web",
	"properties": {"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}}},
}

secured(context) := {"containers": [{"name": "app", "securityContext": context}]}

test_pass if count(read_only_root_filesystem.deny) == 0 with input as pod(secured({"readOnlyRootFilesystem": true}))

test_fail if {
	denials := read_only_root_filesystem.deny with input as deployment(secured({"readOnlyRootFilesystem": false}))
	{d.path | some d in denials} == {[
		"properties", "spec", "template", "spec", "containers", 0,
		"securityContext", "readOnlyRootFilesystem",
	]}
}

test_fail_absent if count(read_only_root_filesystem.deny) == 1 with input as cron_job({"containers": [{"name": "app"}]})

test_not_applicable_without_template if {
	count(read_only_root_filesystem.not_applicable) == 1 with input as {"type": "apps/v1/Deployment", "name": "web", "properties": {"spec": {}}}
}

test_not_applicable_windows if {
	spec := object.union(secured({}), {"os": {"name": "windows"}})
	count(read_only_root_filesystem.not_applicable) == 1 with input as pod(spec)
	count(read_only_root_filesystem.deny) == 0 with input as pod(spec)
}
