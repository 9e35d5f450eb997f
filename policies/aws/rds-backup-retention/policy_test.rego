package probity.aws.rds_backup_retention_test

import data.probity.aws.rds_backup_retention

resource(properties) := {"id": "x", "type": "AWS::RDS::DBInstance", "name": "orders", "properties": properties, "references": {}}

cluster(properties) := object.union(resource(properties), {"type": "AWS::RDS::DBCluster"})

test_pass if {
	count(rds_backup_retention.deny) == 0 with input as resource({"BackupRetentionPeriod": 7})
	count(rds_backup_retention.deny) == 0 with input as cluster({"DBClusterIdentifier": "orders", "BackupRetentionPeriod": 35})
}

test_fail_off if {
	denials := rds_backup_retention.deny with input as resource({"BackupRetentionPeriod": 0})
	denials == {{
		"message": "database orders keeps backups for 0 days, at least 7 are asked for",
		"path": ["properties", "BackupRetentionPeriod"],
	}}
}

test_fail_too_short if count(rds_backup_retention.deny) == 1 with input as cluster({"BackupRetentionPeriod": 6})

test_fail_absent if count(rds_backup_retention.deny) == 1 with input as resource({})

test_not_applicable if {
	every properties in [{"DBClusterIdentifier": "orders"}, {"SourceDBInstanceIdentifier": "orders-1"}] {
		count(rds_backup_retention.not_applicable) == 1 with input as resource(properties)
		count(rds_backup_retention.deny) == 0 with input as resource(properties)
	}
}

test_parameter if {
	count(rds_backup_retention.deny) == 1 with input as resource({"BackupRetentionPeriod": 7})
		with data.parameters as {"aws/rds-backup-retention": {"minimum_days": 14}}
}
