# METADATA
# title: Addresses and ports
# description: Reads the rules of a security group in CloudFormation's shape.
# related_resources:
#   - https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html
package probity.lib.network

# METADATA
# description: |
#   The CIDR block is every IPv4 or every IPv6 address, or so large a part of them that it belongs to nobody: wider than
#   /8 or, but for private addresses, than /32 in IPv6, which is where AWS draws the line.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
is_world(cidr) if endswith(cidr, "/0")

is_world(cidr) if regex.match(`^[0-9.]+/0*[0-7]$`, cidr)

is_world(cidr) if regex.match(`^[0-9a-eA-E:][0-9a-fA-F.]*:.*/0*([0-9]|[12][0-9]|3[01])$`, cidr)

# METADATA
# description: The blocks of a rule that are open to the world.
world_sources(rule) := {cidr |
	some field in ["CidrIp", "CidrIpv6"]
	cidr := rule[field]
	is_world(cidr)
}

# METADATA
# description: The rule is for every protocol.
all_protocols(rule) if lower(sprintf("%v", [rule.IpProtocol])) in {"-1", "all"}

# METADATA
# description: The rule is for TCP or UDP, by name or by number.
has_ports(rule) if lower(sprintf("%v", [rule.IpProtocol])) in {"tcp", "udp", "6", "17"}

# METADATA
# description: |
#   The rule lets the port through. Every protocol includes every port, and so does a TCP or UDP rule whose range is
#   left out or is -1.
covers_port(rule, _) if all_protocols(rule)

covers_port(rule, port) if {
	has_ports(rule)
	_from(rule) <= port
	port <= _to(rule)
}

_from(rule) := port if port := rule.FromPort

else := 0

_to(rule) := port if {
	port := rule.ToPort
	port >= 0
}

else := 65535
