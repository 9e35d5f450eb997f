# METADATA
# title: Containers have limits
# description: >-
#   Every container but the ephemeral ones has a limit for each resource that the parameter names, so that one pod
#   cannot starve the others of its node.
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
#   topic: mon-capacity
#   remediation:
#     text: >-
#       Set limits for processor time and memory.
#     manifest: |
#       resources:
#         requests: { cpu: 100m, memory: 128Mi }
#         limits: { cpu: 500m, memory: 256Mi }
#   references:
#     - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
#   parameters:
#     limits:
#       description: Resources that need a limit
#       type: array
#       items: {"type": "string"}
#       minItems: 1
#       default: ["cpu", "memory"]
package probity.kubernetes.resource_limits

import data.probity.lib.kubernetes

not_applicable contains "it has no pod template" if not kubernetes.pod

default limits := ["cpu", "memory"]

limits := data.parameters["kubernetes/resource-limits"].limits

deny contains {
	"message": sprintf("container %s of %s has no limit for %s", [entry.name, input.name, limit]),
	"path": array.concat(entry.path, ["resources", "limits", limit]),
} if {
	some entry in kubernetes.lasting_containers
	some limit in limits
	not entry.container.resources.limits[limit]
}
