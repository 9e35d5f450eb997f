# METADATA
# title: AdministratorAccess is attached to nobody
# description: >-
#   The AWS managed policy AdministratorAccess is attached to no role, user or group, but for those that the
#   parameter names, such as a role for emergencies.
# schemas:
#   - input: schema.AWS.IAM.PolicyHolder
# custom:
#   severity: high
#   resource_types:
#     - AWS::IAM::Role
#     - AWS::IAM::User
#     - AWS::IAM::Group
#   reach: document
#   topic: iam-least-privilege
#   remediation:
#     text: >-
#       Attach a policy that allows what the work needs. Keep administrator rights to roles of your identity
#       provider.
#     terraform: |
#       resource "aws_iam_role_policy_attachment" "example" {
#         role       = aws_iam_role.example.name
#         policy_arn = aws_iam_policy.example.arn
#       }
#   references:
#     - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html
#     - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
#   parameters:
#     allowed:
#       description: Names of the roles, users and groups that may have AdministratorAccess
#       type: array
#       items: {"type": "string"}
#       default: []
package probity.aws.iam_administrator_access

default allowed := []

allowed := data.parameters["aws/iam-administrator-access"].allowed

not_applicable contains "administrator rights are allowed here" if input.name in allowed

deny contains {
	"message": sprintf("AdministratorAccess is attached to %s", [input.name]),
	"path": ["properties", "ManagedPolicyArns", i],
} if {
	not input.name in allowed
	some i, arn in input.properties.ManagedPolicyArns
	endswith(arn, ":iam::aws:policy/AdministratorAccess")
}
