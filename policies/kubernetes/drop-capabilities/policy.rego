# METADATA
# title: Containers drop all capabilities
# description: >-
#   Every container drops ALL capabilities and adds back none but NET_BIND_SERVICE, or those that the parameter
#   names. This is a rule of the restricted Pod Security Standard.
# schemas:
#   - input: schema.kubernetes.Workload
# custom:
#   severity: medium
#   resource_types:
#     - v1/Pod
#     - v1/ReplicationController
#     - apps/v1/DaemonSet
#     - apps/v1/Deployment
#     - apps/v1/ReplicaSet
#     - apps/v1/StatefulSet
#     - batch/v1/CronJob
#     - batch/v1/Job
#   reach: document
#   topic: cfg-k8s-pod-security
#   remediation:
#     text: >-
#       Drop ALL, and add back only what the container needs.
#     manifest: |
#       securityContext:
#         capabilities:
#           drop: ["ALL"]
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#     - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#   parameters:
#     allowed:
#       description: Capabilities that may be added back
#       type: array
#       items: {"type": "string"}
#       uniqueItems: true
#       default: ["NET_BIND_SERVICE"]
package probity.kubernetes.drop_capabilities

import data.probity.lib.kubernetes

not_applicable contains "it has no pod template" if not kubernetes.pod

not_applicable contains "the setting does not exist on Windows" if kubernetes.is_windows

default allowed := ["NET_BIND_SERVICE"]

allowed := data.parameters["kubernetes/drop-capabilities"].allowed

deny contains {
	"message": sprintf("container %s of %s does not drop all capabilities", [entry.name, input.name]),
	"path": array.concat(entry.path, ["securityContext", "capabilities", "drop"]),
} if {
	not kubernetes.is_windows
	some entry in kubernetes.containers
	not drops_all(entry.container)
}

deny contains {
	"message": sprintf("container %s of %s adds capability %s", [entry.name, input.name, capability]),
	"path": array.concat(entry.path, ["securityContext", "capabilities", "add", i]),
} if {
	not kubernetes.is_windows
	some entry in kubernetes.containers
	some i, capability in entry.container.securityContext.capabilities.add
	not capability in allowed
}

drops_all(container) if "ALL" in container.securityContext.capabilities.drop
