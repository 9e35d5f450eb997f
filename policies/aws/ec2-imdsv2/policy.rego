# METADATA
# title: Instances ask for a session token before they give metadata
# description: >-
#   The metadata service of an instance, or of the instances of a launch template, answers version 2 requests only,
#   or is off. Left out, version 1 is answered too.
# schemas:
#   - input: schema.AWS.EC2.InstanceOrLaunchTemplate
# custom:
#   severity: high
#   resource_types:
#     - AWS::EC2::Instance
#     - AWS::EC2::LaunchTemplate
#   reach: document
#   topic: cfg-compute-hardening
#   remediation:
#     text: >-
#       Require session tokens.
#     terraform: |
#       resource "aws_instance" "example" {
#         # ...
#         metadata_options {
#           http_tokens = "required"
#         }
#       }
#   references:
#     - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-8
package probity.aws.ec2_imdsv2

deny contains {
	"message": sprintf("instance %s answers metadata requests without a session token", [input.name]),
	"path": ["properties", "MetadataOptions", "HttpTokens"],
} if {
	input.type == "AWS::EC2::Instance"
	not input.properties.MetadataOptions.HttpTokens == "required"
	not input.properties.MetadataOptions.HttpEndpoint == "disabled"
}

deny contains {
	"message": sprintf("instances of %s answer metadata requests without a session token", [input.name]),
	"path": ["properties", "LaunchTemplateData", "MetadataOptions", "HttpTokens"],
} if {
	input.type == "AWS::EC2::LaunchTemplate"
	not input.properties.LaunchTemplateData.MetadataOptions.HttpTokens == "required"
	not input.properties.LaunchTemplateData.MetadataOptions.HttpEndpoint == "disabled"
}
