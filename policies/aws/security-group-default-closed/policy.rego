# METADATA
# title: Default security groups let nothing through
# description: >-
#   The default security group of a network has no rules, so that what is started without a group of its own is
#   closed. Other groups are left out.
# schemas:
#   - input: schema.AWS.EC2.SecurityGroup
# custom:
#   severity: medium
#   resource_types:
#     - AWS::EC2::SecurityGroup
#   reach: document
#   topic: net-default-deny
#   remediation:
#     text: >-
#       Manage the default group without any rules, and give each workload a group of its own.
#     terraform: |
#       resource "aws_default_security_group" "this" {
#         vpc_id = aws_vpc.example.id
#       }
#   references:
#     - https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2
package probity.aws.security_group_default_closed

not_applicable contains "it is not the default group of its network" if {
	not input.properties.GroupName == "default"
}

deny contains {
	"message": sprintf("default security group %s has a rule for incoming traffic", [input.name]),
	"path": ["properties", "SecurityGroupIngress", i],
} if {
	input.properties.GroupName == "default"
	some i, _ in input.properties.SecurityGroupIngress
}

deny contains {
	"message": sprintf("default security group %s has a rule for outgoing traffic", [input.name]),
	"path": ["properties", "SecurityGroupEgress", i],
} if {
	input.properties.GroupName == "default"
	some i, _ in input.properties.SecurityGroupEgress
}
