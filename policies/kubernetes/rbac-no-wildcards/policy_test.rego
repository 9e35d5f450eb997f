package probity.kubernetes.rbac_no_wildcards_test

import data.probity.kubernetes.rbac_no_wildcards

role(rule) := {
	"id": "x",
	"type": "rbac.authorization.k8s.io/v1/ClusterRole",
	"name": "operator",
	"properties": {"metadata": {"name": "operator"}, "rules": [rule]},
}

narrow := {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get"]}

test_pass if count(rbac_no_wildcards.deny) == 0 with input as role(narrow)

test_fail_each_field if {
	every field in ["apiGroups", "nonResourceURLs", "resources", "verbs"] {
		denials := rbac_no_wildcards.deny with input as role(object.union(narrow, {field: ["*"]}))
		denials == {{"message": sprintf("role operator grants * in %s", [field]), "path": ["properties", "rules", 0, field]}}
	}
}

test_not_applicable_built_in if {
	built_in := object.union(role({"verbs": ["*"]}), {"properties": {"metadata": {"labels": {"kubernetes.io/bootstrapping": "rbac-defaults"}}}})
	count(rbac_no_wildcards.not_applicable) == 1 with input as built_in
	count(rbac_no_wildcards.deny) == 0 with input as built_in
}

test_absent if count(rbac_no_wildcards.deny) == 0 with input as {"name": "empty", "properties": {}}
