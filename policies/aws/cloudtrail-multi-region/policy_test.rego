package probity.aws.cloudtrail_multi_region_test

import data.probity.aws.cloudtrail_multi_region

resource(properties) := {
	"id": "audit",
	"type": "AWS::CloudTrail::Trail",
	"name": "audit",
	"properties": properties,
	"references": {},
}

test_pass if {
	properties := {"IsMultiRegionTrail": true, "IncludeGlobalServiceEvents": true, "IsLogging": true}
	count(cloudtrail_multi_region.deny) == 0 with input as resource(properties)
}

test_pass_defaults if count(cloudtrail_multi_region.deny) == 0 with input as resource({"IsMultiRegionTrail": true})

test_fail_absent if {
	denials := cloudtrail_multi_region.deny with input as resource({})
	{d.path | some d in denials} == {["properties", "IsMultiRegionTrail"]}
}

test_fail_each_part if {
	every name in ["IsMultiRegionTrail", "IncludeGlobalServiceEvents", "IsLogging"] {
		denials := cloudtrail_multi_region.deny with input as resource(object.union({"IsMultiRegionTrail": true}, {name: false}))
		{d.path | some d in denials} == {["properties", name]}
	}
}
