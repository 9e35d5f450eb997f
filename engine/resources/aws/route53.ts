import { asText, attribute, eachBlock, object, type TypeMapper, tagList, within } from '../mapper.ts';
import { attributes, filled } from '../shapes.ts';

/** AWS::Route53::HostedZone. A zone with networks is private (Route 53 API, CreateHostedZone VPC). */
export const hostedZone: TypeMapper = {
  type: 'AWS::Route53::HostedZone',
  identity: 'Id',
  terraform: ['aws_route53_zone'],
  keys: ['zone_id', 'id', 'arn', 'name'],
  alwaysSet: ['Id', 'Name'],
  properties: {
    ...attributes({ Id: 'zone_id', Name: 'name' }),
    HostedZoneConfig: object(filled({ Comment: 'comment' })),
    VPCs: eachBlock('vpc', object({ VPCId: attribute('vpc_id'), VPCRegion: attribute('vpc_region') })),
    HostedZoneTags: tagList(),
  },
  satellites: [
    {
      terraform: 'aws_route53_query_log',
      owner: 'zone_id',
      property: 'QueryLoggingConfig',
      read: object({ CloudWatchLogsLogGroupArn: attribute('cloudwatch_log_group_arn') }),
    },
  ],
};

/** AWS::Route53::RecordSet. */
export const recordSet: TypeMapper = {
  type: 'AWS::Route53::RecordSet',
  terraform: ['aws_route53_record'],
  keys: ['fqdn', 'id'],
  alwaysSet: ['Name', 'Type', 'HostedZoneId'],
  properties: {
    ...attributes({ Name: 'name', Type: 'type', HostedZoneId: 'zone_id' }),
    ...filled({ ResourceRecords: 'records', SetIdentifier: 'set_identifier', HealthCheckId: 'health_check_id' }),
    TTL: asText('ttl'),
    AliasTarget: within(
      'alias',
      object({
        DNSName: attribute('name'),
        HostedZoneId: attribute('zone_id'),
        EvaluateTargetHealth: attribute('evaluate_target_health'),
      }),
    ),
  },
  names: { HostedZoneId: 'AWS::Route53::HostedZone' },
};
