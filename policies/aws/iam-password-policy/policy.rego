# METADATA
# title: The account asks for strong passwords
# description: >-
#   The password policy of the account asks for the minimum length, for each kind of character, and remembers former
#   passwords. A parameter adds a maximum age, which is not asked for by default.
# schemas:
#   - input: schema.AWS.IAM.AccountPasswordPolicy
# custom:
#   severity: medium
#   resource_types:
#     - AWS::IAM::AccountPasswordPolicy
#   reach: document
#   topic: iam-password-policy
#   remediation:
#     text: >-
#       Set the password policy of the account.
#     terraform: |
#       resource "aws_iam_account_password_policy" "this" {
#         minimum_password_length      = 14
#         require_lowercase_characters = true
#         require_uppercase_characters = true
#         require_numbers              = true
#         require_symbols              = true
#         password_reuse_prevention    = 24
#       }
#   references:
#     - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-7
#   parameters:
#     minimum_length:
#       description: Fewest characters of a password
#       type: integer
#       minimum: 6
#       maximum: 128
#       default: 14
#     remembered:
#       description: Number of former passwords that may not be used again; 0 asks for none
#       type: integer
#       minimum: 0
#       maximum: 24
#       default: 24
#     maximum_age_days:
#       description: Days after which a password must be changed; 0 asks for no change
#       type: integer
#       minimum: 0
#       maximum: 1095
#       default: 0
package probity.aws.iam_password_policy

default minimum_length := 14

minimum_length := data.parameters["aws/iam-password-policy"].minimum_length

default remembered := 24

remembered := data.parameters["aws/iam-password-policy"].remembered

default maximum_age_days := 0

maximum_age_days := data.parameters["aws/iam-password-policy"].maximum_age_days

deny contains {
	"message": sprintf("the password policy of %s asks for fewer than %d characters", [input.name, minimum_length]),
	"path": ["properties", "MinimumPasswordLength"],
} if {
	not long_enough
}

deny contains {
	"message": sprintf("the password policy of %s does not set %s", [input.name, flag]),
	"path": ["properties", flag],
} if {
	some flag in ["RequireLowercaseCharacters", "RequireNumbers", "RequireSymbols", "RequireUppercaseCharacters"]
	not input.properties[flag] == true
}

deny contains {
	"message": sprintf("the password policy of %s remembers fewer than %d passwords", [input.name, remembered]),
	"path": ["properties", "PasswordReusePrevention"],
} if {
	remembered > 0
	not remembers_enough
}

deny contains {
	"message": sprintf("the password policy of %s lets passwords be older than %d days", [input.name, maximum_age_days]),
	"path": ["properties", "MaxPasswordAge"],
} if {
	maximum_age_days > 0
	not expires_in_time
}

long_enough if input.properties.MinimumPasswordLength >= minimum_length

remembers_enough if input.properties.PasswordReusePrevention >= remembered

# An age of 0 means that passwords never expire.
expires_in_time if {
	input.properties.MaxPasswordAge > 0
	input.properties.MaxPasswordAge <= maximum_age_days
}
