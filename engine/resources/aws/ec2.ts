import { isObject } from '../json.ts';
import {
  always,
  attribute,
  constant,
  converted,
  each,
  firstOf,
  isDefaulted,
  itemTags,
  joined,
  listOfOne,
  nonEmpty,
  object,
  orDefault,
  positive,
  type Read,
  reported,
  type TypeMapper,
  tagList,
  unsetWhenNew,
  when,
  within,
} from '../mapper.ts';
import { keyOf } from '../shapes.ts';
import { type Cursor, originOf, rootCursor, step, unknownAt } from '../traced.ts';

/**
 * Whether a new volume is encrypted when nothing says so.
 * The effective value depends on the account's "encryption by default" in the region, which usually lives outside the
 * plan. Its documented state is off (Amazon EBS User Guide, "Encryption by default is disabled by default for your
 * account in each Region"), so false is the documented default of the cloud. A policy that demands encryption can
 * then fail where the account setting would have encrypted, and the reader can write `encrypted = true`; it can never pass
 * wrongly. Where the plan itself switches the setting on, the volume is encrypted. A volume from a snapshot takes over
 * the snapshot's state: unknown.
 */
const encryptedByDefault = (snapshot: string): Read =>
  orDefault(attribute('encrypted'), (at) => {
    const from = step(at, snapshot);
    if (typeof from.value === 'string' || at.native.isConfigured(from.path) === true)
      return unknownAt(step(at, 'encrypted'), 'outside-plan');
    const settings = at.native.siblings('aws_ebs_encryption_by_default');
    return constant(settings.some((setting) => setting.values.enabled !== false));
  });

/** AWS::EC2::Volume. */
export const ec2Volume: TypeMapper = {
  type: 'AWS::EC2::Volume',
  terraform: ['aws_ebs_volume'],
  keys: ['id', 'arn'],
  alwaysSet: ['VolumeId', 'VolumeType', 'Size', 'Encrypted'],
  properties: {
    VolumeId: attribute('id'),
    AvailabilityZone: attribute('availability_zone'),
    Encrypted: encryptedByDefault('snapshot_id'),
    Iops: positive('iops'),
    KmsKeyId: keyOf('kms_key_id', encryptedByDefault('snapshot_id')),
    MultiAttachEnabled: orDefault(attribute('multi_attach_enabled'), false),
    OutpostArn: nonEmpty('outpost_arn'),
    Size: attribute('size'),
    SnapshotId: unsetWhenNew(nonEmpty('snapshot_id')),
    Throughput: positive('throughput'),
    VolumeType: attribute('type'),
    Tags: tagList(),
  },
  names: { KmsKeyId: 'AWS::KMS::Key' },
  item: {
    VolumeId: reported('volumeId'),
    AvailabilityZone: reported('availabilityZone'),
    Encrypted: reported('encrypted'),
    Iops: within('configuration', positive('iops')),
    KmsKeyId: reported('kmsKeyId'),
    MultiAttachEnabled: reported('multiAttachEnabled'),
    OutpostArn: reported('outpostArn'),
    Size: reported('size'),
    SnapshotId: reported('snapshotId'),
    Throughput: within('configuration', positive('throughput')),
    VolumeType: reported('volumeType'),
    Tags: itemTags,
  },
};

const hasTemplate = (at: Cursor) =>
  step(step(at, 'launch_template'), 0).value !== undefined || at.native.isConfigured(['launch_template']) === true;

const ebs = object({
  DeleteOnTermination: attribute('delete_on_termination'),
  Encrypted: encryptedByDefault('snapshot_id'),
  Iops: positive('iops'),
  KmsKeyId: keyOf('kms_key_id', encryptedByDefault('snapshot_id')),
  SnapshotId: unsetWhenNew(nonEmpty('snapshot_id')),
  Throughput: positive('throughput'),
  VolumeSize: attribute('volume_size'),
  VolumeType: attribute('volume_type'),
});

