import {
  always,
  attribute,
  constant,
  converted,
  each,
  eachBlock,
  firstOf,
  itemTags,
  nonEmpty,
  object,
  orDefault,
  positive,
  type Read,
  type TypeMapper,
  tagList,
  unsetWhenNew,
  within,
} from '../mapper.ts';
import { attributes, defaulted, filled, ifSet, reportedAs, unlessAttached } from '../shapes.ts';
import { copy, originOf, step, type Traced, unknownAt } from '../traced.ts';

const template = object({
  ...filled({ LaunchTemplateId: 'id', LaunchTemplateName: 'name' }),
  Version: attribute('version'),
});

/** What gives a group its load balancers from outside of it. */
const ATTACHMENTS = ['aws_autoscaling_attachment', 'aws_autoscaling_traffic_source_attachment'];

/** A template specification within a mixed policy names its parts in full. */
const specification = object({
  ...filled({ LaunchTemplateId: 'launch_template_id', LaunchTemplateName: 'launch_template_name' }),
  Version: attribute('version'),
});

/** Tags of a group say whether they go to its instances; Config and CloudFormation do too. */
const groupTags: Read = (at) =>
  each('tag', object(attributes({ Key: 'key', Value: 'value', PropagateAtLaunch: 'propagate_at_launch' })))(at) ??
  constant([]);

/**
 * AWS::AutoScaling::AutoScalingGroup. Source of defaults: EC2 Auto Scaling API, CreateAutoScalingGroup: health by the
 * instance alone, 300 seconds of cooldown.
 */
