package probity.kubernetes.no_host_ports_test

import data.probity.kubernetes.no_host_ports

pod(spec) := {"id": "x", "type": "v1/Pod", "name": "shop/web", "properties": {"kind": "Pod", "spec": spec}}

deployment(spec) := {"id": "x", "type": "apps/v1/Deployment", "name": "shop/web", "properties": {"spec": {"template": {"spec": spec}}}}

cron_job(spec) := {
	"id": "x",
	"type": "batch/v1/CronJob",
	"name": "shop/web",
	"properties": {"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}}},
}

ports(x) := {"containers": [{"name": "app", "ports": [x]}]}

test_pass if {
	every x in [{"containerPort": 8080}, {"containerPort": 8080, "hostPort": 0}] {
		count(no_host_ports.deny) == 0 with input as pod(ports(x))
	}
}

test_pass_absent if count(no_host_ports.deny) == 0 with input as pod({"containers": [{"name": "app"}]})

test_fail if {
	denials := no_host_ports.deny with input as deployment(ports({"containerPort": 8080, "hostPort": 80}))
	denials == {{
		"message": "container app of shop/web takes port 80 of the node",
		"path": ["properties", "spec", "template", "spec", "containers", 0, "ports", 0, "hostPort"],
	}}
}

test_parameter if {
	count(no_host_ports.deny) == 0 with input as pod(ports({"containerPort": 8080, "hostPort": 80}))
		with data.parameters as {"kubernetes/no-host-ports": {"allowed": [80]}}
}

test_not_applicable_without_template if {
	count(no_host_ports.not_applicable) == 1 with input as {"type": "apps/v1/Deployment", "name": "web", "properties": {"spec": {}}}
}
