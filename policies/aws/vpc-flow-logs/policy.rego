# METADATA
# title: Networks log their traffic
# description: >-
#   A network has a flow log of its own that records at least what is rejected. The flow log is looked for in the
#   same document: keep it in the same configuration as the network.
# schemas:
#   - input: schema.AWS.EC2.VPC
# custom:
#   severity: medium
#   resource_types:
#     - AWS::EC2::VPC
#   reach: document
#   topic: log-network-edge
#   remediation:
#     text: >-
#       Add a flow log to the network.
#     terraform: |
#       resource "aws_flow_log" "example" {
#         vpc_id               = aws_vpc.example.id
#         traffic_type         = "ALL"
#         log_destination_type = "s3"
#         log_destination      = aws_s3_bucket.flow_logs.arn
#       }
#   references:
#     - https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-6
package probity.aws.vpc_flow_logs

import data.probity.lib.references

deny contains {
	"message": sprintf("network %s has no flow log", [input.name]),
	"path": ["properties"],
} if {
	count(flow_log_ids) == 0
}

deny contains {
	"message": sprintf("the flow log of network %s leaves out what is rejected", [input.name]),
	"path": ["properties"],
} if {
	count(flow_log_ids) > 0
	not records_rejected
}

flow_log_ids contains id if {
	some id, flow_log in data.resources.by_type["AWS::EC2::FlowLog"]
	references.points_at(flow_log, "ResourceId", input)
}

# Where the configuration makes no reference, the names decide.
flow_log_ids contains id if {
	some id, flow_log in data.resources.by_type["AWS::EC2::FlowLog"]
	not flow_log.references.ResourceId
	flow_log.properties.ResourceId == input.properties.VpcId
}

records_rejected if {
	some id in flow_log_ids
	not data.resources.by_type["AWS::EC2::FlowLog"][id].properties.TrafficType == "ACCEPT"
}
