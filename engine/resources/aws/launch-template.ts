import {
  always,
  attribute,
  converted,
  eachBlock,
  firstOf,
  nonEmpty,
  object,
  positive,
  type Read,
  type TypeMapper,
  tagList,
  unsetWhenNew,
  within,
} from '../mapper.ts';

/** The provider writes switches of network interfaces and volumes as text, where '' is not set. */
function textSwitch(name: string): Read {
  return converted(name, (value) =>
    value === 'true' ? true : value === 'false' ? false : value === '' ? undefined : value,
  );
}

const ebs = object({
  DeleteOnTermination: textSwitch('delete_on_termination'),
  Encrypted: textSwitch('encrypted'),
  Iops: positive('iops'),
  KmsKeyId: nonEmpty('kms_key_id'),
  SnapshotId: nonEmpty('snapshot_id'),
  Throughput: positive('throughput'),
  VolumeSize: positive('volume_size'),
  VolumeType: nonEmpty('volume_type'),
});

/**
 * AWS::EC2::LaunchTemplate. A template says only what it sets: values that it leaves out are for the launch to decide,
 * so there are no defaults here.
 */
export const ec2LaunchTemplate: TypeMapper = {
  type: 'AWS::EC2::LaunchTemplate',
  terraform: ['aws_launch_template'],
  keys: ['id', 'name', 'arn'],
  alwaysSet: ['LaunchTemplateId', 'LaunchTemplateName'],
  properties: {
    LaunchTemplateId: attribute('id'),
    LaunchTemplateName: attribute('name'),
    DefaultVersionNumber: attribute('default_version'),
    LatestVersionNumber: attribute('latest_version'),
    VersionDescription: nonEmpty('description'),
    LaunchTemplateData: object({
      ImageId: nonEmpty('image_id'),
      InstanceType: nonEmpty('instance_type'),
      KeyName: nonEmpty('key_name'),
      UserData: nonEmpty('user_data'),
      MetadataOptions: unsetWhenNew(
        within(
          'metadata_options',
          object({
            HttpEndpoint: unsetWhenNew(nonEmpty('http_endpoint')),
            HttpTokens: unsetWhenNew(nonEmpty('http_tokens')),
            HttpPutResponseHopLimit: unsetWhenNew(positive('http_put_response_hop_limit')),
            HttpProtocolIpv6: unsetWhenNew(nonEmpty('http_protocol_ipv6')),
            InstanceMetadataTags: unsetWhenNew(nonEmpty('instance_metadata_tags')),
          }),
        ),
      ),
      NetworkInterfaces: eachBlock(
        'network_interfaces',
        object({
          AssociatePublicIpAddress: textSwitch('associate_public_ip_address'),
          // The provider asks for the first place where none is given.
          DeviceIndex: firstOf(attribute('device_index'), always(0)),
          SubnetId: nonEmpty('subnet_id'),
          Groups: nonEmpty('security_groups'),
        }),
      ),
      BlockDeviceMappings: eachBlock(
        'block_device_mappings',
        object({ DeviceName: nonEmpty('device_name'), Ebs: within('ebs', ebs) }),
      ),
      SecurityGroupIds: nonEmpty('vpc_security_group_ids'),
    }),
    Tags: tagList(),
  },
};
