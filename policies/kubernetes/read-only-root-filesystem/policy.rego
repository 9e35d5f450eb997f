# METADATA
# title: Containers cannot write to their image
# description: >-
#   Every container has a read-only root filesystem; what it writes goes to volumes.
# schemas:
#   - input: schema.kubernetes.Workload
# custom:
#   severity: low
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
#       Set readOnlyRootFilesystem, and mount an emptyDir where the program writes.
#     manifest: |
#       securityContext:
#         readOnlyRootFilesystem: true
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
#     - https://kubernetes.io/docs/concepts/security/security-checklist/
package probity.kubernetes.read_only_root_filesystem

import data.probity.lib.kubernetes

not_applicable contains "it has no pod template" if not kubernetes.pod

not_applicable contains "the setting does not exist on Windows" if kubernetes.is_windows

deny contains {
	"message": sprintf("container %s of %s can write to its image", [entry.name, input.name]),
	"path": array.concat(entry.path, ["securityContext", "readOnlyRootFilesystem"]),
} if {
	not kubernetes.is_windows
	some entry in kubernetes.containers
	not entry.container.securityContext.readOnlyRootFilesystem == true
}
