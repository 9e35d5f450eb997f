# METADATA
# title: Roles name what they grant
# description: >-
#   No rule of a Role or ClusterRole grants every verb, every resource, every API group or every URL. Roles that
#   Kubernetes itself makes are left out.
# schemas:
#   - input: schema.kubernetes.Role
# custom:
#   severity: high
#   resource_types:
#     - rbac.authorization.k8s.io/v1/Role
#     - rbac.authorization.k8s.io/v1/ClusterRole
#   reach: document
#   topic: iam-least-privilege
#   remediation:
#     text: >-
#       List the groups, resources and verbs that the subject needs.
#     manifest: |
#       rules:
#         - apiGroups: ["apps"]
#           resources: ["deployments"]
#           verbs: ["get", "list", "watch"]
#   references:
#     - https://kubernetes.io/docs/concepts/security/rbac-good-practices/
#     - https://kubernetes.io/docs/reference/access-authn-authz/rbac/
package probity.kubernetes.rbac_no_wildcards

not_applicable contains "Kubernetes makes the role" if is_built_in

deny contains {
	"message": sprintf("role %s grants * in %s", [input.name, field]),
	"path": ["properties", "rules", i, field],
} if {
	not is_built_in
	some i, rule in input.properties.rules
	some field in ["apiGroups", "nonResourceURLs", "resources", "verbs"]
	"*" in rule[field]
}

is_built_in if input.properties.metadata.labels["kubernetes.io/bootstrapping"] == "rbac-defaults"
