package probity.kubernetes.run_as_non_root_test

import data.probity.kubernetes.run_as_non_root

pod(spec) := {"id": "x", "type": "v1/Pod", "name": "shop/web", "properties": {"kind": "Pod", "spec": spec}}

deployment(spec) := {"id": "x", "type": "apps/v1/Deployment", "name": "shop/web", "properties": {"spec": {"template": {"spec": spec}}}}

cron_job(spec) := {
	"id": "x",
	"type": "batch/v1/CronJob",
	"name": "shop/web",
	"properties": {"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}}},
}

secured(context) := {"containers": [{"name": "app", "securityContext": context}]}

for_pod(context, container) := object.union(secured(container), {"securityContext": context})

test_pass if {
	every spec in [secured({"runAsNonRoot": true}), for_pod({"runAsNonRoot": true}, {}), for_pod({"runAsNonRoot": true, "runAsUser": 1000}, {"runAsUser": 1001})] {
		count(run_as_non_root.deny) == 0 with input as pod(spec)
		count(run_as_non_root.deny) == 0 with input as deployment(spec)
	}
}

test_fail_absent if {
	denials := run_as_non_root.deny with input as cron_job(secured({}))
	{d.path | some d in denials} == {[
		"properties", "spec", "jobTemplate", "spec", "template", "spec", "containers", 0,
		"securityContext", "runAsNonRoot",
	]}
}

test_fail_container_takes_it_back if {
	count(run_as_non_root.deny) == 1 with input as pod(for_pod({"runAsNonRoot": true}, {"runAsNonRoot": false}))
}

test_fail_user_of_container if {
	denials := run_as_non_root.deny with input as pod(secured({"runAsNonRoot": true, "runAsUser": 0}))
	{d.path | some d in denials} == {["properties", "spec", "containers", 0, "securityContext", "runAsUser"]}
}

test_fail_user_of_pod if {
	denials := run_as_non_root.deny with input as pod(for_pod({"runAsNonRoot": true, "runAsUser": 0}, {}))
	{d.path | some d in denials} == {["properties", "spec", "securityContext", "runAsUser"]}
}

test_fail_init_container if {
	spec := object.union(secured({"runAsNonRoot": true}), {"initContainers": [{"name": "init"}]})
	denials := run_as_non_root.deny with input as pod(spec)
	{d.message | some d in denials} == {"container init of shop/web may run as root"}
}

test_not_applicable_without_template if {
	count(run_as_non_root.not_applicable) == 1 with input as {"type": "apps/v1/Deployment", "name": "web", "properties": {"spec": {}}}
}

test_not_applicable_windows if {
	spec := object.union(secured({}), {"os": {"name": "windows"}})
	count(run_as_non_root.not_applicable) == 1 with input as pod(spec)
	count(run_as_non_root.deny) == 0 with input as pod(spec)
}
