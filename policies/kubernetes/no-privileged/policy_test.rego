package probity.kubernetes.no_privileged_test

import data.probity.kubernetes.no_privileged

pod(spec) := {"id": "x", "type": "v1/Pod", "name": "shop/web", "properties": {"kind": "Pod", "spec": spec}}

deployment(spec) := {"id": "x", "type": "apps/v1/Deployment", "name": "shop/web", "properties": {"spec": {"template": {"spec": spec}}}}

cron_job(spec) := {
	"id": "x",
	"type": "batch/v1/CronJob",
	"name": "shop/web",
	"properties": {"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}}},
}

secured(context) := {"containers": [{"name": "app", "securityContext": context}]}

test_pass if {
	every context in [{"privileged": false}, {}] {
		count(no_privileged.deny) == 0 with input as pod(secured(context))
		count(no_privileged.deny) == 0 with input as cron_job(secured(context))
	}
}

test_pass_absent if count(no_privileged.deny) == 0 with input as pod({"containers": [{"name": "app"}]})

test_fail if {
	denials := no_privileged.deny with input as deployment(secured({"privileged": true}))
	denials == {{
		"message": "container app of shop/web is privileged",
		"path": ["properties", "spec", "template", "spec", "containers", 0, "securityContext", "privileged"],
	}}
}

test_fail_without_name if {
	denials := no_privileged.deny with input as pod({"containers": [{"securityContext": {"privileged": true}}]})
	{d.message | some d in denials} == {"container (unnamed) of shop/web is privileged"}
}

test_fail_init_and_ephemeral if {
	every field in ["initContainers", "ephemeralContainers"] {
		denials := no_privileged.deny with input as pod({field: [{"name": "x", "securityContext": {"privileged": true}}]})
		{d.path | some d in denials} == {["properties", "spec", field, 0, "securityContext", "privileged"]}
	}
}

test_fail_host_process if {
	options := {"windowsOptions": {"hostProcess": true}}
	count(no_privileged.deny) == 1 with input as pod(secured(options))
	count(no_privileged.deny) == 1 with input as pod({"securityContext": options})
}

test_not_applicable_without_template if {
	count(no_privileged.not_applicable) == 1 with input as {"type": "apps/v1/Deployment", "name": "web", "properties": {"spec": {}}}
}
