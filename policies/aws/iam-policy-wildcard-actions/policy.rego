# METADATA
# title: IAM policies name the actions they allow
# description: >-
#   No statement allows every action of AWS, allows everything but a list (NotAction), or allows every action of IAM,
#   STS, KMS, Organizations or another service named by the parameter on every resource.
# schemas:
#   - input: schema.AWS.IAM.PolicyHolder
# custom:
#   severity: medium
#   resource_types:
#     - AWS::IAM::ManagedPolicy
#     - AWS::IAM::Policy
#     - AWS::IAM::Role
#     - AWS::IAM::User
#     - AWS::IAM::Group
#   reach: document
#   topic: iam-least-privilege
#   remediation:
#     text: >-
#       List the actions that the work needs; IAM Access Analyzer can derive them from use.
#     terraform: |
#       data "aws_iam_policy_document" "example" {
#         statement {
#           actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
#           resources = [aws_kms_key.example.arn]
#         }
#       }
#   references:
#     - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
#     - https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-policy-generation.html
#   parameters:
#     services:
#       description: Services whose every action must not be allowed on every resource, as in the part of an action before the colon
#       type: array
#       items: {"type": "string", "pattern": "^[a-z0-9-]+$"}
#       default: ["iam", "kms", "organizations", "secretsmanager", "sts"]
package probity.aws.iam_policy_wildcard_actions

import data.probity.lib.aws_policy

default services := ["iam", "kms", "organizations", "secretsmanager", "sts"]

services := data.parameters["aws/iam-policy-wildcard-actions"].services

deny contains {
	"message": sprintf("policy %s allows %s", [input.name, what]),
	"path": array.concat(["properties", "PolicyDocument"], entry.path),
} if {
	some entry in aws_policy.statements(input.properties.PolicyDocument)
	some what in too_wide(entry.statement)
}

deny contains {
	"message": sprintf("an inline policy of %s allows %s", [input.name, what]),
	"path": array.concat(["properties", "Policies", i, "PolicyDocument"], entry.path),
} if {
	some i, policy in input.properties.Policies
	some entry in aws_policy.statements(policy.PolicyDocument)
	some what in too_wide(entry.statement)
}

too_wide(statement) := union({every_action(statement), all_but(statement), whole_services(statement)})

every_action(statement) := {"every action" |
	aws_policy.is_allow(statement)
	aws_policy.all_actions(statement)
}

all_but(statement) := {"every action but those in NotAction" |
	aws_policy.is_allow(statement)
	statement.NotAction
}

whole_services(statement) := {sprintf("every action of %s on every resource", [service]) |
	aws_policy.is_allow(statement)
	aws_policy.all_resources(statement)
	some action in aws_policy.values(statement.Action)
	some service in services
	lower(action) == sprintf("%s:*", [service])
}
