# METADATA
# title: Databases are backed up and the backups kept
# description: >-
#   Automated backups of a database instance or cluster are kept for the minimum number of days. Left out, an
#   instance keeps them for one day; 0 turns them off. The backups of an instance in a cluster are the cluster's, and
#   a read replica is backed up by its source.
# schemas:
#   - input: schema.AWS.RDS.Database
# custom:
#   severity: high
#   resource_types:
#     - AWS::RDS::DBInstance
#     - AWS::RDS::DBCluster
#   reach: document
#   topic: bkp-enabled
#   remediation:
#     text: >-
#       Set the retention period of automated backups.
#     terraform: |
#       resource "aws_db_instance" "example" {
#         # ...
#         backup_retention_period = 7
#       }
#   references:
#     - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-11
#   parameters:
#     minimum_days:
#       description: Fewest days for which automated backups are kept
#       type: integer
#       minimum: 1
#       maximum: 35
#       default: 7
package probity.aws.rds_backup_retention

default minimum_days := 7

minimum_days := data.parameters["aws/rds-backup-retention"].minimum_days

not_applicable contains "its cluster decides" if is_member

not_applicable contains "it is a read replica" if is_replica

deny contains {
	"message": sprintf("database %s keeps backups for %d days, at least %d are asked for", [input.name, days, minimum_days]),
	"path": ["properties", "BackupRetentionPeriod"],
} if {
	not is_member
	not is_replica
	days < minimum_days
}

# What both services keep where nothing is set.
default days := 1

days := input.properties.BackupRetentionPeriod

is_member if {
	input.type == "AWS::RDS::DBInstance"
	input.references.DBClusterIdentifier
}

# Where the configuration makes no reference, the name decides.
is_member if {
	input.type == "AWS::RDS::DBInstance"
	not input.references.DBClusterIdentifier
	input.properties.DBClusterIdentifier
}

is_replica if input.properties.SourceDBInstanceIdentifier