/**
 * The base rule for version 1 of the metadata service: allowed, unless the image, the account or the launch template
 * says otherwise (Amazon EC2 User Guide, "Order of precedence for instance metadata options": an API launch without
 * any of them gives HttpTokens optional). `optional` can only fail a policy that demands version 2, never pass it. The
 * hop limit has no such one-sided default (2 with newer images, else 1) and stays unknown.
 */
const metadataOptions: Read = (at) => {
  const inner = object({
    HttpEndpoint: orDefault(attribute('http_endpoint'), 'enabled'),
    HttpTokens: orDefault(attribute('http_tokens'), 'optional'),
    HttpPutResponseHopLimit: attribute('http_put_response_hop_limit'),
    HttpProtocolIpv6: nonEmpty('http_protocol_ipv6'),
    InstanceMetadataTags: nonEmpty('instance_metadata_tags'),
  });
  const found = within('metadata_options', inner)(at);
  if (!isDefaulted(found, at)) return found;
  if (hasTemplate(at)) return unknownAt(step(at, 'metadata_options'), 'outside-plan');
  return object({
    HttpEndpoint: always('enabled'),
    HttpTokens: always('optional'),
    HttpPutResponseHopLimit: () => unknownAt(step(at, 'metadata_options')),
    HttpProtocolIpv6: () => unknownAt(step(at, 'metadata_options')),
    InstanceMetadataTags: () => unknownAt(step(at, 'metadata_options')),
  })(at);
};

/** A value that a launch template may give where the instance does not set it. */
function orTemplate(name: string, read: Read): Read {
  return when(
    (at) => hasTemplate(at) && at.native.isNew && at.native.isConfigured([name]) === false,
    (at) => unknownAt(step(at, name), 'outside-plan'),
    read,
  );
}

const blockDevices = joined(
  (at) => {
    const root = step(at, 'root_block_device');
    const found = listOfOne(within('root_block_device', object({ DeviceName: attribute('device_name'), Ebs: ebs })))(
      at,
    );
    // The root volume is there whether configured or not; its defaults are those of any new volume.
    if (found?.kind === 'list' && found.items[0]?.kind === 'unknown' && isDefaulted(found.items[0], at))
      return listOfOne(object({ DeviceName: () => unknownAt(step(root, 'device_name')), Ebs: rootDefault }))(at);
    return found;
  },
  unsetWhenNew(each('ebs_block_device', object({ DeviceName: attribute('device_name'), Ebs: ebs }))),
);

/** The root volume takes over the encryption of the image's snapshot, which lives outside the plan. */
const rootDefault: Read = object({
  Encrypted: (at) => {
    const settings = at.native.siblings('aws_ebs_encryption_by_default');
    const isOn = settings.some((setting) => setting.values.enabled !== false);
    return isOn ? constant(true) : unknownAt(step(at, 'root_block_device'), 'outside-plan');
  },
  // The image decides the rest, and the cloud the key.
  ...Object.fromEntries(
    ['DeleteOnTermination', 'Iops', 'KmsKeyId', 'Throughput', 'VolumeSize', 'VolumeType'].map(
      (name): [string, Read] => [name, (at) => unknownAt(step(at, 'root_block_device'), 'outside-plan')],
    ),
  ),
});

