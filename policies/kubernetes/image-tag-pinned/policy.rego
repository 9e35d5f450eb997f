# METADATA
# title: Images are pinned
# description: >-
#   Every image is named by its digest or by a tag other than the moving ones. A parameter asks for digests alone.
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
#   topic: sw-immutable-images
#   remediation:
#     text: >-
#       Name the image by digest, or by the tag of one release.
#     manifest: |
#       image: registry.example.com/shop/web:2.4.1@sha256:9b7c0f0d6d7a0a4f3f3b5f3a4a6e1c2d8b9e0f1a2b3c4d5e6f708192a3b4c5d6
#   references:
#     - https://kubernetes.io/docs/concepts/containers/images/#image-names
#     - https://kubernetes.io/docs/concepts/configuration/overview/
#   parameters:
#     require_digest:
#       description: Whether a tag is not enough
#       type: boolean
#       default: false
#     moving_tags:
#       description: Tags that do not name one image
#       type: array
#       items: {"type": "string"}
#       default: ["latest"]
package probity.kubernetes.image_tag_pinned

import data.probity.lib.kubernetes

not_applicable contains "it has no pod template" if not kubernetes.pod

default require_digest := false

require_digest := data.parameters["kubernetes/image-tag-pinned"].require_digest

default moving_tags := ["latest"]

moving_tags := data.parameters["kubernetes/image-tag-pinned"].moving_tags

deny contains {
	"message": sprintf("container %s of %s uses image %s without a digest", [entry.name, input.name, image]),
	"path": array.concat(entry.path, ["image"]),
} if {
	require_digest == true
	some entry in kubernetes.containers
	image := entry.container.image
	not has_digest(image)
}

deny contains {
	"message": sprintf("container %s of %s uses image %s, whose tag %s moves", [entry.name, input.name, image, tag(image)]),
	"path": array.concat(entry.path, ["image"]),
} if {
	not require_digest == true
	some entry in kubernetes.containers
	image := entry.container.image
	not has_digest(image)
	tag(image) in moving_tags
}

has_digest(image) if regex.match(`@[A-Za-z][A-Za-z0-9+._-]*:[0-9a-fA-F]{32,}$`, image)

# The tag follows the last colon, unless that belongs to the port of the registry; none means latest.
tag(image) := parts[count(parts) - 1] if {
	parts := split(name(image), ":")
	count(parts) > 1
}

tag(image) := "latest" if count(split(name(image), ":")) == 1

name(image) := parts[count(parts) - 1] if parts := split(image, "/")
