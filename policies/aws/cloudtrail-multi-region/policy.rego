# METADATA
# title: Trails record every region and global services
# description: >-
#   A trail records the API calls of every region, those of global services such as IAM, and is switched on.
# schemas:
#   - input: schema.AWS.CloudTrail.Trail
# custom:
#   severity: high
#   resource_types:
#     - AWS::CloudTrail::Trail
#   reach: document
#   topic: log-control-plane
#   remediation:
#     text: >-
#       Make the trail one for all regions and start it.
#     terraform: |
#       resource "aws_cloudtrail" "example" {
#         # ...
#         is_multi_region_trail         = true
#         include_global_service_events = true
#         enable_logging                = true
#       }
#   references:
#     - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-multi-region-trails.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-1
package probity.aws.cloudtrail_multi_region

deny contains {
	"message": sprintf("trail %s does not record every region", [input.name]),
	"path": ["properties", "IsMultiRegionTrail"],
} if {
	not input.properties.IsMultiRegionTrail == true
}

deny contains {
	"message": sprintf("trail %s leaves out global services", [input.name]),
	"path": ["properties", "IncludeGlobalServiceEvents"],
} if {
	input.properties.IncludeGlobalServiceEvents == false
}

deny contains {
	"message": sprintf("trail %s is switched off", [input.name]),
	"path": ["properties", "IsLogging"],
} if {
	input.properties.IsLogging == false
}
