package probity.kubernetes.seccomp_profile_test

import data.probity.kubernetes.seccomp_profile

pod(spec) := {"id": "x", "type": "v1/Pod", "name": "shop/web", "properties": {"kind": "Pod", "spec": spec}}

deployment(spec) := {"id": "x", "type": "apps/v1/Deployment", "name": "shop/web", "properties": {"spec": {"template": {"spec": spec}}}}

cron_job(spec) := {
	"id": "x",
	"type": "batch/v1/CronJob",
	"name": "shop/web",
	"properties": {"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}}},
}

secured(context) := {"containers": [{"name": "app", "securityContext": context}]}

profile(type) := {"seccompProfile": {"type": type}}

for_pod(type, container) := object.union(secured(container), {"securityContext": profile(type)})

test_pass if {
	every type in ["RuntimeDefault", "Localhost"] {
		count(seccomp_profile.deny) == 0 with input as pod(secured(profile(type)))
		count(seccomp_profile.deny) == 0 with input as deployment(for_pod(type, {}))
	}
}

test_fail_absent if {
	denials := seccomp_profile.deny with input as pod(secured({}))
	{d.path | some d in denials} == {["properties", "spec", "containers", 0, "securityContext", "seccompProfile", "type"]}
}

test_fail_unconfined if {
	count(seccomp_profile.deny) == 1 with input as pod(for_pod("Unconfined", {}))
	count(seccomp_profile.deny) == 1 with input as pod(for_pod("RuntimeDefault", profile("Unconfined")))
}

test_not_applicable_without_template if {
	count(seccomp_profile.not_applicable) == 1 with input as {"type": "apps/v1/Deployment", "name": "web", "properties": {"spec": {}}}
}

test_not_applicable_windows if {
	spec := object.union(secured({}), {"os": {"name": "windows"}})
	count(seccomp_profile.not_applicable) == 1 with input as pod(spec)
	count(seccomp_profile.deny) == 0 with input as pod(spec)
}
