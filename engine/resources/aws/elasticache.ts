import {
  attribute,
  converted,
  eachBlock,
  nonEmpty,
  object,
  orDefault,
  secret,
  type TypeMapper,
  tagList,
  when,
} from '../mapper.ts';
import { attributes, defaulted, filled, ifSet, keyOf } from '../shapes.ts';
import { step } from '../traced.ts';

const logDelivery = eachBlock(
  'log_delivery_configuration',
  object(attributes({ DestinationType: 'destination_type', LogFormat: 'log_format', LogType: 'log_type' })),
);

/**
 * AWS::ElastiCache::ReplicationGroup. Source of defaults: ElastiCache API, CreateReplicationGroup: no encryption at rest
 * and in transit, no failover, no snapshots. Valkey encrypts both unless told not to (provider
 * documentation of aws_elasticache_replication_group).
 */
export const replicationGroup: TypeMapper = {
  type: 'AWS::ElastiCache::ReplicationGroup',
  terraform: ['aws_elasticache_replication_group'],
  keys: ['replication_group_id', 'id', 'arn'],
  alwaysSet: ['ReplicationGroupId', 'Arn'],
  properties: {
    ...attributes({
      ReplicationGroupId: 'replication_group_id',
      Arn: 'arn',
      ReplicationGroupDescription: 'description',
    }),
    ...defaulted({
      Engine: ['engine', 'redis'],
      AutomaticFailoverEnabled: ['automatic_failover_enabled', false],
      MultiAZEnabled: ['multi_az_enabled', false],
      SnapshotRetentionLimit: ['snapshot_retention_limit', 0],
    }),
    AtRestEncryptionEnabled: encrypted('at_rest_encryption_enabled'),
    TransitEncryptionEnabled: encrypted('transit_encryption_enabled'),
    TransitEncryptionMode: keyOf('transit_encryption_mode', encrypted('transit_encryption_enabled')),
    AuthToken: secret(nonEmpty('auth_token')),
    ...filled({
      KmsKeyId: 'kms_key_id',
      NotificationTopicArn: 'notification_topic_arn',
      UserGroupIds: 'user_group_ids',
    }),
    AutoMinorVersionUpgrade: attribute('auto_minor_version_upgrade'),
    ...attributes({ CacheNodeType: 'node_type', EngineVersion: 'engine_version', Port: 'port' }),
    ...attributes({ CacheSubnetGroupName: 'subnet_group_name', SecurityGroupIds: 'security_group_ids' }),
    ...attributes({ CacheParameterGroupName: 'parameter_group_name', SnapshotWindow: 'snapshot_window' }),
    LogDeliveryConfigurations: logDelivery,
    Tags: tagList(),
  },
  names: { KmsKeyId: 'AWS::KMS::Key' },
};

/** Off unless asked for, but for the engines where it is on. */
function encrypted(name: string) {
  return when(
    (at) => step(at, 'engine').value === 'valkey',
    orDefault(asBoolean(name), true),
    orDefault(asBoolean(name), false),
  );
}

/** AWS::ElastiCache::CacheCluster. Source of defaults: ElastiCache API, CreateCacheCluster. */
export const cacheCluster: TypeMapper = {
  type: 'AWS::ElastiCache::CacheCluster',
  terraform: ['aws_elasticache_cluster'],
  keys: ['cluster_id', 'id', 'arn'],
  alwaysSet: ['ClusterName', 'Arn'],
  properties: {
    ...attributes({ ClusterName: 'cluster_id', Arn: 'arn', Engine: 'engine', EngineVersion: 'engine_version' }),
    ...attributes({ CacheNodeType: 'node_type', NumCacheNodes: 'num_cache_nodes', Port: 'port' }),
    ...attributes({ CacheSubnetGroupName: 'subnet_group_name', VpcSecurityGroupIds: 'security_group_ids' }),
    ...attributes({ CacheParameterGroupName: 'parameter_group_name' }),
    ...defaulted({
      SnapshotRetentionLimit: ['snapshot_retention_limit', 0],
      TransitEncryptionEnabled: ['transit_encryption_enabled', false],
      AZMode: ['az_mode', 'single-az'],
    }),
    AutoMinorVersionUpgrade: asBoolean('auto_minor_version_upgrade'),
    ...ifSet({ ReplicationGroupId: 'replication_group_id' }),
    LogDeliveryConfigurations: logDelivery,
    Tags: tagList(),
  },
  names: { ReplicationGroupId: 'AWS::ElastiCache::ReplicationGroup' },
};

/** The provider writes some switches as text. */
function asBoolean(name: string) {
  return converted(name, (value) => (value === 'true' ? true : value === 'false' ? false : value));
}
