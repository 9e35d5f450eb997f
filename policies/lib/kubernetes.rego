# METADATA
# title: Kubernetes workloads
# description: |
#   Finds the pod of a workload: its own spec, or the spec of its pod template. The rules read `input`, so that the type
#   checker knows the shape of what they give.
# related_resources:
#   - https://kubernetes.io/docs/concepts/security/pod-security-standards/
# schemas:
#   - input: schema.kubernetes.Workload
package probity.lib.kubernetes

_templated := {
	"v1/ReplicationController",
	"apps/v1/DaemonSet",
	"apps/v1/Deployment",
	"apps/v1/ReplicaSet",
	"apps/v1/StatefulSet",
	"batch/v1/Job",
}

# METADATA
# description: Where the pod's spec lies in `input`.
pod_path := ["properties", "spec"] if input.type == "v1/Pod"

pod_path := ["properties", "spec", "template", "spec"] if input.type in _templated

pod_path := ["properties", "spec", "jobTemplate", "spec", "template", "spec"] if input.type == "batch/v1/CronJob"

# METADATA
# description: The pod's spec.
pod := input.properties.spec if input.type == "v1/Pod"

pod := input.properties.spec.template.spec if input.type in _templated

pod := input.properties.spec.jobTemplate.spec.template.spec if input.type == "batch/v1/CronJob"

# METADATA
# description: The pod runs on Windows, where Linux security contexts do not apply.
is_windows if pod.os.name == "windows"

# METADATA
# description: Ordinary, init and ephemeral containers, each with its name and its path in `input`.
containers contains {"name": label(container), "container": container, "path": array.concat(pod_path, ["containers", i])} if {
	some i, container in pod.containers
}

containers contains {"name": label(container), "container": container, "path": array.concat(pod_path, ["initContainers", i])} if {
	some i, container in pod.initContainers
}

containers contains {"name": label(container), "container": container, "path": array.concat(pod_path, ["ephemeralContainers", i])} if {
	some i, container in pod.ephemeralContainers
}

# METADATA
# description: |
#   The same without the ephemeral ones, which may not set resources or ports.
lasting_containers contains entry if {
	some entry in containers
	not "ephemeralContainers" in entry.path
}

# METADATA
# description: The name of a container or volume, for messages; a message must not fail for want of a name.
label(item) := item.name if is_string(item.name)

else := "(unnamed)"
