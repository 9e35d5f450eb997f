package probity.aws.rds_encryption_test

import data.probity.aws.rds_encryption

resource(properties) := {"id": "x", "type": "AWS::RDS::DBInstance", "name": "orders", "properties": properties, "references": {}}

cluster(properties) := object.union(resource(properties), {"type": "AWS::RDS::DBCluster"})

test_pass if {
	count(rds_encryption.deny) == 0 with input as resource({"StorageEncrypted": true})
	count(rds_encryption.deny) == 0 with input as cluster({"DBClusterIdentifier": "orders", "StorageEncrypted": true})
}

test_fail_false if {
	denials := rds_encryption.deny with input as resource({"StorageEncrypted": false})
	{d.path | some d in denials} == {["properties", "StorageEncrypted"]}
}

test_fail_absent if {
	count(rds_encryption.deny) == 1 with input as resource({})
	count(rds_encryption.deny) == 1 with input as cluster({"DBClusterIdentifier": "orders"})
}

test_not_applicable_member_by_reference if {
	member := object.union(resource({}), {"references": {"DBClusterIdentifier": ["aws_rds_cluster.orders"]}})
	count(rds_encryption.not_applicable) == 1 with input as member
	count(rds_encryption.deny) == 0 with input as member
}

test_not_applicable_member_of_cluster if {
	member := resource({"DBClusterIdentifier": "orders"})
	count(rds_encryption.not_applicable) == 1 with input as member
	count(rds_encryption.deny) == 0 with input as member
}

test_not_applicable_replica_of_a_source_that_is_judged if {
	replica := object.union(resource({}), {"references": {"SourceDBInstanceIdentifier": ["source"]}})
	count(rds_encryption.deny) == 1 with input as replica with data.resources.by_type as {}
	judged := {"AWS::RDS::DBInstance": {"source": {}}}
	count(rds_encryption.deny) == 0 with input as replica with data.resources.by_type as judged
	count(rds_encryption.not_applicable) == 1 with input as replica with data.resources.by_type as judged
}
