import { isObject } from '../json.ts';
import {
  attribute,
  each,
  itemTags,
  nonEmpty,
  object,
  orDefault,
  positive,
  type Read,
  type Shape,
  secret,
  type TypeMapper,
  tagList,
  within,
} from '../mapper.ts';
import { policyDocument } from '../policy-document.ts';
import { attributes, defaulted, filled, keyOf, reportedAs } from '../shapes.ts';
import { originOf, step, type Traced } from '../traced.ts';

/** Log types by name, as CloudFormation keys them. */
const logPublishing: Read = (at) => {
  const list = each(
    'log_publishing_options',
    object({
      ...attributes({ Enabled: 'enabled', CloudWatchLogsLogGroupArn: 'cloudwatch_log_group_arn' }),
      LogType: attribute('log_type'),
    }),
  )(at);
  if (list?.kind !== 'list') return list;
  const fields = list.items.flatMap((item): [string, Traced][] => {
    if (item.kind !== 'object') return [];
    const name = item.fields.find(([field]) => field === 'LogType')?.[1];
    if (name?.kind !== 'value') return [];
    return [[String(name.value), { ...item, fields: item.fields.filter(([field]) => field !== 'LogType') }]];
  });
  const open = fields.length < list.items.length;
  if (fields.length === 0 && !open) return undefined;
  return {
    kind: 'object',
    fields,
    at: originOf(step(at, 'log_publishing_options')),
    ...(open ? { open: 'after-apply' } : {}),
  };
};

const advancedSecurity = object({
  Enabled: attribute('enabled'),
  InternalUserDatabaseEnabled: attribute('internal_user_database_enabled'),
  AnonymousAuthEnabled: attribute('anonymous_auth_enabled'),
  MasterUserOptions: within(
    'master_user_options',
    object({
      ...filled({ MasterUserARN: 'master_user_arn', MasterUserName: 'master_user_name' }),
      MasterUserPassword: secret(nonEmpty('master_user_password')),
    }),
  ),
});

const clusterConfig = object({
  ...attributes({
    DedicatedMasterEnabled: 'dedicated_master_enabled',
    InstanceCount: 'instance_count',
    InstanceType: 'instance_type',
    ZoneAwarenessEnabled: 'zone_awareness_enabled',
  }),
  DedicatedMasterCount: positive('dedicated_master_count'),
  ...filled({ DedicatedMasterType: 'dedicated_master_type', WarmEnabled: 'warm_enabled' }),
  ZoneAwarenessConfig: within(
    'zone_awareness_config',
    object(attributes({ AvailabilityZoneCount: 'availability_zone_count' })),
  ),
});

/**
 * What both kinds of domains share. Source of defaults: OpenSearch Service API, CreateDomain: no encryption at rest, none
 * between nodes, HTTP beside HTTPS with the oldest security policy, no fine-grained access control; provider
 * documentation of aws_opensearch_domain, which is told to leave them alone where the blocks are not written.
 */
const SHARED: Shape = {
  ...attributes({ Arn: 'arn', DomainName: 'domain_name' }),
  AccessPolicies: orDefault(policyDocument('access_policies'), () => undefined),
  AdvancedSecurityOptions: orDefault(within('advanced_security_options', advancedSecurity), { Enabled: false }),
  CognitoOptions: within(
    'cognito_options',
    object(
      attributes({
        Enabled: 'enabled',
        IdentityPoolId: 'identity_pool_id',
        UserPoolId: 'user_pool_id',
        RoleArn: 'role_arn',
      }),
    ),
  ),
  DomainEndpointOptions: orDefault(
    within(
      'domain_endpoint_options',
      object({
        EnforceHTTPS: attribute('enforce_https'),
        ...defaulted({ TLSSecurityPolicy: ['tls_security_policy', 'Policy-Min-TLS-1-0-2019-07'] }),
        ...attributes({ CustomEndpointEnabled: 'custom_endpoint_enabled' }),
        ...filled({
          CustomEndpoint: 'custom_endpoint',
          CustomEndpointCertificateArn: 'custom_endpoint_certificate_arn',
        }),
      }),
    ),
    { EnforceHTTPS: false, TLSSecurityPolicy: 'Policy-Min-TLS-1-0-2019-07' },
  ),
  EBSOptions: within(
    'ebs_options',
    object({
      EBSEnabled: attribute('ebs_enabled'),
      VolumeSize: positive('volume_size'),
      VolumeType: attribute('volume_type'),
    }),
  ),
  EncryptionAtRestOptions: orDefault(
    within(
      'encrypt_at_rest',
      object({ Enabled: attribute('enabled'), KmsKeyId: keyOf('kms_key_id', attribute('enabled')) }),
    ),
    { Enabled: false },
  ),
  NodeToNodeEncryptionOptions: orDefault(within('node_to_node_encryption', object({ Enabled: attribute('enabled') })), {
    Enabled: false,
  }),
  LogPublishingOptions: logPublishing,
  VPCOptions: within(
    'vpc_options',
    object(filled({ SecurityGroupIds: 'security_group_ids', SubnetIds: 'subnet_ids' })),
  ),
  Tags: tagList(),
};

