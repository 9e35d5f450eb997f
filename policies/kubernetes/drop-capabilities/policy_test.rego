package probity.kubernetes.drop_capabilities_test

import data.probity.kubernetes.drop_capabilities

pod(spec) := {"id": "x", "type": "v1/Pod", "name": "shop/web", "properties": {"kind": "Pod", "spec": spec}}

deployment(spec) := {"id": "x", "type": "apps/v1/Deployment", "name": "shop/web", "properties": {"spec": {"template": {"spec": spec}}}}

cron_job(spec) := {
	"id": "x",
	"type": "batch/v1/CronJob",
	"name": "shop/web",
	"properties": {"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}}},
}

secured(context) := {"containers": [{"name": "app", "securityContext": context}]}

capabilities(x) := secured({"capabilities": x})

test_pass if {
	every x in [{"drop": ["ALL"]}, {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}] {
		count(drop_capabilities.deny) == 0 with input as pod(capabilities(x))
	}
}

test_fail_some_dropped if {
	denials := drop_capabilities.deny with input as pod(capabilities({"drop": ["NET_RAW"]}))
	{d.path | some d in denials} == {["properties", "spec", "containers", 0, "securityContext", "capabilities", "drop"]}
}

test_fail_added if {
	denials := drop_capabilities.deny with input as pod(capabilities({"drop": ["ALL"], "add": ["NET_BIND_SERVICE", "SYS_ADMIN"]}))
	denials == {{
		"message": "container app of shop/web adds capability SYS_ADMIN",
		"path": ["properties", "spec", "containers", 0, "securityContext", "capabilities", "add", 1],
	}}
}

test_fail_absent if count(drop_capabilities.deny) == 1 with input as deployment(secured({}))

test_parameter if {
	count(drop_capabilities.deny) == 0 with input as pod(capabilities({"drop": ["ALL"], "add": ["CHOWN"]}))
		with data.parameters as {"kubernetes/drop-capabilities": {"allowed": ["CHOWN"]}}
}

test_not_applicable_without_template if {
	count(drop_capabilities.not_applicable) == 1 with input as {"type": "apps/v1/Deployment", "name": "web", "properties": {"spec": {}}}
}

test_not_applicable_windows if {
	spec := object.union(secured({}), {"os": {"name": "windows"}})
	count(drop_capabilities.not_applicable) == 1 with input as pod(spec)
	count(drop_capabilities.deny) == 0 with input as pod(spec)
}
