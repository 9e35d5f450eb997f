# METADATA
# title: Load balancers offer current TLS only
# description: >-
#   An HTTP listener does nothing but redirect to HTTPS, and an HTTPS or TLS listener has a security policy that
#   begins at TLS 1.2. TCP and UDP listeners pass traffic through and are left out.
# schemas:
#   - input: schema.AWS.ElasticLoadBalancingV2.Listener
# custom:
#   severity: high
#   resource_types:
#     - AWS::ElasticLoadBalancingV2::Listener
#   reach: document
#   topic: enc-transit-edge
#   remediation:
#     text: >-
#       Redirect HTTP to HTTPS and choose a security policy of TLS 1.2 or 1.3.
#     terraform: |
#       resource "aws_lb_listener" "https" {
#         # ...
#         port            = 443
#         protocol        = "HTTPS"
#         ssl_policy      = "ELBSecurityPolicy-TLS13-1-2-2021-06"
#         certificate_arn = aws_acm_certificate.example.arn
#       }
#   references:
#     - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-1
package probity.aws.elb_listener_tls

not_applicable contains "the listener passes traffic through" if {
	input.properties.Protocol in {"TCP", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"}
}

deny contains {
	"message": sprintf("HTTP listener %s does not redirect to HTTPS", [input.name]),
	"path": ["properties", "DefaultActions", i],
} if {
	input.properties.Protocol == "HTTP"
	some i, action in input.properties.DefaultActions
	not redirects(action)
}

deny contains {
	"message": sprintf("HTTP listener %s does not redirect to HTTPS", [input.name]),
	"path": ["properties", "DefaultActions"],
} if {
	input.properties.Protocol == "HTTP"
	not has_action
}

deny contains {
	"message": sprintf("listener %s accepts TLS older than 1.2 (policy %s)", [input.name, policy]),
	"path": ["properties", "SslPolicy"],
} if {
	input.properties.Protocol in {"HTTPS", "TLS"}
	not is_current(policy)
}

has_action if some _ in input.properties.DefaultActions

# A redirect without a protocol keeps the one of the request.
redirects(action) if {
	lower(action.Type) == "redirect"
	action.RedirectConfig.Protocol == "HTTPS"
}

# What the load balancer takes where no policy is named.
default policy := "ELBSecurityPolicy-2016-08"

policy := input.properties.SslPolicy

# Policies are named by the oldest version they accept, the numbers after TLS or, for TLS 1.3, after it.
is_current(name) if regex.match(`^ELBSecurityPolicy-TLS13-1-[23](-|$)`, name)

is_current(name) if regex.match(`^ELBSecurityPolicy-TLS-1-2-`, name)

is_current(name) if regex.match(`^ELBSecurityPolicy-FS-1-2-`, name)
