# METADATA
# title: Containers are not privileged
# description: >-
#   No container is privileged, and none is a Windows HostProcess container. Both are rules of the baseline Pod
#   Security Standard.
# schemas:
#   - input: schema.kubernetes.Workload
# custom:
#   severity: critical
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
#       Leave privileged out, and grant the capability or device that is needed instead.
#     manifest: |
#       securityContext:
#         privileged: false
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#     - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
package probity.kubernetes.no_privileged

import data.probity.lib.kubernetes

not_applicable contains "it has no pod template" if not kubernetes.pod

deny contains {
	"message": sprintf("container %s of %s is privileged", [entry.name, input.name]),
	"path": array.concat(entry.path, ["securityContext", "privileged"]),
} if {
	some entry in kubernetes.containers
	entry.container.securityContext.privileged == true
}

deny contains {
	"message": sprintf("container %s of %s is a HostProcess container", [entry.name, input.name]),
	"path": array.concat(entry.path, ["securityContext", "windowsOptions", "hostProcess"]),
} if {
	some entry in kubernetes.containers
	entry.container.securityContext.windowsOptions.hostProcess == true
}

deny contains {
	"message": sprintf("the containers of %s are HostProcess containers", [input.name]),
	"path": array.concat(kubernetes.pod_path, ["securityContext", "windowsOptions", "hostProcess"]),
} if {
	kubernetes.pod.securityContext.windowsOptions.hostProcess == true
}
