package probity.aws.security_group_default_closed_test

import data.probity.aws.security_group_default_closed

resource(properties) := {
	"id": "main",
	"type": "AWS::EC2::SecurityGroup",
	"name": "main",
	"properties": properties,
	"references": {},
}

test_pass if {
	properties := {"GroupName": "default", "SecurityGroupIngress": [], "SecurityGroupEgress": []}
	count(security_group_default_closed.deny) == 0 with input as resource(properties)
}

test_pass_absent if count(security_group_default_closed.deny) == 0 with input as resource({"GroupName": "default"})

test_fail_ingress if {
	properties := {"GroupName": "default", "SecurityGroupIngress": [{"IpProtocol": "-1", "SourceSecurityGroupId": "sg-1"}]}
	denials := security_group_default_closed.deny with input as resource(properties)
	{d.path | some d in denials} == {["properties", "SecurityGroupIngress", 0]}
}

test_fail_egress if {
	properties := {"GroupName": "default", "SecurityGroupEgress": [{"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}]}
	denials := security_group_default_closed.deny with input as resource(properties)
	{d.path | some d in denials} == {["properties", "SecurityGroupEgress", 0]}
}

test_not_applicable if {
	properties := {"GroupName": "web", "SecurityGroupIngress": [{"IpProtocol": "-1"}]}
	count(security_group_default_closed.not_applicable) == 1 with input as resource(properties)
	count(security_group_default_closed.deny) == 0 with input as resource(properties)
}
