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
  secret,
  type TypeMapper,
  tagList,
  unsetWhenNew,
  when,
  within,
} from '../mapper.ts';
import { attributes, defaulted, filled, ifSet, keyOf, reportedAs, unlessAttached } from '../shapes.ts';
import { step, unknownAt } from '../traced.ts';

/** Where audit logs go; without the property there are none. */
const loggingInline: Read = (at) => {
  const block = step(at, 'logging');
  if (step(step(block, 0), 'enable').value === false) return undefined;
  return within(
    'logging',
    object({
      ...ifSet({ BucketName: 'bucket_name', S3KeyPrefix: 's3_key_prefix' }),
      ...filled({ LogDestinationType: 'log_destination_type', LogExports: 'log_exports' }),
    }),
  )(at);
};

const isRestored = (at: Parameters<Read>[0]) =>
  ['snapshot_identifier', 'snapshot_arn', 'snapshot_cluster_identifier'].some(
    (name) => typeof step(at, name).value === 'string',
  );

const clusterEncrypted: Read = when(
  isRestored,
  (at) => attribute('encrypted')(at) ?? unknownAt(step(at, 'encrypted'), 'outside-plan'),
  orDefault(textSwitch('encrypted'), false),
);

/**
 * AWS::Redshift::Cluster. Source of defaults: provider documentation of aws_redshift_cluster, which sends them:
 * encrypted false and publicly accessible true before version 6, snapshots for 1 day; Redshift API, CreateCluster.
 * A cluster from a snapshot takes over its encryption.
 */
export const redshiftCluster: TypeMapper = {
  type: 'AWS::Redshift::Cluster',
  identity: 'ClusterIdentifier',
  terraform: ['aws_redshift_cluster'],
  keys: ['cluster_identifier', 'id', 'arn'],
  alwaysSet: ['ClusterIdentifier', 'NodeType'],
  properties: {
    ...attributes({
      ClusterIdentifier: 'cluster_identifier',
      NodeType: 'node_type',
      Port: 'port',
      ClusterType: 'cluster_type',
    }),
    Encrypted: clusterEncrypted,
    ...defaulted({
      AllowVersionUpgrade: ['allow_version_upgrade', true],
      AutomatedSnapshotRetentionPeriod: ['automated_snapshot_retention_period', 1],
      EnhancedVpcRouting: ['enhanced_vpc_routing', false],
      MultiAZ: ['multi_az', false],
      PubliclyAccessible: ['publicly_accessible', false],
    }),
    KmsKeyId: keyOf('kms_key_id', clusterEncrypted),
    DBName: orDefault(nonEmpty('database_name'), 'dev'),
    IamRoles: unlessAttached(['aws_redshift_cluster_iam_roles'], nonEmpty('iam_roles')),
    ...filled({ MasterUsername: 'master_username', ManageMasterPassword: 'manage_master_password' }),
    MasterUserPassword: secret(nonEmpty('master_password')),
    ...attributes({
      AvailabilityZone: 'availability_zone',
      ClusterParameterGroupName: 'cluster_parameter_group_name',
      ClusterSubnetGroupName: 'cluster_subnet_group_name',
      ClusterVersion: 'cluster_version',
      NumberOfNodes: 'number_of_nodes',
      PreferredMaintenanceWindow: 'preferred_maintenance_window',
      VpcSecurityGroupIds: 'vpc_security_group_ids',
    }),
    LoggingProperties: unsetWhenNew(loggingInline),
    Tags: tagList(),
  },
  satellites: [
    {
      terraform: 'aws_redshift_logging',
      owner: 'cluster_identifier',
      property: 'LoggingProperties',
      read: (at) =>
        object(
          filled({
            BucketName: 'bucket_name',
            S3KeyPrefix: 's3_key_prefix',
            LogDestinationType: 'log_destination_type',
            LogExports: 'log_exports',
          }),
        )(at) ?? constant({}),
    },
  ],
  names: { KmsKeyId: 'AWS::KMS::Key', 'LoggingProperties.BucketName': 'AWS::S3::Bucket' },
  item: {
    ...reportedAs({
      ClusterIdentifier: 'clusterIdentifier',
      NodeType: 'nodeType',
      Encrypted: 'encrypted',
      AllowVersionUpgrade: 'allowVersionUpgrade',
      AutomatedSnapshotRetentionPeriod: 'automatedSnapshotRetentionPeriod',
      AvailabilityZone: 'availabilityZone',
      ClusterSubnetGroupName: 'clusterSubnetGroupName',
      ClusterVersion: 'clusterVersion',
      DBName: 'dBName',
      EnhancedVpcRouting: 'enhancedVpcRouting',
      KmsKeyId: 'kmsKeyId',
      MasterUsername: 'masterUsername',
      NumberOfNodes: 'numberOfNodes',
      PreferredMaintenanceWindow: 'preferredMaintenanceWindow',
      PubliclyAccessible: 'publiclyAccessible',
    }),
    Port: within('configuration', within('endpoint', attribute('port'))),
    IamRoles: within('configuration', each('iamRoles', attribute('iamRoleArn'))),
    VpcSecurityGroupIds: within('configuration', each('vpcSecurityGroups', attribute('vpcSecurityGroupId'))),
    ClusterParameterGroupName: within(
      'configuration',
      within('clusterParameterGroups', attribute('parameterGroupName')),
    ),
    Tags: itemTags,
  },
};

/** Version 6 of the provider writes the switch as text. */
function textSwitch(name: string): Read {
  return converted(name, (value) => (value === 'true' ? true : value === 'false' ? false : value));
}
