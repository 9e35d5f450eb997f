# METADATA
# title: Pods do not carry the token of the default account
# description: >-
#   A pod has a service account of its own, or does not mount a token. What is granted to the default account goes to
#   every pod of its namespace.
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
#   topic: iam-workload-identity
#   remediation:
#     text: >-
#       Give the workload a service account, or turn the mounting of tokens off.
#     manifest: |
#       spec:
#         serviceAccountName: web
#         automountServiceAccountToken: false
#   references:
#     - https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
#     - https://kubernetes.io/docs/concepts/security/service-accounts/
package probity.kubernetes.default_service_account

import data.probity.lib.kubernetes

not_applicable contains "it has no pod template" if not kubernetes.pod

deny contains {
	"message": sprintf("the pod of %s carries the token of the default service account", [input.name]),
	"path": array.concat(kubernetes.pod_path, ["serviceAccountName"]),
} if {
	kubernetes.pod
	account == "default"
	not kubernetes.pod.automountServiceAccountToken == false
}

default account := "default"

account := kubernetes.pod.serviceAccountName if kubernetes.pod.serviceAccountName != ""

# The old name of the field, which the API still reads where the new one is not set.
account := kubernetes.pod.serviceAccount if {
	not kubernetes.pod.serviceAccountName
	kubernetes.pod.serviceAccount != ""
}
