package probity.aws.ec2_imdsv2_test

import data.probity.aws.ec2_imdsv2

instance(options) := {"id": "x", "type": "AWS::EC2::Instance", "name": "web", "properties": {"MetadataOptions": options}}

template(options) := {
	"id": "x",
	"type": "AWS::EC2::LaunchTemplate",
	"name": "web",
	"properties": {"LaunchTemplateData": {"MetadataOptions": options}},
}

test_pass if {
	every options in [{"HttpTokens": "required"}, {"HttpEndpoint": "disabled"}] {
		count(ec2_imdsv2.deny) == 0 with input as instance(options)
		count(ec2_imdsv2.deny) == 0 with input as template(options)
	}
}

test_fail_instance if {
	every options in [{"HttpTokens": "optional"}, {"HttpEndpoint": "enabled"}, {}] {
		denials := ec2_imdsv2.deny with input as instance(options)
		{d.path | some d in denials} == {["properties", "MetadataOptions", "HttpTokens"]}
	}
}

test_fail_template if {
	denials := ec2_imdsv2.deny with input as template({"HttpTokens": "optional"})
	{d.path | some d in denials} == {["properties", "LaunchTemplateData", "MetadataOptions", "HttpTokens"]}
}

test_fail_absent if {
	count(ec2_imdsv2.deny) == 1 with input as {"type": "AWS::EC2::Instance", "name": "web", "properties": {}}
	count(ec2_imdsv2.deny) == 1 with input as {"type": "AWS::EC2::LaunchTemplate", "name": "web", "properties": {}}
}
