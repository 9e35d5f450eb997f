package probity.aws.security_group_open_databases_test

import data.probity.aws.security_group_open_databases

resource(properties) := {
	"id": "web",
	"type": "AWS::EC2::SecurityGroup",
	"name": "web",
	"properties": properties,
	"references": {},
}

ingress(rule) := {"GroupName": "web", "SecurityGroupIngress": [rule]}

tcp(from, to, cidr) := {"IpProtocol": "tcp", "FromPort": from, "ToPort": to, "CidrIp": cidr}

test_pass if {
	cases := [tcp(443, 443, "0.0.0.0/0"), tcp(5432, 5432, "10.0.0.0/8"), {"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1, "CidrIp": "0.0.0.0/0"}]
	every rule in cases {
		count(security_group_open_databases.deny) == 0 with input as resource(ingress(rule))
	}
}

test_fail_database if {
	denials := security_group_open_databases.deny with input as resource(ingress(tcp(5432, 5432, "0.0.0.0/0")))
	denials == {{"message": "security group web lets 0.0.0.0/0 reach 5432", "path": ["properties", "SecurityGroupIngress", 0]}}
}

test_fail_range_is_one_denial if {
	count(security_group_open_databases.deny) == 1 with input as resource(ingress(tcp(0, 65535, "0.0.0.0/0")))
}

test_fail_all_traffic if {
	denials := security_group_open_databases.deny with input as resource(ingress({"IpProtocol": "-1", "CidrIpv6": "::/0"}))
	{d.message | some d in denials} == {"security group web is open to all traffic from ::/0"}
}

test_absent if count(security_group_open_databases.deny) == 0 with input as resource({})

test_parameter if {
	count(security_group_open_databases.deny) == 0 with input as resource(ingress(tcp(5432, 5432, "0.0.0.0/0")))
		with data.parameters as {"aws/security-group-open-databases": {"ports": [1]}}
}
