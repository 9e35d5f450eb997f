package probity.aws.rds_multi_az_test

import data.probity.aws.rds_multi_az

resource(properties) := {"id": "x", "type": "AWS::RDS::DBInstance", "name": "orders", "properties": properties, "references": {}}

cluster(properties) := object.union(resource(properties), {"type": "AWS::RDS::DBCluster"})

test_pass if count(rds_multi_az.deny) == 0 with input as resource({"MultiAZ": true})

test_fail if {
	denials := rds_multi_az.deny with input as resource({"MultiAZ": false})
	{d.path | some d in denials} == {["properties", "MultiAZ"]}
}

test_fail_absent if count(rds_multi_az.deny) == 1 with input as resource({})

test_not_applicable if {
	every properties in [{"DBClusterIdentifier": "orders"}, {"SourceDBInstanceIdentifier": "orders-1"}] {
		count(rds_multi_az.not_applicable) == 1 with input as resource(properties)
		count(rds_multi_az.deny) == 0 with input as resource(properties)
	}
}