/** AWS::OpenSearchService::Domain. Config calls it AWS::OpenSearch::Domain. */
export const openSearchDomain: TypeMapper = {
  type: 'AWS::OpenSearchService::Domain',
  identity: 'DomainName',
  terraform: ['aws_opensearch_domain'],
  itemTypes: ['AWS::OpenSearch::Domain'],
  keys: ['domain_name', 'id', 'arn'],
  alwaysSet: ['Arn', 'DomainName', 'EngineVersion'],
  properties: {
    ...SHARED,
    EngineVersion: attribute('engine_version'),
    ClusterConfig: within('cluster_config', clusterConfig),
  },
  satellites: [
    {
      terraform: 'aws_opensearch_domain_policy',
      owner: 'domain_name',
      property: 'AccessPolicies',
      read: policyDocument('access_policies'),
    },
  ],
  names: { 'EncryptionAtRestOptions.KmsKeyId': 'AWS::KMS::Key' },
};

/** AWS::Elasticsearch::Domain. Source of the second half: AWS Config resource schema, AWS::Elasticsearch::Domain. */
export const elasticsearchDomain: TypeMapper = {
  type: 'AWS::Elasticsearch::Domain',
  identity: 'DomainName',
  terraform: ['aws_elasticsearch_domain'],
  keys: ['domain_name', 'id', 'arn'],
  alwaysSet: ['Arn', 'DomainName', 'ElasticsearchVersion'],
  properties: {
    ...SHARED,
    ElasticsearchVersion: attribute('elasticsearch_version'),
    ElasticsearchClusterConfig: within('cluster_config', clusterConfig),
  },
  satellites: [
    {
      terraform: 'aws_elasticsearch_domain_policy',
      owner: 'domain_name',
      property: 'AccessPolicies',
      read: policyDocument('access_policies'),
    },
  ],
  names: { 'EncryptionAtRestOptions.KmsKeyId': 'AWS::KMS::Key' },
  item: {
    ...reportedAs({ Arn: 'arn', DomainName: 'domainName', ElasticsearchVersion: 'elasticsearchVersion' }),
    AccessPolicies: within('configuration', policyDocument('accessPolicies')),
    AdvancedSecurityOptions: within(
      'configuration',
      within(
        'advancedSecurityOptions',
        object(filled({ Enabled: 'enabled', InternalUserDatabaseEnabled: 'internalUserDatabaseEnabled' })),
      ),
    ),
    CognitoOptions: within(
      'configuration',
      within(
        'cognitoOptions',
        object(
          filled({
            Enabled: 'enabled',
            IdentityPoolId: 'identityPoolId',
            UserPoolId: 'userPoolId',
            RoleArn: 'roleArn',
          }),
        ),
      ),
    ),
    DomainEndpointOptions: within(
      'configuration',
      within(
        'domainEndpointOptions',
        object(
          filled({
            EnforceHTTPS: 'enforceHTTPS',
            TLSSecurityPolicy: 'tlssecurityPolicy',
            CustomEndpointEnabled: 'customEndpointEnabled',
            CustomEndpoint: 'customEndpoint',
            CustomEndpointCertificateArn: 'customEndpointCertificateArn',
          }),
        ),
      ),
    ),
    EncryptionAtRestOptions: within(
      'configuration',
      within('encryptionAtRestOptions', object(filled({ Enabled: 'enabled', KmsKeyId: 'kmsKeyId' }))),
    ),
    NodeToNodeEncryptionOptions: within(
      'configuration',
      within('nodeToNodeEncryptionOptions', object(filled({ Enabled: 'enabled' }))),
    ),
    VPCOptions: within(
      'configuration',
      within('vpcoptions', object(filled({ SecurityGroupIds: 'securityGroupIds', SubnetIds: 'subnetIds' }))),
    ),
    LogPublishingOptions: within('configuration', itemLogs),
    Tags: itemTags,
  },
};

function itemLogs(at: Parameters<Read>[0]): Traced | undefined {
  const options = step(at, 'logPublishingOptions');
  if (!isObject(options.value)) return undefined;
  const fields = Object.keys(options.value).flatMap((name): [string, Traced][] => {
    const one = object(filled({ Enabled: 'enabled', CloudWatchLogsLogGroupArn: 'cloudWatchLogsLogGroupArn' }))(
      step(options, name),
    );
    return one === undefined ? [] : [[name, one]];
  });
  return { kind: 'object', fields, at: originOf(options) };
}
