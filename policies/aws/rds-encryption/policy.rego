# METADATA
# title: Databases are encrypted at rest
# description: >-
#   The storage of a database instance or cluster is encrypted. Encryption cannot be turned on later; the storage of
#   an instance in a cluster is the cluster's, and a read replica is encrypted as its source is.
# schemas:
#   - input: schema.AWS.RDS.Database
# custom:
#   severity: high
#   resource_types:
#     - AWS::RDS::DBInstance
#     - AWS::RDS::DBCluster
#   reach: document
#   topic: enc-rest-database
#   remediation:
#     text: >-
#       Set encryption when the database is made; restore an encrypted copy of a snapshot to move an existing one.
#     terraform: |
#       resource "aws_db_instance" "example" {
#         # ...
#         storage_encrypted = true
#         kms_key_id        = aws_kms_key.example.arn
#       }
#   references:
#     - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-3
package probity.aws.rds_encryption

not_applicable contains "its cluster decides" if is_member

not_applicable contains "it is encrypted as its source is, which is judged" if is_replica

deny contains {
	"message": sprintf("database %s is not encrypted at rest", [input.name]),
	"path": ["properties", "StorageEncrypted"],
} if {
	not is_member
	not is_replica
	not input.properties.StorageEncrypted == true
}

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

# A replica in the same document as its source; of any other the source is not judged here.
is_replica if {
	some id in input.references.SourceDBInstanceIdentifier
	data.resources.by_type["AWS::RDS::DBInstance"][id]
}
