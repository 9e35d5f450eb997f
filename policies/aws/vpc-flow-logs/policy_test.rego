package probity.aws.vpc_flow_logs_test

import data.probity.aws.vpc_flow_logs

vpc := {"id": "aws_vpc.main", "type": "AWS::EC2::VPC", "name": "main", "properties": {"VpcId": "vpc-1"}, "references": {}}

flow_logs(traffic, id) := {"AWS::EC2::FlowLog": {"f": {
	"id": "f",
	"properties": {"ResourceId": id, "ResourceType": "VPC", "TrafficType": traffic},
	"references": {},
}}}

test_pass if {
	every traffic in ["ALL", "REJECT"] {
		count(vpc_flow_logs.deny) == 0 with input as vpc with data.resources.by_type as flow_logs(traffic, "vpc-1")
	}
}

test_pass_by_reference if {
	by_type := {"AWS::EC2::FlowLog": {"f": {"id": "f", "properties": {"TrafficType": "ALL"}, "references": {"ResourceId": ["aws_vpc.main"]}}}}
	count(vpc_flow_logs.deny) == 0 with input as vpc with data.resources.by_type as by_type
}

test_fail_none if {
	denials := vpc_flow_logs.deny with input as vpc with data.resources.by_type as {}
	denials == {{"message": "network main has no flow log", "path": ["properties"]}}
}

test_fail_other_network if {
	count(vpc_flow_logs.deny) == 1 with input as vpc with data.resources.by_type as flow_logs("ALL", "vpc-2")
}

test_fail_accepted_only if {
	denials := vpc_flow_logs.deny with input as vpc with data.resources.by_type as flow_logs("ACCEPT", "vpc-1")
	{d.message | some d in denials} == {"the flow log of network main leaves out what is rejected"}
}

test_absent_id if {
	count(vpc_flow_logs.deny) == 1 with input as {"id": "x", "name": "main", "properties": {}} with data.resources.by_type as flow_logs("ALL", "vpc-1")
}
