# METADATA
# title: Security groups keep administration ports from the internet
# description: >-
#   No ingress rule lets every IPv4 or IPv6 address reach a port of remote administration, be it alone, in a range or
#   through a rule for all traffic.
# schemas:
#   - input: schema.AWS.EC2.SecurityGroup
# custom:
#   severity: critical
#   resource_types:
#     - AWS::EC2::SecurityGroup
#   reach: document
#   topic: net-ingress-admin
#   remediation:
#     text: >-
#       Limit the source to the networks that administer the hosts, or use Session Manager and close the port.
#     terraform: |
#       resource "aws_vpc_security_group_ingress_rule" "ssh" {
#         security_group_id = aws_security_group.example.id
#         ip_protocol       = "tcp"
#         from_port         = 22
#         to_port           = 22
#         cidr_ipv4         = "10.0.0.0/16"
#       }
#   references:
#     - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-53
#   parameters:
#     ports:
#       description: Ports of remote administration
#       type: array
#       items: {"type": "integer", "minimum": 0, "maximum": 65535}
#       minItems: 1
#       default: [22, 3389, 5985, 5986]
package probity.aws.security_group_open_admin_ports

import data.probity.lib.network

default ports := [22, 3389, 5985, 5986]

ports := data.parameters["aws/security-group-open-admin-ports"].ports

deny contains {
	"message": sprintf("security group %s lets %s reach port %d", [input.name, source, port]),
	"path": ["properties", "SecurityGroupIngress", i],
} if {
	some i, rule in input.properties.SecurityGroupIngress
	some source in network.world_sources(rule)
	some port in ports
	network.covers_port(rule, port)
}