/** AWS::EC2::Instance. PublicIp is CloudFormation's read-only attribute. */
export const ec2Instance: TypeMapper = {
  type: 'AWS::EC2::Instance',
  terraform: ['aws_instance'],
  keys: ['id', 'arn'],
  alwaysSet: ['InstanceId', 'ImageId', 'InstanceType', 'AvailabilityZone', 'PrivateIp', 'SubnetId', 'VpcId'],
  properties: {
    InstanceId: attribute('id'),
    ImageId: attribute('ami'),
    InstanceType: attribute('instance_type'),
    AvailabilityZone: attribute('availability_zone'),
    SubnetId: attribute('subnet_id'),
    PrivateIp: attribute('private_ip'),
    // Launched without one, a new instance has none.
    PublicIp: when(
      (at) => isLaunchedPublic(at) === false,
      () => undefined,
      nonEmpty('public_ip'),
    ),
    KeyName: orTemplate('key_name', unsetWhenNew(nonEmpty('key_name'))),
    IamInstanceProfile: orTemplate('iam_instance_profile', unsetWhenNew(nonEmpty('iam_instance_profile'))),
    DisableApiTermination: orTemplate(
      'disable_api_termination',
      orDefault(attribute('disable_api_termination'), false),
    ),
    EbsOptimized: orTemplate('ebs_optimized', attribute('ebs_optimized')),
    Monitoring: orTemplate('monitoring', orDefault(attribute('monitoring'), false)),
    SourceDestCheck: attribute('source_dest_check'),
    Tenancy: attribute('tenancy'),
    UserData: firstOf(
      unsetWhenNew(nonEmpty('user_data_base64')),
      orTemplate('user_data', unsetWhenNew(nonEmpty('user_data'))),
    ),
    MetadataOptions: metadataOptions,
    BlockDeviceMappings: blockDevices,
    NetworkInterfaces: networkInterfaces,
    SecurityGroupIds: attribute('vpc_security_group_ids'),
    SecurityGroups: nonEmpty('security_groups'),
    LaunchTemplate: within(
      'launch_template',
      object({
        LaunchTemplateId: attribute('id'),
        LaunchTemplateName: nonEmpty('name'),
        Version: attribute('version'),
      }),
    ),
    Tags: tagList(),
  },
  item: {
    InstanceId: reported('instanceId'),
    ImageId: reported('imageId'),
    InstanceType: reported('instanceType'),
    AvailabilityZone: within('configuration', within('placement', attribute('availabilityZone'))),
    Tenancy: within('configuration', within('placement', attribute('tenancy'))),
    SubnetId: reported('subnetId'),
    VpcId: reported('vpcId'),
    PrivateIp: reported('privateIpAddress'),
    PublicIp: reported('publicIpAddress'),
    KeyName: reported('keyName'),
    IamInstanceProfile: within('configuration', within('iamInstanceProfile', attribute('arn'))),
    EbsOptimized: reported('ebsOptimized'),
    Monitoring: within(
      'configuration',
      within(
        'monitoring',
        converted('state', (state) => state === 'enabled'),
      ),
    ),
    SourceDestCheck: reported('sourceDestCheck'),
    MetadataOptions: within('configuration', (at) =>
      isObject(step(at, 'metadataOptions').value)
        ? within(
            'metadataOptions',
            object({
              HttpEndpoint: attribute('httpEndpoint'),
              HttpTokens: attribute('httpTokens'),
              HttpPutResponseHopLimit: attribute('httpPutResponseHopLimit'),
            }),
          )(at)
        : unknownAt(step(at, 'metadataOptions'), 'not-reported'),
    ),
    SecurityGroupIds: within('configuration', each('securityGroups', attribute('groupId'))),
    BlockDeviceMappings: within(
      'configuration',
      each(
        'blockDeviceMappings',
        object({
          DeviceName: attribute('deviceName'),
          // Config names the volume; whether it is encrypted is told by the volume's own item.
          Ebs: within(
            'ebs',
            object({
              DeleteOnTermination: attribute('deleteOnTermination'),
              Encrypted: (at) => unknownAt(step(at, 'encrypted'), 'not-reported'),
            }),
          ),
        }),
      ),
    ),
    Tags: itemTags,
  },
};

/** A public address is asked for on the first network interface; unset, the subnet decides. */
/**
 * Whether a new instance is launched with a public address: what it asks for, else what its subnet in this plan does;
 * undefined where a template, an interface of its own or a subnet elsewhere decides.
 * Source: Amazon EC2 User Guide, "Amazon EC2 instance IP addressing": the subnet's attribute, unless the launch overrides it.
 */
function isLaunchedPublic(at: Cursor): boolean | undefined {
  const { native } = at;
  const asked = step(at, 'associate_public_ip_address').value;
  if (!native.isNew) return undefined;
  if (typeof asked === 'boolean') return asked;
  const isLeftOut = (name: string) => native.isConfigured([name]) === false;
  if (hasTemplate(at) || !isLeftOut('associate_public_ip_address') || !isLeftOut('network_interface')) return undefined;
  const subnet = native.follow(['subnet_id'], 'aws_subnet');
  const mapped = subnet === undefined ? undefined : step(rootCursor(subnet), 'map_public_ip_on_launch').value;
  return typeof mapped === 'boolean' ? mapped : undefined;
}

