package probity.lib.kubernetes_test

import data.probity.lib.kubernetes

spec := {
	"containers": [{"name": "app"}],
	"initContainers": [{"name": "init"}],
	"ephemeralContainers": [{"name": "debug"}],
}

pod := {"type": "v1/Pod", "properties": {"spec": spec}}

template(type) := {"type": type, "properties": {"spec": {"template": {"spec": spec}}}}

cron := {"type": "batch/v1/CronJob", "properties": {"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}}}}

inputs := [
	pod,
	template("v1/ReplicationController"),
	template("apps/v1/DaemonSet"),
	template("apps/v1/Deployment"),
	template("apps/v1/ReplicaSet"),
	template("apps/v1/StatefulSet"),
	template("batch/v1/Job"),
	cron,
]

test_every_workload_has_its_containers if {
	every resource in inputs {
		names := {entry.container.name | some entry in kubernetes.containers} with input as resource
		names == {"app", "init", "debug"}
	}
}

test_every_path_leads_to_its_container if {
	every resource in inputs {
		entries := kubernetes.containers with input as resource
		every entry in entries {
			object.get(resource, entry.path, null) == entry.container
		}
	}
}

test_lasting_containers if {
	names := {entry.container.name | some entry in kubernetes.lasting_containers} with input as pod
	names == {"app", "init"}
}

test_no_containers if count(kubernetes.containers) == 0 with input as {"type": "v1/Pod", "properties": {"spec": {}}}

test_no_template if not kubernetes.pod with input as {"type": "apps/v1/Deployment", "properties": {"spec": {}}}

test_is_windows if {
	kubernetes.is_windows with input as {"type": "v1/Pod", "properties": {"spec": {"os": {"name": "windows"}}}}
	not kubernetes.is_windows with input as pod
}

test_label if {
	kubernetes.label({"name": "app"}) == "app"
	kubernetes.label({}) == "(unnamed)"
	kubernetes.label({"name": 1}) == "(unnamed)"
}
