package probity.kubernetes.image_tag_pinned_test

import data.probity.kubernetes.image_tag_pinned

pod(spec) := {"id": "x", "type": "v1/Pod", "name": "shop/web", "properties": {"kind": "Pod", "spec": spec}}

deployment(spec) := {"id": "x", "type": "apps/v1/Deployment", "name": "shop/web", "properties": {"spec": {"template": {"spec": spec}}}}

cron_job(spec) := {
	"id": "x",
	"type": "batch/v1/CronJob",
	"name": "shop/web",
	"properties": {"spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}}},
}

using(image) := {"containers": [{"name": "app", "image": image}]}

digest := "sha256:9b7c0f0d6d7a0a4f3f3b5f3a4a6e1c2d8b9e0f1a2b3c4d5e6f708192a3b4c5d6"

by_digest := {"kubernetes/image-tag-pinned": {"require_digest": true}}

test_pass if {
	cases := [
		"nginx:1.29.3",
		"registry.example.com:5000/shop/web:2.4.1",
		sprintf("nginx@%s", [digest]),
		sprintf("registry.example.com:5000/web:latest@%s", [digest]),
	]
	every image in cases {
		count(image_tag_pinned.deny) == 0 with input as pod(using(image))
	}
}

test_fail if {
	every image in ["nginx", "nginx:latest", "registry.example.com:5000/shop/web", "shop/web:latest"] {
		denials := image_tag_pinned.deny with input as deployment(using(image))
		{d.path | some d in denials} == {["properties", "spec", "template", "spec", "containers", 0, "image"]}
	}
}

test_digest_required if {
	count(image_tag_pinned.deny) == 1 with input as pod(using("nginx:1.29.3")) with data.parameters as by_digest
	count(image_tag_pinned.deny) == 0 with input as pod(using(sprintf("nginx@%s", [digest]))) with data.parameters as by_digest
}

test_moving_tags if {
	count(image_tag_pinned.deny) == 1 with input as pod(using("nginx:stable"))
		with data.parameters as {"kubernetes/image-tag-pinned": {"moving_tags": ["latest", "stable"]}}
}

test_absent if count(image_tag_pinned.deny) == 0 with input as pod({"containers": [{"name": "app"}]})

test_not_applicable_without_template if {
	count(image_tag_pinned.not_applicable) == 1 with input as {"type": "apps/v1/Deployment", "name": "web", "properties": {"spec": {}}}
}
