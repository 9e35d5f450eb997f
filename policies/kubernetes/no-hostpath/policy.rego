# METADATA
# title: Pods do not mount paths of their node
# description: >-
#   No volume of a pod is a path of its node. This is a rule of the baseline Pod Security Standard.
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
#       Use a persistent volume claim, or an emptyDir, config map or projected volume.
#     manifest: |
#       volumes:
#         - name: data
#           persistentVolumeClaim:
#             claimName: data
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#     - https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
package probity.kubernetes.no_hostpath

import data.probity.lib.kubernetes

not_applicable contains "it has no pod template" if not kubernetes.pod

deny contains {
	"message": sprintf("volume %s of %s is a path of the node", [kubernetes.label(volume), input.name]),
	"path": array.concat(kubernetes.pod_path, ["volumes", i, "hostPath"]),
} if {
	some i, volume in kubernetes.pod.volumes
	volume.hostPath
}
