# METADATA
# title: Trails prove that their logs are whole
# description: >-
#   A trail writes digest files, with which a changed or missing log file is found.
# schemas:
#   - input: schema.AWS.CloudTrail.Trail
# custom:
#   severity: medium
#   resource_types:
#     - AWS::CloudTrail::Trail
#   reach: document
#   topic: log-integrity
#   remediation:
#     text: >-
#       Turn on log file validation.
#     terraform: |
#       resource "aws_cloudtrail" "example" {
#         # ...
#         enable_log_file_validation = true
#       }
#   references:
#     - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-4
package probity.aws.cloudtrail_log_validation

deny contains {
	"message": sprintf("trail %s does not write digests of its log files", [input.name]),
	"path": ["properties", "EnableLogFileValidation"],
} if {
	not input.properties.EnableLogFileValidation == true
}
