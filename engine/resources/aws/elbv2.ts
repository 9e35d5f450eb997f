import type { JsonValue } from '../../inputs/index.ts';
import { isList, isObject } from '../json.ts';
import {
  asText,
  attribute,
  constant,
  convertAt,
  converted,
  each,
  eachBlock,
  itemTags,
  nonEmpty,
  object,
  orDefault,
  type Read,
  reported,
  secret,
  type TypeMapper,
  tagList,
  unsetWhenNew,
  within,
} from '../mapper.ts';
import { type Cursor, copy, originOf, rootCursor, step, type Traced, unknownAt } from '../traced.ts';

/** Terraform attributes that CloudFormation keeps as key and value. Source: ELBv2 API, LoadBalancerAttribute. */
const ATTRIBUTES: readonly (readonly [string, readonly (string | number)[]])[] = [
  ['access_logs.s3.enabled', ['access_logs', 0, 'enabled']],
  ['access_logs.s3.bucket', ['access_logs', 0, 'bucket']],
  ['access_logs.s3.prefix', ['access_logs', 0, 'prefix']],
  ['connection_logs.s3.enabled', ['connection_logs', 0, 'enabled']],
  ['connection_logs.s3.bucket', ['connection_logs', 0, 'bucket']],
  ['deletion_protection.enabled', ['enable_deletion_protection']],
  ['idle_timeout.timeout_seconds', ['idle_timeout']],
  ['load_balancing.cross_zone.enabled', ['enable_cross_zone_load_balancing']],
  ['routing.http2.enabled', ['enable_http2']],
  ['routing.http.desync_mitigation_mode', ['desync_mitigation_mode']],
  ['routing.http.drop_invalid_header_fields.enabled', ['drop_invalid_header_fields']],
  ['waf.fail_open.enabled', ['enable_waf_fail_open']],
];

/** Always on for application load balancers, whatever the provider shows (Elastic Load Balancing User Guide). */
const CROSS_ZONE = 'load_balancing.cross_zone.enabled';

/** The provider writes '' for a bucket or prefix that is not set. */
const written = (value: JsonValue) => (value === '' ? undefined : String(value));

const attributes: Read = (at) => {
  const items: Traced[] = [];
  const isApplication = step(at, 'load_balancer_type').value === 'application';
  for (const [key, path] of ATTRIBUTES) {
    const inner = path.reduce<Cursor>((cursor, name) => step(cursor, name), at);
    const value = isApplication && key === CROSS_ZONE ? constant('true') : convertAt(inner, written);
    if (value !== undefined)
      items.push({
        kind: 'object',
        fields: [
          ['Key', constant(key)],
          ['Value', value],
        ],
        at: originOf(inner),
      });
  }
  for (const block of isApplication ? ['connection_logs', 'access_logs'] : ['access_logs']) {
    const key = `${block}.s3.enabled`;
    if (step(at, block).value !== undefined && !items.some((item) => keyOf(item) === key))
      items.push({
        kind: 'object',
        fields: [
          ['Key', constant(key)],
          ['Value', constant('false')],
        ],
        at: originOf(step(at, block)),
      });
  }
  items.sort((a, b) => placeOf(a) - placeOf(b));
  return { kind: 'list', items, at: originOf(at) };
};

function placeOf(item: Traced): number {
  return ATTRIBUTES.findIndex(([key]) => key === keyOf(item));
}

function keyOf(item: Traced): JsonValue | undefined {
  const key = item.kind === 'object' ? item.fields[0]?.[1] : undefined;
  return key?.kind === 'value' ? key.value : undefined;
}

const itemAttributes: Read = (at) => {
  const list = step(step(at, 'supplementaryConfiguration'), 'LoadBalancerAttributes');
  if (!isList(list.value)) return unknownAt(list, 'not-reported');
  return each(
    'LoadBalancerAttributes',
    object({ Key: attribute('key'), Value: asText('value') }),
  )(step(at, 'supplementaryConfiguration'));
};

/** Config writes a list of texts, or of objects with one `value`. */
const itemSecurityGroups: Read = (at) =>
  each('securityGroups', (group) => (isObject(group.value) ? copy(step(group, 'value')) : copy(group)))(
    step(at, 'configuration'),
  );

/** AWS::ElasticLoadBalancingV2::LoadBalancer. Internet-facing unless internal (ELBv2 API, CreateLoadBalancer Scheme). */
export const loadBalancer: TypeMapper = {
  type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  terraform: ['aws_lb', 'aws_alb'],
  keys: ['arn', 'id'],
  alwaysSet: ['LoadBalancerArn', 'Name', 'DNSName', 'Scheme', 'Type', 'IpAddressType'],
  properties: {
    LoadBalancerArn: attribute('arn'),
    Name: attribute('name'),
    DNSName: attribute('dns_name'),
    Scheme: orDefault(
      converted('internal', (internal) => (internal === true ? 'internal' : 'internet-facing')),
      'internet-facing',
    ),
    Type: attribute('load_balancer_type'),
    IpAddressType: orDefault(attribute('ip_address_type'), 'ipv4'),
    SecurityGroups: attribute('security_groups'),
    Subnets: attribute('subnets'),
    LoadBalancerAttributes: attributes,
    Tags: tagList(),
  },
  item: {
    LoadBalancerArn: reported('loadBalancerArn'),
    Name: reported('loadBalancerName'),
    DNSName: reported('dNSName'),
    Scheme: reported('scheme'),
    Type: reported('type'),
    IpAddressType: reported('ipAddressType'),
    SecurityGroups: itemSecurityGroups,
    Subnets: within('configuration', each('availabilityZones', attribute('subnetId'))),
    LoadBalancerAttributes: itemAttributes,
    Tags: itemTags,
  },
};

