package probity.aws.elb_listener_tls_test

import data.probity.aws.elb_listener_tls

resource(properties) := {
	"id": "web",
	"type": "AWS::ElasticLoadBalancingV2::Listener",
	"name": "web",
	"properties": properties,
	"references": {},
}

redirect(protocol) := {"Protocol": "HTTP", "DefaultActions": [{"Type": "redirect", "RedirectConfig": {"Protocol": protocol, "StatusCode": "HTTP_301"}}]}

test_pass if {
	cases := [
		redirect("HTTPS"),
		{"Protocol": "HTTPS", "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06"},
		{"Protocol": "HTTPS", "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"},
		{"Protocol": "TLS", "SslPolicy": "ELBSecurityPolicy-TLS-1-2-Ext-2018-06"},
		{"Protocol": "HTTPS", "SslPolicy": "ELBSecurityPolicy-FS-1-2-Res-2020-10"},
	]
	every properties in cases {
		count(elb_listener_tls.deny) == 0 with input as resource(properties)
	}
}

test_fail_http_forwards if {
	denials := elb_listener_tls.deny with input as resource({"Protocol": "HTTP", "DefaultActions": [{"Type": "forward"}]})
	{d.path | some d in denials} == {["properties", "DefaultActions", 0]}
}

test_fail_http_redirects_to_http if {
	every protocol in ["HTTP", "#{protocol}"] {
		count(elb_listener_tls.deny) == 1 with input as resource(redirect(protocol))
	}
}

test_fail_http_without_actions if {
	denials := elb_listener_tls.deny with input as resource({"Protocol": "HTTP"})
	{d.path | some d in denials} == {["properties", "DefaultActions"]}
}

test_fail_old_policy if {
	every name in ["ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-TLS-1-1-2017-01", "ELBSecurityPolicy-TLS13-1-0-2021-06", "ELBSecurityPolicy-FS-2018-06"] {
		denials := elb_listener_tls.deny with input as resource({"Protocol": "HTTPS", "SslPolicy": name})
		{d.path | some d in denials} == {["properties", "SslPolicy"]}
	}
}

test_fail_policy_absent if count(elb_listener_tls.deny) == 1 with input as resource({"Protocol": "HTTPS"})

test_not_applicable if {
	count(elb_listener_tls.not_applicable) == 1 with input as resource({"Protocol": "TCP"})
	count(elb_listener_tls.deny) == 0 with input as resource({"Protocol": "TCP"})
}

test_absent if count(elb_listener_tls.deny) == 0 with input as resource({})
