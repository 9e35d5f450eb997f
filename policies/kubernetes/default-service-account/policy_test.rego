package probity.kubernetes.default_service_account_test

import data.probity.kubernetes.default_service_account

pod(spec) := {"id": "x", "type": "v1/Pod", "name": "shop/web", "properties": {"kind": "Pod", "spec": spec}}

deployment(spec) := {"id": "x", "type": "apps/v1/Deployment", "name": "shop/web", "properties": {"spec": {"template": {"spec": spec}}}}

cron_job(spec) := {
	"id": "x",
	"type": "batch/v1/CronJob",
	"name": "shop/web",
	"properties": {"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}}},
}

test_pass if {
	cases := [
		{"serviceAccountName": "web"},
		{"serviceAccount": "web"},
		{"automountServiceAccountToken": false},
		{"serviceAccountName": "default", "automountServiceAccountToken": false},
	]
	every spec in cases {
		count(default_service_account.deny) == 0 with input as deployment(spec)
	}
}

test_fail if {
	every spec in [{"serviceAccountName": "default"}, {"automountServiceAccountToken": true}, {"serviceAccountName": ""}] {
		denials := default_service_account.deny with input as deployment(spec)
		{d.path | some d in denials} == {["properties", "spec", "template", "spec", "serviceAccountName"]}
	}
}

test_fail_absent if count(default_service_account.deny) == 1 with input as pod({"containers": []})

test_not_applicable_without_template if {
	count(default_service_account.not_applicable) == 1 with input as {"type": "apps/v1/Deployment", "name": "web", "properties": {"spec": {}}}
}
