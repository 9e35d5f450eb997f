# METADATA
# title: Databases stand in more than one zone
# description: >-
#   A database instance has a standby in a second availability zone. Instances of a cluster are left out: there the
#   number and place of the instances decide.
# schemas:
#   - input: schema.AWS.RDS.DBInstance
# custom:
#   severity: medium
#   resource_types:
#     - AWS::RDS::DBInstance
#   reach: document
#   topic: avail-multi-zone
#   remediation:
#     text: >-
#       Turn on the standby in a second zone.
#     terraform: |
#       resource "aws_db_instance" "example" {
#         # ...
#         multi_az = true
#       }
#   references:
#     - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-5
package probity.aws.rds_multi_az

not_applicable contains "it belongs to a cluster" if is_member

not_applicable contains "it is a read replica" if input.properties.SourceDBInstanceIdentifier

deny contains {
	"message": sprintf("database %s stands in one availability zone", [input.name]),
	"path": ["properties", "MultiAZ"],
} if {
	not is_member
	not input.properties.SourceDBInstanceIdentifier
	not input.properties.MultiAZ == true
}

is_member if input.references.DBClusterIdentifier

# Where the configuration makes no reference, the name decides.
is_member if {
	not input.references.DBClusterIdentifier
	input.properties.DBClusterIdentifier
}
