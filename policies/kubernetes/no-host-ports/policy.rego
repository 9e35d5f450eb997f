# METADATA
# title: Containers do not take ports of their node
# description: >-
#   No container listens on a port of its node, but for those that the parameter names. This is a rule of the
#   baseline Pod Security Standard.
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
#   topic: net-ingress-unrestricted
#   remediation:
#     text: >-
#       Reach the pod through a service, and leave hostPort out.
#     manifest: |
#       ports:
#         - containerPort: 8080
#   references:
#     - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
#   parameters:
#     allowed:
#       description: Ports of the node that may be taken
#       type: array
#       items: {"type": "integer", "minimum": 1, "maximum": 65535}
#       default: []
package probity.kubernetes.no_host_ports

import data.probity.lib.kubernetes

not_applicable contains "it has no pod template" if not kubernetes.pod

default allowed := []

allowed := data.parameters["kubernetes/no-host-ports"].allowed

deny contains {
	"message": sprintf("container %s of %s takes port %d of the node", [entry.name, input.name, port.hostPort]),
	"path": array.concat(entry.path, ["ports", i, "hostPort"]),
} if {
	some entry in kubernetes.lasting_containers
	some i, port in entry.container.ports
	port.hostPort != 0
	not port.hostPort in allowed
}
