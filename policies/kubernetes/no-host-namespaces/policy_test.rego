package probity.kubernetes.no_host_namespaces_test

import data.probity.kubernetes.no_host_namespaces

pod(spec) := {"id": "x", "type": "v1/Pod", "name": "shop/web", "properties": {"kind": "Pod", "spec": spec}}

deployment(spec) := {"id": "x", "type": "apps/v1/Deployment", "name": "shop/web", "properties": {"spec": {"template": {"spec": spec}}}}

cron_job(spec) := {
	"id": "x",
	"type": "batch/v1/CronJob",
	"name": "shop/web",
	"properties": {"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}}},
}

test_pass if {
	every spec in [{"hostNetwork": false, "hostPID": false, "hostIPC": false}, {}] {
		count(no_host_namespaces.deny) == 0 with input as deployment(spec)
	}
}

test_fail_each if {
	every field in ["hostIPC", "hostNetwork", "hostPID"] {
		denials := no_host_namespaces.deny with input as deployment({field: true})
		{d.path | some d in denials} == {["properties", "spec", "template", "spec", field]}
	}
}

test_fail_pod if count(no_host_namespaces.deny) == 1 with input as pod({"hostPID": true})

test_not_applicable_without_template if {
	count(no_host_namespaces.not_applicable) == 1 with input as {"type": "apps/v1/Deployment", "name": "web", "properties": {"spec": {}}}
}
