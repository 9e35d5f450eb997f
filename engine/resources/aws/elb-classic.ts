import {
  attribute,
  constant,
  converted,
  each,
  itemTags,
  nonEmpty,
  object,
  orDefault,
  type Read,
  type TypeMapper,
  tagList,
  when,
  within,
} from '../mapper.ts';
import { attributes, defaulted, filled, reportedAs } from '../shapes.ts';
import { copy, step, type Traced } from '../traced.ts';

/** Config writes texts of some lists as objects with one `value`. */
function valueOrText(at: Parameters<Read>[0]): Traced | undefined {
  return nonEmpty('value')(at) ?? copy(at);
}

/**
 * AWS::ElasticLoadBalancing::LoadBalancer. Source of defaults: Elastic Load Balancing API 2012-06-01, Scheme: an Internet
 * facing load balancer unless internal; access logs off.
 */
export const classicLoadBalancer: TypeMapper = {
  type: 'AWS::ElasticLoadBalancing::LoadBalancer',
  terraform: ['aws_elb'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['LoadBalancerName', 'DNSName', 'Scheme', 'Listeners'],
  properties: {
    ...attributes({ LoadBalancerName: 'name', DNSName: 'dns_name' }),
    Scheme: orDefault(
      converted('internal', (internal) => (internal === true ? 'internal' : 'internet-facing')),
      'internet-facing',
    ),
    Listeners: each(
      'listener',
      object({
        ...attributes({
          InstancePort: 'instance_port',
          InstanceProtocol: 'instance_protocol',
          LoadBalancerPort: 'lb_port',
          Protocol: 'lb_protocol',
        }),
        SSLCertificateId: nonEmpty('ssl_certificate_id'),
      }),
    ),
    // The block exists for logging: it is on unless it says otherwise (provider documentation of aws_elb, enabled).
    AccessLoggingPolicy: when(
      (at) => step(step(at, 'access_logs'), 0).value === undefined && step(at, 'access_logs').unknown !== true,
      () => constant({ Enabled: false }),
      within(
        'access_logs',
        object({
          ...defaulted({ Enabled: ['enabled', true] }),
          S3BucketName: attribute('bucket'),
          S3BucketPrefix: nonEmpty('bucket_prefix'),
          EmitInterval: attribute('interval'),
        }),
      ),
    ),
    ConnectionDrainingPolicy: object({
      ...defaulted({ Enabled: ['connection_draining', false] }),
      Timeout: attribute('connection_draining_timeout'),
    }),
    CrossZone: orDefault(attribute('cross_zone_load_balancing'), true),
    ConnectionSettings: object({ IdleTimeout: attribute('idle_timeout') }),
    HealthCheck: within(
      'health_check',
      object(
        attributes({
          HealthyThreshold: 'healthy_threshold',
          Interval: 'interval',
          Target: 'target',
          Timeout: 'timeout',
          UnhealthyThreshold: 'unhealthy_threshold',
        }),
      ),
    ),
    AvailabilityZones: attribute('availability_zones'),
    Subnets: attribute('subnets'),
    SecurityGroups: attribute('security_groups'),
    Tags: tagList(),
  },
  names: { 'AccessLoggingPolicy.S3BucketName': 'AWS::S3::Bucket' },
  item: {
    ...reportedAs({ LoadBalancerName: 'loadBalancerName', DNSName: 'dnsname', Scheme: 'scheme' }),
    Listeners: within(
      'configuration',
      each(
        'listenerDescriptions',
        within(
          'listener',
          object(
            filled({
              InstancePort: 'instancePort',
              InstanceProtocol: 'instanceProtocol',
              LoadBalancerPort: 'loadBalancerPort',
              Protocol: 'protocol',
              SSLCertificateId: 'sslcertificateId',
            }),
          ),
        ),
      ),
    ),
    AvailabilityZones: within('configuration', each('availabilityZones', valueOrText)),
    Subnets: within('configuration', each('subnets', valueOrText)),
    SecurityGroups: within('configuration', each('securityGroups', valueOrText)),
    Tags: itemTags,
  },
};

/** AWS::ElasticLoadBalancingV2::TargetGroup. Source of defaults: ELBv2 API, CreateTargetGroup. */
export const targetGroup: TypeMapper = {
  type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  terraform: ['aws_lb_target_group', 'aws_alb_target_group'],
  keys: ['arn', 'id', 'name'],
  alwaysSet: ['TargetGroupArn', 'Name'],
  properties: {
    ...attributes({ TargetGroupArn: 'arn', Name: 'name', Port: 'port', Protocol: 'protocol' }),
    ProtocolVersion: attribute('protocol_version'),
    ...defaulted({ TargetType: ['target_type', 'instance'] }),
    VpcId: nonEmpty('vpc_id'),
    HealthCheckEnabled: within('health_check', attribute('enabled')),
    HealthCheckPath: within('health_check', attribute('path')),
    HealthCheckPort: within('health_check', attribute('port')),
    HealthCheckProtocol: within('health_check', attribute('protocol')),
    Tags: tagList(),
  },
  names: { VpcId: 'AWS::EC2::VPC' },
};
