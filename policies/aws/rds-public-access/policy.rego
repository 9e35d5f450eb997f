# METADATA
# title: Databases have no public address
# description: >-
#   A database instance or cluster is not publicly accessible, whatever its security groups let through today.
# schemas:
#   - input: schema.AWS.RDS.Database
# custom:
#   severity: critical
#   resource_types:
#     - AWS::RDS::DBInstance
#     - AWS::RDS::DBCluster
#   reach: document
#   topic: data-no-public-datastores
#   remediation:
#     text: >-
#       Turn public access off and reach the database from within its network.
#     terraform: |
#       resource "aws_db_instance" "example" {
#         # ...
#         publicly_accessible = false
#       }
#   references:
#     - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html#USER_VPC.Hiding
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-2
package probity.aws.rds_public_access

deny contains {
	"message": sprintf("database %s is publicly accessible", [input.name]),
	"path": ["properties", "PubliclyAccessible"],
} if {
	input.properties.PubliclyAccessible == true
}
