package probity.aws.ec2_public_ip_test

import data.probity.aws.ec2_public_ip

instance(properties) := {"id": "x", "type": "AWS::EC2::Instance", "name": "web", "properties": properties}

template(properties) := {"id": "x", "type": "AWS::EC2::LaunchTemplate", "name": "web", "properties": properties}

test_pass if {
	every properties in [{}, {"PublicIp": ""}, {"NetworkInterfaces": [{"AssociatePublicIpAddress": false}]}] {
		count(ec2_public_ip.deny) == 0 with input as instance(properties)
	}
}

test_pass_template if {
	count(ec2_public_ip.deny) == 0 with input as template({"LaunchTemplateData": {"NetworkInterfaces": [{"AssociatePublicIpAddress": false}]}})
	count(ec2_public_ip.deny) == 0 with input as template({})
}

test_fail_address if {
	denials := ec2_public_ip.deny with input as instance({"PublicIp": "203.0.113.7"})
	{d.path | some d in denials} == {["properties", "PublicIp"]}
}

test_pass_live_without_address if {
	live := object.union(instance({"NetworkInterfaces": [{"AssociatePublicIpAddress": true}]}), {"source": {"kind": "aws-config"}})
	count(ec2_public_ip.deny) == 0 with input as live
}

test_fail_interface if {
	denials := ec2_public_ip.deny with input as instance({"NetworkInterfaces": [{"AssociatePublicIpAddress": true}]})
	{d.path | some d in denials} == {["properties", "NetworkInterfaces", 0, "AssociatePublicIpAddress"]}
}

test_fail_template if {
	denials := ec2_public_ip.deny with input as template({"LaunchTemplateData": {"NetworkInterfaces": [{"AssociatePublicIpAddress": true}]}})
	{d.path | some d in denials} == {["properties", "LaunchTemplateData", "NetworkInterfaces", 0, "AssociatePublicIpAddress"]}
}