export const autoScalingGroup: TypeMapper = {
  type: 'AWS::AutoScaling::AutoScalingGroup',
  terraform: ['aws_autoscaling_group'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['AutoScalingGroupName', 'AutoScalingGroupARN', 'MinSize', 'MaxSize'],
  properties: {
    ...attributes({
      AutoScalingGroupName: 'name',
      AutoScalingGroupARN: 'arn',
      MinSize: 'min_size',
      MaxSize: 'max_size',
    }),
    ...attributes({ DesiredCapacity: 'desired_capacity' }),
    ...defaulted({
      CapacityRebalance: ['capacity_rebalance', false],
      Cooldown: ['default_cooldown', 300],
      HealthCheckType: ['health_check_type', 'EC2'],
      NewInstancesProtectedFromScaleIn: ['protect_from_scale_in', false],
    }),
    ...filled({ LaunchConfigurationName: 'launch_configuration', TerminationPolicies: 'termination_policies' }),
    LoadBalancerNames: unlessAttached(ATTACHMENTS, nonEmpty('load_balancers')),
    TargetGroupARNs: unlessAttached(ATTACHMENTS, nonEmpty('target_group_arns')),
    HealthCheckGracePeriod: attribute('health_check_grace_period'),
    MaxInstanceLifetime: positive('max_instance_lifetime'),
    AvailabilityZones: attribute('availability_zones'),
    VPCZoneIdentifier: attribute('vpc_zone_identifier'),
    LaunchTemplate: unsetWhenNew(within('launch_template', template)),
    MixedInstancesPolicy: unsetWhenNew(
      within(
        'mixed_instances_policy',
        object({
          LaunchTemplate: within(
            'launch_template',
            object({ LaunchTemplateSpecification: within('launch_template_specification', specification) }),
          ),
        }),
      ),
    ),
    Tags: groupTags,
  },
  names: { LaunchConfigurationName: 'AWS::AutoScaling::LaunchConfiguration' },
  item: {
    ...reportedAs({
      AutoScalingGroupName: 'autoScalingGroupName',
      AutoScalingGroupARN: 'autoScalingGroupARN',
      MinSize: 'minSize',
      MaxSize: 'maxSize',
      DesiredCapacity: 'desiredCapacity',
      CapacityRebalance: 'capacityRebalance',
      Cooldown: 'defaultCooldown',
      HealthCheckType: 'healthCheckType',
      HealthCheckGracePeriod: 'healthCheckGracePeriod',
      LaunchConfigurationName: 'launchConfigurationName',
      LoadBalancerNames: 'loadBalancerNames',
      TargetGroupARNs: 'targetGroupARNs',
      MaxInstanceLifetime: 'maxInstanceLifetime',
      NewInstancesProtectedFromScaleIn: 'newInstancesProtectedFromScaleIn',
      TerminationPolicies: 'terminationPolicies',
    }),
    AvailabilityZones: within('configuration', each('availabilityZones', valueOrText)),
    VPCZoneIdentifier: within(
      'configuration',
      converted('vPCZoneIdentifier', (ids) =>
        typeof ids === 'string' ? ids.split(',').filter((id) => id !== '') : ids,
      ),
    ),
    LaunchTemplate: within(
      'configuration',
      within(
        'launchTemplate',
        object(
          filled({
            LaunchTemplateId: 'launchTemplateId',
            LaunchTemplateName: 'launchTemplateName',
            Version: 'version',
          }),
        ),
      ),
    ),
    Tags: itemTags,
  },
};

/** Config writes texts of some lists as objects with one `value`. */
function valueOrText(at: Parameters<Read>[0]): Traced | undefined {
  return nonEmpty('value')(at) ?? copy(at);
}

const ebs = object({
  DeleteOnTermination: attribute('delete_on_termination'),
  Encrypted: attribute('encrypted'),
  Iops: positive('iops'),
  ...ifSet({ SnapshotId: 'snapshot_id' }),
  Throughput: positive('throughput'),
  VolumeSize: attribute('volume_size'),
  VolumeType: attribute('volume_type'),
});

/** The root volume's name is the image's; whether an unset volume is encrypted is the account's setting: not known. */
const devices: Read = (at) => {
  const root = within('root_block_device', object({ Ebs: ebs }))(at);
  const others = each('ebs_block_device', object({ DeviceName: attribute('device_name'), Ebs: ebs }))(at);
  const items = [...(root === undefined ? [] : [root]), ...(others?.kind === 'list' ? others.items : [])];
  return { kind: 'list', items, at: originOf(at) };
};

/** Without options version 1 of the metadata service is allowed (Auto Scaling API, InstanceMetadataOptions HttpTokens). */
const NO_OPTIONS = { HttpEndpoint: 'enabled', HttpTokens: 'optional' };
const metadata = firstOf(
  orDefault(
    within(
      'metadata_options',
      object({
        ...defaulted({ HttpEndpoint: ['http_endpoint', 'enabled'], HttpTokens: ['http_tokens', 'optional'] }),
        HttpPutResponseHopLimit: attribute('http_put_response_hop_limit'),
      }),
    ),
    NO_OPTIONS,
  ),
  // They cannot be changed later: an existing configuration without them allows the same.
  always(NO_OPTIONS),
);

/** AWS::AutoScaling::LaunchConfiguration. */
export const launchConfiguration: TypeMapper = {
  type: 'AWS::AutoScaling::LaunchConfiguration',
  terraform: ['aws_launch_configuration'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['LaunchConfigurationName', 'ImageId', 'InstanceType'],
  properties: {
    ...attributes({ LaunchConfigurationName: 'name', ImageId: 'image_id', InstanceType: 'instance_type' }),
    AssociatePublicIpAddress: attribute('associate_public_ip_address'),
    EbsOptimized: attribute('ebs_optimized'),
    ...ifSet({ KeyName: 'key_name' }),
    ...filled({
      IamInstanceProfile: 'iam_instance_profile',
      PlacementTenancy: 'placement_tenancy',
      SecurityGroups: 'security_groups',
      SpotPrice: 'spot_price',
      UserData: 'user_data',
    }),
    ...defaulted({ InstanceMonitoring: ['enable_monitoring', true] }),
    MetadataOptions: metadata,
    BlockDeviceMappings: devices,
  },
  item: {
    ...reportedAs({
      LaunchConfigurationName: 'launchConfigurationName',
      ImageId: 'imageId',
      InstanceType: 'instanceType',
      AssociatePublicIpAddress: 'associatePublicIpAddress',
      EbsOptimized: 'ebsOptimized',
      KeyName: 'keyName',
      PlacementTenancy: 'placementTenancy',
      SpotPrice: 'spotPrice',
      UserData: 'userData',
    }),
    IamInstanceProfile: within('configuration', (at) => within('iamInstanceProfile', valueOrText)(at)),
    SecurityGroups: within('configuration', each('securityGroups', valueOrText)),
    InstanceMonitoring: within('configuration', within('instanceMonitoring', attribute('enabled'))),
    MetadataOptions: within(
      'configuration',
      within(
        'metadataOptions',
        object(
          filled({
            HttpEndpoint: 'httpEndpoint',
            HttpTokens: 'httpTokens',
            HttpPutResponseHopLimit: 'httpPutResponseHopLimit',
          }),
        ),
      ),
    ),
    BlockDeviceMappings: within(
      'configuration',
      each(
        'blockDeviceMappings',
        object({
          DeviceName: nonEmpty('deviceName'),
          Ebs: within(
            'ebs',
            object(
              filled({
                DeleteOnTermination: 'deleteOnTermination',
                Encrypted: 'encrypted',
                Iops: 'iops',
                SnapshotId: 'snapshotId',
                Throughput: 'throughput',
                VolumeSize: 'volumeSize',
                VolumeType: 'volumeType',
              }),
            ),
          ),
        }),
      ),
    ),
  },
};

const cors = within(
  'cors',
  object({
    AllowCredentials: attribute('allow_credentials'),
    ...filled({
      AllowHeaders: 'allow_headers',
      AllowMethods: 'allow_methods',
      AllowOrigins: 'allow_origins',
      ExposeHeaders: 'expose_headers',
    }),
    MaxAge: positive('max_age'),
  }),
);

/** AWS::Lambda::Url. */
export const lambdaUrl: TypeMapper = {
  type: 'AWS::Lambda::Url',
  terraform: ['aws_lambda_function_url'],
  keys: ['id', 'function_url'],
  alwaysSet: ['TargetFunctionArn', 'AuthType'],
  properties: {
    TargetFunctionArn: attribute('function_name'),
    ...attributes({ FunctionUrl: 'function_url', AuthType: 'authorization_type', InvokeMode: 'invoke_mode' }),
    ...filled({ Qualifier: 'qualifier' }),
    Cors: cors,
  },
  names: { TargetFunctionArn: 'AWS::Lambda::Function' },
};

/** AWS::Lambda::EventSourceMapping. */
export const eventSourceMapping: TypeMapper = {
  type: 'AWS::Lambda::EventSourceMapping',
  terraform: ['aws_lambda_event_source_mapping'],
  keys: ['uuid', 'id', 'arn'],
  alwaysSet: ['Id', 'FunctionName'],
  properties: {
    ...attributes({ Id: 'uuid', FunctionName: 'function_name' }),
    ...filled({
      EventSourceArn: 'event_source_arn',
      KmsKeyArn: 'kms_key_arn',
      Queues: 'queues',
      StartingPosition: 'starting_position',
      Topics: 'topics',
      FunctionResponseTypes: 'function_response_types',
    }),
    // The provider writes the service's own number afterwards: 10 for a queue, 100 for a stream.
    BatchSize: orDefault(positive('batch_size'), (at) => unknownAt(step(at, 'batch_size'))),
    ...defaulted({ Enabled: ['enabled', true] }),
    DestinationConfig: within(
      'destination_config',
      object({ OnFailure: within('on_failure', object({ Destination: attribute('destination_arn') })) }),
    ),
    FilterCriteria: within(
      'filter_criteria',
      object({ Filters: eachBlock('filter', object({ Pattern: attribute('pattern') })) }),
    ),
    Tags: tagList(),
  },
  names: { FunctionName: 'AWS::Lambda::Function', KmsKeyArn: 'AWS::KMS::Key' },
};
