# METADATA
# title: KMS keys are not open to everybody
# description: >-
#   No statement of a key policy lets any principal use the key. A condition counts when it ties the request to known
#   accounts, organisations or networks, such as kms:CallerAccount.
# schemas:
#   - input: schema.AWS.KMS.Key
# custom:
#   severity: critical
#   resource_types:
#     - AWS::KMS::Key
#   reach: document
#   topic: data-no-public-datastores
#   remediation:
#     text: >-
#       Name the principals of the key policy, or add a condition on kms:CallerAccount or aws:PrincipalOrgID.
#     terraform: |
#       data "aws_iam_policy_document" "key" {
#         statement {
#           actions   = ["kms:*"]
#           resources = ["*"]
#           principals {
#             type        = "AWS"
#             identifiers = ["arn:aws:iam::111122223333:root"]
#           }
#         }
#       }
#   references:
#     - https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html#kms-5
package probity.aws.kms_key_policy_public

import data.probity.lib.aws_policy

deny contains {
	"message": sprintf("the policy of key %s lets anybody use it", [input.name]),
	"path": array.concat(["properties", "KeyPolicy"], entry.path),
} if {
	some entry in aws_policy.statements(input.properties.KeyPolicy)
	aws_policy.is_public(entry.statement)
}
