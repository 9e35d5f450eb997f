# METADATA
# title: Pods do not share the namespaces of their node
# description: >-
#   A pod uses neither the network, nor the processes, nor the IPC of its node. This is a rule of the baseline Pod
#   Security Standard.
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
#       Leave hostNetwork, hostPID and hostIPC out.
#     manifest: |
#       spec:
#         hostNetwork: false
#         hostPID: false
#         hostIPC: false
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
package probity.kubernetes.no_host_namespaces

import data.probity.lib.kubernetes

not_applicable contains "it has no pod template" if not kubernetes.pod

deny contains {
	"message": sprintf("the pod of %s sets %s", [input.name, field]),
	"path": array.concat(kubernetes.pod_path, [field]),
} if {
	some field in ["hostIPC", "hostNetwork", "hostPID"]
	kubernetes.pod[field] == true
}
