package probity.kubernetes.no_privilege_escalation_test

import data.probity.kubernetes.no_privilege_escalation

pod(spec) := {"id": "x", "type": "v1/Pod", "name": "shop/web", "properties": {"kind": "Pod", "spec": spec}}

deployment(spec) := {"id": "x", "type": "apps/v1/Deployment", "name": "shop/web", "properties": {"spec": {"template": {"spec": spec}}}}

cron_job(spec) := {
	"id": "x",
	"type": "batch/v1/CronJob",
	"name": "shop/web",
	"properties": {"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}}},
}

secured(context) := {"containers": [{"name": "app", "securityContext": context}]}

test_pass if count(no_privilege_escalation.deny) == 0 with input as pod(secured({"allowPrivilegeEscalation": false}))

test_fail if {
	denials := no_privilege_escalation.deny with input as deployment(secured({"allowPrivilegeEscalation": true}))
	{d.path | some d in denials} == {[
		"properties", "spec", "template", "spec", "containers", 0,
		"securityContext", "allowPrivilegeEscalation",
	]}
}

test_fail_absent if count(no_privilege_escalation.deny) == 1 with input as cron_job(secured({}))

test_fail_each_container if {
	spec := {"containers": [{"name": "a"}, {"name": "b"}], "initContainers": [{"name": "c"}]}
	count(no_privilege_escalation.deny) == 3 with input as pod(spec)
}

test_not_applicable_without_template if {
	count(no_privilege_escalation.not_applicable) == 1 with input as {"type": "apps/v1/Deployment", "name": "web", "properties": {"spec": {}}}
}

test_not_applicable_windows if {
	spec := object.union(secured({}), {"os": {"name": "windows"}})
	count(no_privilege_escalation.not_applicable) == 1 with input as pod(spec)
	count(no_privilege_escalation.deny) == 0 with input as pod(spec)
}
