# METADATA
# title: Log groups keep logs long enough
# description: >-
#   A log group keeps its events for the minimum number of days. A group without a retention period keeps them for
#   ever.
# schemas:
#   - input: schema.AWS.Logs.LogGroup
# custom:
#   severity: low
#   resource_types:
#     - AWS::Logs::LogGroup
#   reach: document
#   topic: log-retention
#   remediation:
#     text: >-
#       Set a retention period that is at least as long as the one your policy states.
#     terraform: |
#       resource "aws_cloudwatch_log_group" "example" {
#         # ...
#         retention_in_days = 365
#       }
#   references:
#     - https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html#SettingLogRetention
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16
#   parameters:
#     minimum_days:
#       description: Fewest days for which events are kept
#       type: integer
#       minimum: 1
#       maximum: 3653
#       default: 365
package probity.aws.log_group_retention

default minimum_days := 365

minimum_days := data.parameters["aws/log-group-retention"].minimum_days

# Absent and 0 both mean that events never expire.
deny contains {
	"message": sprintf("log group %s keeps events for %d days, at least %d are asked for", [input.name, days, minimum_days]),
	"path": ["properties", "RetentionInDays"],
} if {
	days := input.properties.RetentionInDays
	days > 0
	days < minimum_days
}