function networkInterfaces(at: Cursor) {
  const isPublic = isLaunchedPublic(at);
  const asked = step(at, 'associate_public_ip_address');
  const read = object({
    AssociatePublicIpAddress:
      isPublic === undefined
        ? attribute('associate_public_ip_address')
        : () => ({ kind: 'value', value: isPublic, at: originOf(asked) }),
    DeviceIndex: always('0'),
  });
  return listOfOne(read)(at);
}

/** AWS::EC2::VPC. Source of defaults: EC2 API, CreateVpc; DNS support on, DNS host names off. */
export const ec2Vpc: TypeMapper = {
  type: 'AWS::EC2::VPC',
  terraform: ['aws_vpc', 'aws_default_vpc'],
  keys: ['id', 'arn'],
  alwaysSet: ['VpcId', 'DefaultSecurityGroup'],
  properties: {
    VpcId: attribute('id'),
    CidrBlock: nonEmpty('cidr_block'),
    DefaultSecurityGroup: attribute('default_security_group_id'),
    EnableDnsHostnames: orDefault(attribute('enable_dns_hostnames'), false),
    EnableDnsSupport: attribute('enable_dns_support'),
    InstanceTenancy: attribute('instance_tenancy'),
    Tags: tagList(),
  },
  item: {
    VpcId: reported('vpcId'),
    CidrBlock: reported('cidrBlock'),
    InstanceTenancy: reported('instanceTenancy'),
    Tags: itemTags,
  },
};

/** What a flow log watches, in CloudFormation's two properties. */
const WATCHED = [
  ['vpc_id', 'VPC'],
  ['subnet_id', 'Subnet'],
  ['eni_id', 'NetworkInterface'],
  ['transit_gateway_id', 'TransitGateway'],
  ['transit_gateway_attachment_id', 'TransitGatewayAttachment'],
] as const;

const PREFIXES: readonly (readonly [string, string])[] = [
  ['vpc-', 'VPC'],
  ['subnet-', 'Subnet'],
  ['eni-', 'NetworkInterface'],
  ['tgw-attach-', 'TransitGatewayAttachment'],
  ['tgw-', 'TransitGateway'],
];

/** AWS::EC2::FlowLog. Source of defaults: EC2 API, CreateFlowLogs. */
export const ec2FlowLog: TypeMapper = {
  type: 'AWS::EC2::FlowLog',
  terraform: ['aws_flow_log'],
  keys: ['id', 'arn'],
  alwaysSet: ['Id', 'ResourceId', 'ResourceType'],
  properties: {
    Id: attribute('id'),
    ResourceId: firstOf(...WATCHED.map(([name]) => attribute(name))),
    ResourceType: firstOf(
      ...WATCHED.map(([name, type]) => when((at) => attribute(name)(at) !== undefined, always(type))),
    ),
    TrafficType: nonEmpty('traffic_type'),
    LogDestination: nonEmpty('log_destination'),
    LogDestinationType: attribute('log_destination_type'),
    LogGroupName: nonEmpty('log_group_name'),
    LogFormat: attribute('log_format'),
    DeliverLogsPermissionArn: nonEmpty('iam_role_arn'),
    MaxAggregationInterval: attribute('max_aggregation_interval'),
    Tags: tagList(),
  },
  item: {
    Id: reported('flowLogId'),
    ResourceId: reported('resourceId'),
    ResourceType: within(
      'configuration',
      converted('resourceId', (id) => PREFIXES.find(([prefix]) => String(id).startsWith(prefix))?.[1]),
    ),
    TrafficType: reported('trafficType'),
    LogDestination: reported('logDestination'),
    LogDestinationType: reported('logDestinationType'),
    LogGroupName: reported('logGroupName'),
    LogFormat: reported('logFormat'),
    DeliverLogsPermissionArn: reported('deliverLogsPermissionArn'),
    MaxAggregationInterval: reported('maxAggregationInterval'),
    Tags: itemTags,
  },
};
