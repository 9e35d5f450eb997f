# METADATA
# title: IAM policies do not grant administrator rights
# description: >-
#   No managed or inline policy allows every action on every resource. What is attached by name is judged by aws/iam-
#   administrator-access.
# schemas:
#   - input: schema.AWS.IAM.PolicyHolder
# custom:
#   severity: high
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
#       Allow the actions and resources that the work needs. Keep administrator rights to roles of your identity
#       provider.
#     terraform: |
#       data "aws_iam_policy_document" "example" {
#         statement {
#           actions   = ["s3:GetObject", "s3:PutObject"]
#           resources = ["arn:aws:s3:::example/*"]
#         }
#       }
#   references:
#     - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1
package probity.aws.iam_policy_admin

import data.probity.lib.aws_policy

deny contains {
	"message": sprintf("policy %s allows every action on every resource", [input.name]),
	"path": array.concat(["properties", "PolicyDocument"], entry.path),
} if {
	some entry in aws_policy.statements(input.properties.PolicyDocument)
	grants_everything(entry.statement)
}

deny contains {
	"message": sprintf("an inline policy of %s allows every action on every resource", [input.name]),
	"path": array.concat(["properties", "Policies", i, "PolicyDocument"], entry.path),
} if {
	some i, policy in input.properties.Policies
	some entry in aws_policy.statements(policy.PolicyDocument)
	grants_everything(entry.statement)
}

grants_everything(statement) if {
	aws_policy.is_allow(statement)
	aws_policy.all_actions(statement)
	aws_policy.all_resources(statement)
}
