# METADATA
# title: IAM users get their permissions through groups
# description: >-
#   A user has neither inline policies nor policies attached to it, so that rights can be reviewed and taken away by
#   group.
# schemas:
#   - input: schema.AWS.IAM.User
# custom:
#   severity: medium
#   resource_types:
#     - AWS::IAM::User
#   reach: document
#   topic: iam-group-assignment
#   remediation:
#     text: >-
#       Attach the policies to a group and put the user in it, or let people sign in through the identity provider.
#     terraform: |
#       resource "aws_iam_user_group_membership" "example" {
#         user   = aws_iam_user.example.name
#         groups = [aws_iam_group.developers.name]
#       }
#   references:
#     - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-2
package probity.aws.iam_user_direct_policies

deny contains {
	"message": sprintf("user %s has an inline policy", [input.name]),
	"path": ["properties", "Policies", i],
} if {
	some i, _ in input.properties.Policies
}

deny contains {
	"message": sprintf("user %s has a policy attached to it", [input.name]),
	"path": ["properties", "ManagedPolicyArns", i],
} if {
	some i, _ in input.properties.ManagedPolicyArns
}
