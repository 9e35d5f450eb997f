# METADATA
# title: Instances have no public address
# description: >-
#   An instance, or the instances of a launch template, are not given a public IPv4 address. Where nothing is set the
#   subnet decides, which is judged where the address is known.
# schemas:
#   - input: schema.AWS.EC2.InstanceOrLaunchTemplate
# custom:
#   severity: medium
#   resource_types:
#     - AWS::EC2::Instance
#     - AWS::EC2::LaunchTemplate
#   reach: document
#   topic: net-no-public-compute
#   remediation:
#     text: >-
#       Put instances in private subnets behind a load balancer, and do not associate a public address.
#     terraform: |
#       resource "aws_instance" "example" {
#         # ...
#         associate_public_ip_address = false
#       }
#   references:
#     - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-9
package probity.aws.ec2_public_ip

deny contains {
	"message": sprintf("instance %s has a public address", [input.name]),
	"path": ["properties", "PublicIp"],
} if {
	input.properties.PublicIp != ""
}

deny contains {
	"message": sprintf("instance %s asks for a public address", [input.name]),
	"path": ["properties", "NetworkInterfaces", i, "AssociatePublicIpAddress"],
} if {
	is_to_be_launched
	some i, interface in input.properties.NetworkInterfaces
	interface.AssociatePublicIpAddress == true
}

deny contains {
	"message": sprintf("instances of %s ask for a public address", [input.name]),
	"path": ["properties", "LaunchTemplateData", "NetworkInterfaces", i, "AssociatePublicIpAddress"],
} if {
	some i, interface in input.properties.LaunchTemplateData.NetworkInterfaces
	interface.AssociatePublicIpAddress == true
}

# A live item has the address itself, and no longer what was asked for at launch.
is_to_be_launched if not input.source.kind == "aws-config"
