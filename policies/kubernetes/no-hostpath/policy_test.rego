package probity.kubernetes.no_hostpath_test

import data.probity.kubernetes.no_hostpath

pod(spec) := {"id": "x", "type": "v1/Pod", "name": "shop/web", "properties": {"kind": "Pod", "spec": spec}}

deployment(spec) := {"id": "x", "type": "apps/v1/Deployment", "name": "shop/web", "properties": {"spec": {"template": {"spec": spec}}}}

cron_job(spec) := {
	"id": "x",
	"type": "batch/v1/CronJob",
	"name": "shop/web",
	"properties": {"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}}},
}

test_pass if {
	every spec in [{"volumes": [{"name": "data", "emptyDir": {}}]}, {"volumes": []}, {}] {
		count(no_hostpath.deny) == 0 with input as pod(spec)
	}
}

test_fail if {
	spec := {"volumes": [{"name": "data", "emptyDir": {}}, {"name": "sock", "hostPath": {"path": "/run/containerd.sock"}}]}
	denials := no_hostpath.deny with input as cron_job(spec)
	denials == {{
		"message": "volume sock of shop/web is a path of the node",
		"path": ["properties", "spec", "jobTemplate", "spec", "template", "spec", "volumes", 1, "hostPath"],
	}}
}

test_fail_without_name if count(no_hostpath.deny) == 1 with input as pod({"volumes": [{"hostPath": {"path": "/"}}]})

test_fail_empty_path if count(no_hostpath.deny) == 1 with input as pod({"volumes": [{"name": "x", "hostPath": {}}]})

test_not_applicable_without_template if {
	count(no_hostpath.not_applicable) == 1 with input as {"type": "apps/v1/Deployment", "name": "web", "properties": {"spec": {}}}
}
