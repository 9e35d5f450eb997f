package probity.kubernetes.resource_limits_test

import data.probity.kubernetes.resource_limits

pod(spec) := {"id": "x", "type": "v1/Pod", "name": "shop/web", "properties": {"kind": "Pod", "spec": spec}}

deployment(spec) := {"id": "x", "type": "apps/v1/Deployment", "name": "shop/web", "properties": {"spec": {"template": {"spec": spec}}}}

cron_job(spec) := {
	"id": "x",
	"type": "batch/v1/CronJob",
	"name": "shop/web",
	"properties": {"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}}},
}

limited(x) := {"containers": [{"name": "app", "resources": {"limits": x}}]}

test_pass if count(resource_limits.deny) == 0 with input as pod(limited({"cpu": "500m", "memory": "256Mi"}))

test_pass_number if count(resource_limits.deny) == 0 with input as pod(limited({"cpu": 1, "memory": "256Mi"}))

test_fail_each if {
	denials := resource_limits.deny with input as deployment(limited({"cpu": 1}))
	denials == {{
		"message": "container app of shop/web has no limit for memory",
		"path": ["properties", "spec", "template", "spec", "containers", 0, "resources", "limits", "memory"],
	}}
}

test_fail_absent if count(resource_limits.deny) == 2 with input as cron_job({"containers": [{"name": "app"}]})

test_ephemeral_containers_are_left_out if {
	count(resource_limits.deny) == 0 with input as pod({"ephemeralContainers": [{"name": "debug"}]})
}

test_parameter if {
	count(resource_limits.deny) == 0 with input as pod(limited({"memory": "256Mi"}))
		with data.parameters as {"kubernetes/resource-limits": {"limits": ["memory"]}}
}

test_not_applicable_without_template if {
	count(resource_limits.not_applicable) == 1 with input as {"type": "apps/v1/Deployment", "name": "web", "properties": {"spec": {}}}
}
