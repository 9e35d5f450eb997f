import {
  attribute,
  nonEmpty,
  object,
  orDefault,
  type Read,
  secret,
  type TypeMapper,
  tagList,
  when,
  within,
} from '../mapper.ts';
import { attributes, defaulted, filled, ifSet, keyOf, listOrNone } from '../shapes.ts';
import { rootCursor, step, type Traced, unknownAt } from '../traced.ts';

/** A cluster from a snapshot or a copy takes over its encryption, which lives outside the plan. */
const encrypted: Read = when(
  (at) =>
    ['snapshot_identifier', 'replication_source_identifier', 'global_cluster_identifier'].some(
      (name) => typeof step(at, name).value === 'string' || at.native.isConfigured([name]) === true,
    ) || step(step(at, 'restore_to_point_in_time'), 0).value !== undefined,
  (at) => attribute('storage_encrypted')(at) ?? unknownAt(step(at, 'storage_encrypted'), 'outside-plan'),
  orDefault(attribute('storage_encrypted'), false),
);

/** AWS::DocDB::DBCluster. Source of defaults: DocumentDB API, CreateDBCluster: not encrypted, backups for 1 day. */
export const docdbCluster: TypeMapper = {
  type: 'AWS::DocDB::DBCluster',
  terraform: ['aws_docdb_cluster'],
  keys: ['cluster_identifier', 'id', 'arn'],
  alwaysSet: ['DBClusterIdentifier', 'DBClusterArn', 'ClusterResourceId'],
  properties: {
    ...attributes({
      DBClusterIdentifier: 'cluster_identifier',
      DBClusterArn: 'arn',
      ClusterResourceId: 'cluster_resource_id',
    }),
    StorageEncrypted: encrypted,
    ...defaulted({
      BackupRetentionPeriod: ['backup_retention_period', 1],
      DeletionProtection: ['deletion_protection', false],
    }),
    EnableCloudwatchLogsExports: listOrNone('enabled_cloudwatch_logs_exports'),
    KmsKeyId: keyOf('kms_key_id', encrypted),
    ...ifSet({ MasterUsername: 'master_username' }),
    MasterUserPassword: secret(nonEmpty('master_password')),
    ...filled({ SnapshotIdentifier: 'snapshot_identifier', StorageType: 'storage_type' }),
    ...attributes({
      DBClusterParameterGroupName: 'db_cluster_parameter_group_name',
      DBSubnetGroupName: 'db_subnet_group_name',
      EngineVersion: 'engine_version',
      Port: 'port',
      VpcSecurityGroupIds: 'vpc_security_group_ids',
    }),
    Tags: tagList(),
  },
  names: { KmsKeyId: 'AWS::KMS::Key' },
};

/** AWS::DocDB::DBInstance. */
export const docdbInstance: TypeMapper = {
  type: 'AWS::DocDB::DBInstance',
  terraform: ['aws_docdb_cluster_instance'],
  keys: ['identifier', 'id', 'arn'],
  alwaysSet: ['DBInstanceIdentifier', 'DBClusterIdentifier', 'DBInstanceClass'],
  properties: {
    ...attributes({
      DBInstanceIdentifier: 'identifier',
      DBClusterIdentifier: 'cluster_identifier',
      DBInstanceClass: 'instance_class',
      CACertificateIdentifier: 'ca_cert_identifier',
      AvailabilityZone: 'availability_zone',
    }),
    ...defaulted({ AutoMinorVersionUpgrade: ['auto_minor_version_upgrade', true] }),
    EnablePerformanceInsights: orDefault(attribute('enable_performance_insights'), false),
    Tags: tagList(),
  },
  names: { DBClusterIdentifier: 'AWS::DocDB::DBCluster' },
};

/** AWS::Neptune::DBCluster. Source of defaults: Neptune API, CreateDBCluster. */
export const neptuneCluster: TypeMapper = {
  type: 'AWS::Neptune::DBCluster',
  terraform: ['aws_neptune_cluster'],
  keys: ['cluster_identifier', 'id', 'arn'],
  alwaysSet: ['DBClusterIdentifier', 'DBClusterArn', 'ClusterResourceId'],
  properties: {
    ...attributes({
      DBClusterIdentifier: 'cluster_identifier',
      DBClusterArn: 'arn',
      ClusterResourceId: 'cluster_resource_id',
    }),
    StorageEncrypted: encrypted,
    ...defaulted({
      BackupRetentionPeriod: ['backup_retention_period', 1],
      CopyTagsToSnapshot: ['copy_tags_to_snapshot', false],
      DeletionProtection: ['deletion_protection', false],
      IamAuthEnabled: ['iam_database_authentication_enabled', false],
    }),
    EnableCloudwatchLogsExports: listOrNone('enable_cloudwatch_logs_exports'),
    KmsKeyId: keyOf('kms_key_arn', encrypted),
    ...filled({ SnapshotIdentifier: 'snapshot_identifier' }),
    ServerlessScalingConfiguration: within(
      'serverless_v2_scaling_configuration',
      object(attributes({ MinCapacity: 'min_capacity', MaxCapacity: 'max_capacity' })),
    ),
    ...attributes({
      DBClusterParameterGroupName: 'neptune_cluster_parameter_group_name',
      DBSubnetGroupName: 'neptune_subnet_group_name',
      EngineVersion: 'engine_version',
      DBPort: 'port',
      VpcSecurityGroupIds: 'vpc_security_group_ids',
    }),
    Tags: tagList(),
  },
  names: { KmsKeyId: 'AWS::KMS::Key' },
};

/** The cluster's own value where the provider computes it for a member. */
function ofCluster(name: string, read: Read): Read {
  return (at): Traced | undefined => {
    const own = attribute(name)(at);
    if (own !== undefined && own.kind !== 'unknown') return own;
    const cluster = at.native.follow(['cluster_identifier'], 'aws_neptune_cluster');
    return cluster === undefined ? own : read(rootCursor(cluster));
  };
}

/** AWS::Neptune::DBInstance; `StorageEncrypted` is an extension (Neptune API, DBInstance). */
export const neptuneInstance: TypeMapper = {
  type: 'AWS::Neptune::DBInstance',
  terraform: ['aws_neptune_cluster_instance'],
  keys: ['identifier', 'id', 'arn'],
  alwaysSet: ['DBInstanceIdentifier', 'DBClusterIdentifier', 'DBInstanceClass'],
  properties: {
    ...attributes({
      DBInstanceIdentifier: 'identifier',
      DBClusterIdentifier: 'cluster_identifier',
      DBInstanceClass: 'instance_class',
      AvailabilityZone: 'availability_zone',
      DBParameterGroupName: 'neptune_parameter_group_name',
      DBSubnetGroupName: 'neptune_subnet_group_name',
    }),
    ...defaulted({
      AutoMinorVersionUpgrade: ['auto_minor_version_upgrade', true],
      PubliclyAccessible: ['publicly_accessible', false],
    }),
    StorageEncrypted: ofCluster('storage_encrypted', encrypted),
    Tags: tagList(),
  },
  names: { DBClusterIdentifier: 'AWS::Neptune::DBCluster' },
};
