package probity.aws.security_group_open_admin_ports_test

import data.probity.aws.security_group_open_admin_ports

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
	cases := [tcp(443, 443, "0.0.0.0/0"), tcp(22, 22, "10.0.0.0/8"), {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "SourceSecurityGroupId": "sg-1"}]
	every rule in cases {
		count(security_group_open_admin_ports.deny) == 0 with input as resource(ingress(rule))
	}
}

test_fail_each_port if {
	every port in [22, 3389, 5985, 5986] {
		denials := security_group_open_admin_ports.deny with input as resource(ingress(tcp(port, port, "0.0.0.0/0")))
		{d.path | some d in denials} == {["properties", "SecurityGroupIngress", 0]}
	}
}

test_fail_ipv6 if {
	rule := {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIpv6": "::/0"}
	denials := security_group_open_admin_ports.deny with input as resource(ingress(rule))
	{d.message | some d in denials} == {"security group web lets ::/0 reach port 22"}
}

test_fail_range if count(security_group_open_admin_ports.deny) == 1 with input as resource(ingress(tcp(0, 1024, "0.0.0.0/0")))

test_fail_all_traffic if {
	count(security_group_open_admin_ports.deny) == 4 with input as resource(ingress({"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}))
}

test_absent if count(security_group_open_admin_ports.deny) == 0 with input as resource({"GroupName": "web"})

test_parameter if {
	count(security_group_open_admin_ports.deny) == 1 with input as resource(ingress(tcp(2222, 2222, "0.0.0.0/0")))
		with data.parameters as {"aws/security-group-open-admin-ports": {"ports": [2222]}}
}
