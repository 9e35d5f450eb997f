import {
  attribute,
  converted,
  listOfOne,
  nonEmpty,
  orDefault,
  type TypeMapper,
  tagList,
  unsetWhenNew,
  when,
} from '../mapper.ts';
import { attributes, defaulted, filled } from '../shapes.ts';
import { step } from '../traced.ts';

/** AWS::IAM::InstanceProfile; Terraform knows one role, CloudFormation a list of one. */
export const instanceProfile: TypeMapper = {
  type: 'AWS::IAM::InstanceProfile',
  identity: 'InstanceProfileName',
  terraform: ['aws_iam_instance_profile'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['Arn', 'InstanceProfileName'],
  properties: {
    ...attributes({ Arn: 'arn', InstanceProfileName: 'name', Path: 'path' }),
    Roles: listOfOne(nonEmpty('role')),
  },
  names: { Roles: 'AWS::IAM::Role' },
};

/** AWS::IAM::OIDCProvider. The provider's address has no scheme in AWS. */
export const oidcProvider: TypeMapper = {
  type: 'AWS::IAM::OIDCProvider',
  terraform: ['aws_iam_openid_connect_provider'],
  keys: ['arn', 'id'],
  alwaysSet: ['Arn', 'Url'],
  properties: {
    ...attributes({ Arn: 'arn', ClientIdList: 'client_id_list', ThumbprintList: 'thumbprint_list' }),
    // IAM reports the address without its scheme, which is always this one (IAM API, GetOpenIDConnectProvider).
    Url: converted('url', (url) => (typeof url === 'string' && !url.startsWith('https://') ? `https://${url}` : url)),
    Tags: tagList(),
  },
};

/** AWS::IAM::SAMLProvider. */
export const samlProvider: TypeMapper = {
  type: 'AWS::IAM::SAMLProvider',
  terraform: ['aws_iam_saml_provider'],
  keys: ['arn', 'id'],
  alwaysSet: ['Arn', 'Name'],
  properties: {
    ...attributes({ Arn: 'arn', Name: 'name', SamlMetadataDocument: 'saml_metadata_document' }),
    Tags: tagList(),
  },
};

/** AWS::IAM::AccessKey. Source of defaults: IAM API, CreateAccessKey: active. */
export const accessKey: TypeMapper = {
  type: 'AWS::IAM::AccessKey',
  terraform: ['aws_iam_access_key'],
  keys: ['id'],
  alwaysSet: ['Id', 'UserName'],
  properties: {
    ...attributes({ Id: 'id', UserName: 'user' }),
    ...defaulted({ Status: ['status', 'Active'] }),
  },
  names: { UserName: 'AWS::IAM::User' },
};

/** AWS::KMS::Alias. */
export const kmsAlias: TypeMapper = {
  type: 'AWS::KMS::Alias',
  terraform: ['aws_kms_alias'],
  keys: ['name', 'arn', 'id'],
  alwaysSet: ['AliasName', 'TargetKeyId'],
  properties: attributes({ AliasName: 'name', TargetKeyId: 'target_key_id' }),
  names: { TargetKeyId: 'AWS::KMS::Key' },
};

/** AWS::SSM::Parameter. A secure string without a key has the account's own (SSM API, PutParameter KeyId). */
export const ssmParameter: TypeMapper = {
  type: 'AWS::SSM::Parameter',
  terraform: ['aws_ssm_parameter'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['Name', 'Type'],
  properties: {
    ...attributes({ Name: 'name', Type: 'type' }),
    ...defaulted({ DataType: ['data_type', 'text'] }),
    ...filled({ Description: 'description', AllowedPattern: 'allowed_pattern' }),
    KeyId: when(
      (at) => step(at, 'type').value === 'SecureString',
      orDefault(nonEmpty('key_id'), 'alias/aws/ssm'),
      unsetWhenNew(nonEmpty('key_id')),
    ),
    Tier: orDefault(attribute('tier'), 'Standard'),
    Tags: tagList(),
  },
  names: { KeyId: 'AWS::KMS::Key' },
};

/** AWS::DMS::ReplicationInstance. Source of defaults: DMS API, CreateReplicationInstance: public unless told not to be. */
export const dmsInstance: TypeMapper = {
  type: 'AWS::DMS::ReplicationInstance',
  terraform: ['aws_dms_replication_instance'],
  keys: ['replication_instance_id', 'id', 'replication_instance_arn'],
  alwaysSet: ['ReplicationInstanceIdentifier', 'ReplicationInstanceClass'],
  properties: {
    ...attributes({
      ReplicationInstanceIdentifier: 'replication_instance_id',
      ReplicationInstanceClass: 'replication_instance_class',
      EngineVersion: 'engine_version',
      AvailabilityZone: 'availability_zone',
      ReplicationSubnetGroupIdentifier: 'replication_subnet_group_id',
      VpcSecurityGroupIds: 'vpc_security_group_ids',
    }),
    ...defaulted({
      AutoMinorVersionUpgrade: ['auto_minor_version_upgrade', true],
      MultiAZ: ['multi_az', false],
      PubliclyAccessible: ['publicly_accessible', true],
    }),
    AllocatedStorage: attribute('allocated_storage'),
    ...filled({ KmsKeyId: 'kms_key_arn' }),
    Tags: tagList(),
  },
  names: { KmsKeyId: 'AWS::KMS::Key' },
};
