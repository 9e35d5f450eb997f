# METADATA
# title: Containers run under a seccomp profile
# description: >-
#   The pod or each of its containers names the profile RuntimeDefault or Localhost, and none is Unconfined. This is
#   a rule of the restricted Pod Security Standard.
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
#       Set the profile of the container runtime for the pod.
#     manifest: |
#       spec:
#         securityContext:
#           seccompProfile:
#             type: RuntimeDefault
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
#     - https://kubernetes.io/docs/tutorials/security/seccomp/
package probity.kubernetes.seccomp_profile

import data.probity.lib.kubernetes

not_applicable contains "it has no pod template" if not kubernetes.pod

not_applicable contains "the setting does not exist on Windows" if kubernetes.is_windows

deny contains {
	"message": sprintf("container %s of %s runs without a seccomp profile", [entry.name, input.name]),
	"path": array.concat(entry.path, ["securityContext", "seccompProfile", "type"]),
} if {
	not kubernetes.is_windows
	some entry in kubernetes.containers
	not is_confined(entry.container)
}

accepted := {"Localhost", "RuntimeDefault"}

# What the container says comes before what the pod says.
is_confined(container) if container.securityContext.seccompProfile.type in accepted

is_confined(container) if {
	not container.securityContext.seccompProfile.type
	kubernetes.pod.securityContext.seccompProfile.type in accepted
}
