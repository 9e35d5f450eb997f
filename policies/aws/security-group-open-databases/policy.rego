# METADATA
# title: Security groups keep databases and internal services from the internet
# description: >-
#   No ingress rule lets every IPv4 or IPv6 address reach a port of a database, cache, file share or broker, and none
#   is open to all traffic.
# schemas:
#   - input: schema.AWS.EC2.SecurityGroup
# custom:
#   severity: high
#   resource_types:
#     - AWS::EC2::SecurityGroup
#   reach: document
#   topic: net-ingress-unrestricted
#   remediation:
#     text: >-
#       Let the security group of the application in, instead of every address.
#     terraform: |
#       resource "aws_vpc_security_group_ingress_rule" "postgresql" {
#         security_group_id            = aws_security_group.database.id
#         ip_protocol                  = "tcp"
#         from_port                    = 5432
#         to_port                      = 5432
#         referenced_security_group_id = aws_security_group.application.id
#       }
#   references:
#     - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19
#   parameters:
#     ports:
#       description: Ports that must not be open to the world
#       type: array
#       items: {"type": "integer", "minimum": 0, "maximum": 65535}
#       minItems: 1
#       default: [20, 21, 23, 135, 445, 1433, 1434, 1521, 2049, 2379, 3306, 5432, 5601, 5984, 6379, 7001, 8020, 9042, 9092, 9200, 9300, 11211, 27017, 27018, 50070]
package probity.aws.security_group_open_databases

import data.probity.lib.network

default ports := [
	20, 21, 23, 135, 445, 1433, 1434, 1521, 2049, 2379, 3306, 5432, 5601, 5984, 6379, 7001, 8020,
	9042, 9092, 9200, 9300, 11211, 27017, 27018, 50070,
]

ports := data.parameters["aws/security-group-open-databases"].ports

deny contains {
	"message": sprintf("security group %s is open to all traffic from %s", [input.name, source]),
	"path": ["properties", "SecurityGroupIngress", i],
} if {
	some i, rule in input.properties.SecurityGroupIngress
	some source in network.world_sources(rule)
	network.all_protocols(rule)
}

deny contains {
	"message": sprintf("security group %s lets %s reach %s", [input.name, source, concat(", ", open)]),
	"path": ["properties", "SecurityGroupIngress", i],
} if {
	some i, rule in input.properties.SecurityGroupIngress
	some source in network.world_sources(rule)
	not network.all_protocols(rule)
	open := [sprintf("%d", [port]) | some port in ports; network.covers_port(rule, port)]
	count(open) > 0
}