const redirect = object({
  Host: attribute('host'),
  Path: attribute('path'),
  Port: attribute('port'),
  Protocol: attribute('protocol'),
  Query: attribute('query'),
  StatusCode: attribute('status_code'),
});

const forward = object({
  TargetGroups: eachBlock('target_group', object({ TargetGroupArn: attribute('arn'), Weight: attribute('weight') })),
  TargetGroupStickinessConfig: within(
    'stickiness',
    object({ Enabled: attribute('enabled'), DurationSeconds: attribute('duration') }),
  ),
});

const oidc = object({
  AuthorizationEndpoint: attribute('authorization_endpoint'),
  ClientId: attribute('client_id'),
  ClientSecret: secret(attribute('client_secret')),
  Issuer: attribute('issuer'),
  OnUnauthenticatedRequest: unsetWhenNew(nonEmpty('on_unauthenticated_request')),
  TokenEndpoint: attribute('token_endpoint'),
  UserInfoEndpoint: attribute('user_info_endpoint'),
});

const cognito = object({
  OnUnauthenticatedRequest: unsetWhenNew(nonEmpty('on_unauthenticated_request')),
  UserPoolArn: attribute('user_pool_arn'),
  UserPoolClientId: attribute('user_pool_client_id'),
  UserPoolDomain: attribute('user_pool_domain'),
});

const action = object({
  Type: attribute('type'),
  Order: attribute('order'),
  TargetGroupArn: nonEmpty('target_group_arn'),
  RedirectConfig: within('redirect', redirect),
  ForwardConfig: within('forward', forward),
  FixedResponseConfig: within(
    'fixed_response',
    object({
      ContentType: attribute('content_type'),
      MessageBody: nonEmpty('message_body'),
      StatusCode: unsetWhenNew(attribute('status_code')),
    }),
  ),
  AuthenticateOidcConfig: within('authenticate_oidc', oidc),
  AuthenticateCognitoConfig: within('authenticate_cognito', cognito),
});

/**
 * A listener without a protocol: HTTP on an application load balancer (provider documentation of aws_lb_listener,
 * protocol: "default of HTTP"); where the load balancer's type is not to be seen, it stays unknown.
 */
const protocol = orDefault(attribute('protocol'), (at) => {
  const balancer =
    at.native.follow(['load_balancer_arn'], 'aws_lb') ?? at.native.follow(['load_balancer_arn'], 'aws_alb');
  const type = balancer === undefined ? undefined : step(rootCursor(balancer), 'load_balancer_type').value;
  return type === 'application' ? constant('HTTP') : unknownAt(step(at, 'protocol'));
});

/**
 * AWS::ElasticLoadBalancingV2::Listener. Config items have CloudFormation's shape already.
 * Default security policy of an HTTPS or TLS listener that the API makes: ELBSecurityPolicy-2016-08 (Elastic Load
 * Balancing User Guide, "Security policies for your Application Load Balancer", default policy).
 */
export const listener: TypeMapper = {
  type: 'AWS::ElasticLoadBalancingV2::Listener',
  terraform: ['aws_lb_listener', 'aws_alb_listener'],
  keys: ['arn', 'id'],
  alwaysSet: ['ListenerArn', 'LoadBalancerArn', 'Protocol'],
  properties: {
    ListenerArn: attribute('arn'),
    LoadBalancerArn: attribute('load_balancer_arn'),
    Port: attribute('port'),
    Protocol: protocol,
    SslPolicy: (at) => {
      const given = nonEmpty('ssl_policy')(at);
      const defaulted = orDefault(nonEmpty('ssl_policy'), 'ELBSecurityPolicy-2016-08')(at);
      const name = step(at, 'protocol').value;
      if (defaulted === given) return given;
      return name === 'HTTPS' || name === 'TLS' ? defaulted : undefined;
    },
    Certificates: (at) => {
      const arn = nonEmpty('certificate_arn')(at);
      return arn === undefined
        ? undefined
        : {
            kind: 'list',
            items: [{ kind: 'object', fields: [['CertificateArn', arn]], at: originOf(at) }],
            at: arn.at,
          };
    },
    AlpnPolicy: (at) => {
      const one = nonEmpty('alpn_policy')(at);
      return one === undefined ? undefined : { kind: 'list', items: [one], at: one.at };
    },
    DefaultActions: each('default_action', action),
    MutualAuthentication: orDefault(
      within('mutual_authentication', object({ Mode: attribute('mode'), TrustStoreArn: nonEmpty('trust_store_arn') })),
      (at) => (step(at, 'protocol').value === 'HTTPS' ? constant({ Mode: 'off' }) : undefined),
    ),
    Tags: tagList(),
  },
  names: { LoadBalancerArn: 'AWS::ElasticLoadBalancingV2::LoadBalancer' },
};
