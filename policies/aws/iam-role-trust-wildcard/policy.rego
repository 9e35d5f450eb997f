# METADATA
# title: IAM roles are not trusted to everybody
# description: >-
#   The trust policy of a role does not let any principal assume it. A condition counts when it ties the caller to
#   known accounts, organisations or networks; an external id does not.
# schemas:
#   - input: schema.AWS.IAM.Role
# custom:
#   severity: critical
#   resource_types:
#     - AWS::IAM::Role
#   reach: document
#   topic: iam-external-trust
#   remediation:
#     text: >-
#       Name the accounts, roles or services that may assume the role.
#     terraform: |
#       data "aws_iam_policy_document" "trust" {
#         statement {
#           actions = ["sts:AssumeRole"]
#           principals {
#             type        = "Service"
#             identifiers = ["ec2.amazonaws.com"]
#           }
#         }
#       }
#   references:
#     - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
#     - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html
package probity.aws.iam_role_trust_wildcard

import data.probity.lib.aws_policy

deny contains {
	"message": sprintf("role %s can be assumed by anybody", [input.name]),
	"path": array.concat(["properties", "AssumeRolePolicyDocument"], entry.path),
} if {
	some entry in aws_policy.statements(input.properties.AssumeRolePolicyDocument)
	aws_policy.is_public(entry.statement)
}
