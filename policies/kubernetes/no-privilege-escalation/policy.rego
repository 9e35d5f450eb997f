# METADATA
# title: Containers cannot gain privileges
# description: >-
#   Every container sets allowPrivilegeEscalation to false. Left out it is true. This is a rule of the restricted Pod
#   Security Standard.
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
#       Set allowPrivilegeEscalation to false in every container.
#     manifest: |
#       securityContext:
#         allowPrivilegeEscalation: false
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#     - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
package probity.kubernetes.no_privilege_escalation

import data.probity.lib.kubernetes

not_applicable contains "it has no pod template" if not kubernetes.pod

not_applicable contains "the setting does not exist on Windows" if kubernetes.is_windows

deny contains {
	"message": sprintf("container %s of %s may gain privileges", [entry.name, input.name]),
	"path": array.concat(entry.path, ["securityContext", "allowPrivilegeEscalation"]),
} if {
	not kubernetes.is_windows
	some entry in kubernetes.containers
	not entry.container.securityContext.allowPrivilegeEscalation == false
}
