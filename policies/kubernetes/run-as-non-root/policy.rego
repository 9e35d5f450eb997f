# METADATA
# title: Containers do not run as root
# description: >-
#   The pod or each of its containers asks for a user other than root, no container takes that back, and none names
#   user 0. This is a rule of the restricted Pod Security Standard.
# schemas:
#   - input: schema.kubernetes.Workload
# custom:
#   severity: high
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
#       Set runAsNonRoot for the pod, and run the image with a user of its own.
#     manifest: |
#       spec:
#         securityContext:
#           runAsNonRoot: true
#           runAsUser: 10001
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#     - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
package probity.kubernetes.run_as_non_root

import data.probity.lib.kubernetes

not_applicable contains "it has no pod template" if not kubernetes.pod

not_applicable contains "the setting does not exist on Windows" if kubernetes.is_windows

deny contains {
	"message": sprintf("container %s of %s may run as root", [entry.name, input.name]),
	"path": array.concat(entry.path, ["securityContext", "runAsNonRoot"]),
} if {
	not kubernetes.is_windows
	some entry in kubernetes.containers
	not runs_as_non_root(entry.container)
}

deny contains {
	"message": sprintf("container %s of %s runs as user 0", [entry.name, input.name]),
	"path": array.concat(entry.path, ["securityContext", "runAsUser"]),
} if {
	not kubernetes.is_windows
	some entry in kubernetes.containers
	entry.container.securityContext.runAsUser == 0
}

deny contains {
	"message": sprintf("the pod of %s runs as user 0", [input.name]),
	"path": array.concat(kubernetes.pod_path, ["securityContext", "runAsUser"]),
} if {
	not kubernetes.is_windows
	kubernetes.pod.securityContext.runAsUser == 0
}

# What the container says comes before what the pod says.
runs_as_non_root(container) if container.securityContext.runAsNonRoot == true

runs_as_non_root(container) if {
	not container.securityContext.runAsNonRoot == false
	kubernetes.pod.securityContext.runAsNonRoot == true
}
