package probity.lib.network_test

import data.probity.lib.network

test_is_world if {
	network.is_world("0.0.0.0/0")
	network.is_world("::/0")
	network.is_world("0:0:0:0:0:0:0:0/0")
	not network.is_world("10.0.0.0/8")
	not network.is_world("")
}

test_is_world_in_parts if {
	wide := ["0.0.0.0/1", "128.0.0.0/1", "64.0.0.0/7", "2000::/3", "8000::/1", "::/1", "2600::/12"]
	own := ["10.0.0.0/8", "172.16.0.0/12", "1.2.3.4/32", "fc00::/7", "fd00::/8", "fe80::/10", "2001:db8::/32", "2001:db8::/64"]
	{cidr | some cidr in array.concat(wide, own); network.is_world(cidr)} == {cidr | some cidr in wide}
}

test_world_sources if {
	network.world_sources({"CidrIp": "0.0.0.0/0"}) == {"0.0.0.0/0"}
	network.world_sources({"CidrIpv6": "::/0"}) == {"::/0"}
	network.world_sources({"CidrIp": "10.0.0.0/8"}) == set()
	network.world_sources({"SourceSecurityGroupId": "sg-1"}) == set()
}

test_covers_port if {
	cases := [
		{"note": "one port", "rule": {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}, "want": true},
		{"note": "range", "rule": {"IpProtocol": "tcp", "FromPort": 20, "ToPort": 30}, "want": true},
		{"note": "below", "rule": {"IpProtocol": "tcp", "FromPort": 23, "ToPort": 30}, "want": false},
		{"note": "above", "rule": {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 21}, "want": false},
		{"note": "every protocol", "rule": {"IpProtocol": "-1"}, "want": true},
		{"note": "every protocol, as a number", "rule": {"IpProtocol": -1}, "want": true},
		{"note": "protocol by number", "rule": {"IpProtocol": "6", "FromPort": 22, "ToPort": 22}, "want": true},
		{"note": "range left out", "rule": {"IpProtocol": "tcp"}, "want": true},
		{"note": "range of -1", "rule": {"IpProtocol": "tcp", "FromPort": -1, "ToPort": -1}, "want": true},
		{"note": "icmp has types, not ports", "rule": {"IpProtocol": "icmp", "FromPort": 8, "ToPort": 22}, "want": false},
	]
	got := {case.note | some case in cases; network.covers_port(case.rule, 22)}
	got == {case.note | some case in cases; case.want}
}
