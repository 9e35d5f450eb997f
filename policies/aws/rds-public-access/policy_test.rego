package probity.aws.rds_public_access_test

import data.probity.aws.rds_public_access

resource(properties) := {"id": "x", "type": "AWS::RDS::DBInstance", "name": "orders", "properties": properties, "references": {}}

cluster(properties) := object.union(resource(properties), {"type": "AWS::RDS::DBCluster"})

test_pass if count(rds_public_access.deny) == 0 with input as resource({"PubliclyAccessible": false})

test_pass_absent if count(rds_public_access.deny) == 0 with input as resource({})

test_fail if {
	every database in [resource({"PubliclyAccessible": true}), cluster({"PubliclyAccessible": true})] {
		denials := rds_public_access.deny with input as database
		denials == {{"message": "database orders is publicly accessible", "path": ["properties", "PubliclyAccessible"]}}
	}
}
