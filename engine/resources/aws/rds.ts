import { isList } from '../json.ts';
import {
  asText,
  attribute,
  converted,
  each,
  firstOf,
  itemTags,
  nonEmpty,
  orDefault,
  positive,
  type Read,
  reported,
  secret,
  type TypeMapper,
  tagList,
  unsetWhenNew,
  when,
  within,
} from '../mapper.ts';
import { keyOf, listOrNone } from '../shapes.ts';
import { type Cursor, copy, rootCursor, step, type Traced, unknownAt } from '../traced.ts';

/** Whether the database starts from a snapshot, a backup or another database: then it takes over their encryption. */
function isRestored(at: Cursor): boolean {
  const sources = [
    'snapshot_identifier',
    'replicate_source_db',
    'replication_source_identifier',
    'global_cluster_identifier',
  ];
  return (
    sources.some((name) => typeof step(at, name).value === 'string' || at.native.isConfigured([name]) === true) ||
    step(step(at, 'restore_to_point_in_time'), 0).value !== undefined
  );
}

/** Not encrypted unless asked for. Source: RDS API, CreateDBInstance StorageEncrypted: "By default, it isn't encrypted". */
const storageEncrypted: Read = when(
  isRestored,
  (at) => attribute('storage_encrypted')(at) ?? unknownAt(step(at, 'storage_encrypted')),
  orDefault(attribute('storage_encrypted'), false),
);

/** Aurora Serverless v1 is always encrypted. Source: provider documentation of aws_rds_cluster, storage_encrypted. */
const clusterEncrypted: Read = when(
  (at) => step(at, 'engine_mode').value === 'serverless',
  orDefault(attribute('storage_encrypted'), true),
  storageEncrypted,
);

/** Not set, the default group of the network is used, which is not known before apply. */
const securityGroupIds = attribute('vpc_security_group_ids');

/**
 * Whether RDS keeps the password in a secret of its own. The provider knows the switch only where it is set; that there is
 * a secret it reads (RDS API, MasterUserSecret).
 */
const managedPassword: Read = firstOf(
  orDefault(attribute('manage_master_user_password'), false),
  converted('master_user_secret', (secrets) => (isList(secrets) ? secrets.length > 0 : undefined)),
);

/**
 * AWS::RDS::DBInstance.
 * Defaults of new instances: backup retention 1 day through the API (CreateDBInstance BackupRetentionPeriod "Default: 1"),
 * but Terraform sends 0 where it is not set (provider documentation: "Default is 0"); MultiAZ false; PubliclyAccessible
 * false (the provider's own default, always sent); StorageEncrypted false; log exports none; IAM authentication off.
 */
export const dbInstance: TypeMapper = {
  type: 'AWS::RDS::DBInstance',
  terraform: ['aws_db_instance'],
  keys: ['identifier', 'id', 'arn'],
  alwaysSet: ['DBInstanceIdentifier', 'DBInstanceArn', 'DbiResourceId', 'Engine', 'EngineVersion'],
  properties: {
    AllocatedStorage: asText('allocated_storage'),
    AllowMajorVersionUpgrade: attribute('allow_major_version_upgrade'),
    AutoMinorVersionUpgrade: attribute('auto_minor_version_upgrade'),
    AvailabilityZone: attribute('availability_zone'),
    BackupRetentionPeriod: orDefault(attribute('backup_retention_period'), 0),
    CACertificateIdentifier: attribute('ca_cert_identifier'),
    CopyTagsToSnapshot: orDefault(attribute('copy_tags_to_snapshot'), false),
    DBInstanceArn: attribute('arn'),
    DBInstanceClass: attribute('instance_class'),
    DBInstanceIdentifier: attribute('identifier'),
    DBName: nonEmpty('db_name'),
    DBParameterGroupName: attribute('parameter_group_name'),
    DBSnapshotIdentifier: unsetWhenNew(nonEmpty('snapshot_identifier')),
    DBSubnetGroupName: attribute('db_subnet_group_name'),
    DbiResourceId: attribute('resource_id'),
    DeletionProtection: orDefault(attribute('deletion_protection'), false),
    EnableCloudwatchLogsExports: listOrNone('enabled_cloudwatch_logs_exports'),
    EnableIAMDatabaseAuthentication: orDefault(attribute('iam_database_authentication_enabled'), false),
    EnablePerformanceInsights: orDefault(attribute('performance_insights_enabled'), false),
    Engine: attribute('engine'),
    EngineVersion: attribute('engine_version'),
    Iops: positive('iops'),
    KmsKeyId: keyOf('kms_key_id', storageEncrypted),
    LicenseModel: attribute('license_model'),
    ManageMasterUserPassword: managedPassword,
    MasterUsername: attribute('username'),
    MasterUserPassword: secret(nonEmpty('password')),
    MaxAllocatedStorage: positive('max_allocated_storage'),
    MonitoringInterval: orDefault(attribute('monitoring_interval'), 0),
    MonitoringRoleArn: unsetWhenNew(nonEmpty('monitoring_role_arn')),
    MultiAZ: orDefault(attribute('multi_az'), false),
    NetworkType: attribute('network_type'),
    OptionGroupName: attribute('option_group_name'),
    PerformanceInsightsKMSKeyId: keyOf(
      'performance_insights_kms_key_id',
      orDefault(attribute('performance_insights_enabled'), false),
    ),
    Port: asText('port'),
    PreferredBackupWindow: attribute('backup_window'),
    PreferredMaintenanceWindow: attribute('maintenance_window'),
    PubliclyAccessible: orDefault(attribute('publicly_accessible'), false),
    SourceDBInstanceIdentifier: nonEmpty('replicate_source_db'),
    StorageEncrypted: storageEncrypted,
    StorageType: attribute('storage_type'),
    VPCSecurityGroups: securityGroupIds,
    Tags: tagList(),
  },
  names: { DBSubnetGroupName: 'aws_db_subnet_group', KmsKeyId: 'AWS::KMS::Key' },
  item: {
    AllocatedStorage: within('configuration', asText('allocatedStorage')),
    AutoMinorVersionUpgrade: reported('autoMinorVersionUpgrade'),
    AvailabilityZone: reported('availabilityZone'),
    BackupRetentionPeriod: reported('backupRetentionPeriod'),
    CACertificateIdentifier: reported('cACertificateIdentifier'),
    CopyTagsToSnapshot: reported('copyTagsToSnapshot'),
    DBClusterIdentifier: reported('dBClusterIdentifier'),
    DBInstanceArn: reported('dBInstanceArn'),
    DBInstanceClass: reported('dBInstanceClass'),
    DBInstanceIdentifier: reported('dBInstanceIdentifier'),
    DBName: reported('dBName'),
    DBParameterGroupName: within('configuration', within('dBParameterGroups', attribute('dBParameterGroupName'))),
    DBSubnetGroupName: within('configuration', within('dBSubnetGroup', attribute('dBSubnetGroupName'))),
    DbiResourceId: reported('dbiResourceId'),
    DeletionProtection: reportedOrUnknown('deletionProtection'),
    EnableCloudwatchLogsExports: within('configuration', firstList('enabledCloudwatchLogsExports')),
    EnableIAMDatabaseAuthentication: reported('iAMDatabaseAuthenticationEnabled'),
    EnablePerformanceInsights: reportedOrUnknown('performanceInsightsEnabled'),
    Engine: reported('engine'),
    EngineVersion: reported('engineVersion'),
    Iops: within('configuration', positive('iops')),
    KmsKeyId: reported('kmsKeyId'),
    LicenseModel: reported('licenseModel'),
    MasterUsername: reported('masterUsername'),
    MaxAllocatedStorage: within('configuration', positive('maxAllocatedStorage')),
    MonitoringInterval: reported('monitoringInterval'),
    MonitoringRoleArn: reported('monitoringRoleArn'),
    MultiAZ: reported('multiAZ'),
    OptionGroupName: within('configuration', within('optionGroupMemberships', attribute('optionGroupName'))),
    PerformanceInsightsKMSKeyId: reported('performanceInsightsKMSKeyId'),
    Port: within('configuration', within('endpoint', asText('port'))),
    PreferredBackupWindow: reported('preferredBackupWindow'),
    PreferredMaintenanceWindow: reported('preferredMaintenanceWindow'),
    PubliclyAccessible: reported('publiclyAccessible'),
    SourceDBInstanceIdentifier: reported('readReplicaSourceDBInstanceIdentifier'),
    StorageEncrypted: reported('storageEncrypted'),
    StorageType: reported('storageType'),
    VPCSecurityGroups: within('configuration', each('vpcSecurityGroups', attribute('vpcSecurityGroupId'))),
    Tags: itemTags,
  },
};

/** Switches that older recorders did not report: absent is not false. */
function reportedOrUnknown(name: string): Read {
  return (at) => reported(name)(at) ?? unknownAt(step(step(at, 'configuration'), name), 'not-reported');
}

function firstList(name: string): Read {
  return (at) => copy(step(at, name)) ?? { kind: 'value', value: [], at: undefined };
}

/** An attribute of the cluster that an instance belongs to, which the provider computes for the instance. */
function ofCluster(name: string, read: Read): Read {
  return (at): Traced | undefined => {
    const own = attribute(name)(at);
    if (own !== undefined && own.kind !== 'unknown') return own;
    const cluster = at.native.follow(['cluster_identifier'], 'aws_rds_cluster');
    return cluster === undefined ? own : read(rootCursor(cluster));
  };
}

/** A member of a cluster is an AWS::RDS::DBInstance too; its storage is the cluster's. */
export const clusterInstance: TypeMapper = {
  type: 'AWS::RDS::DBInstance',
  terraform: ['aws_rds_cluster_instance'],
  keys: ['identifier', 'id', 'arn'],
  alwaysSet: ['DBInstanceIdentifier', 'DBInstanceArn', 'DbiResourceId', 'Engine', 'EngineVersion'],
  properties: {
    AutoMinorVersionUpgrade: attribute('auto_minor_version_upgrade'),
    AvailabilityZone: attribute('availability_zone'),
    BackupRetentionPeriod: ofCluster('backup_retention_period', orDefault(attribute('backup_retention_period'), 1)),
    CACertificateIdentifier: attribute('ca_cert_identifier'),
    CopyTagsToSnapshot: orDefault(attribute('copy_tags_to_snapshot'), false),
    DBClusterIdentifier: attribute('cluster_identifier'),
    DBInstanceArn: attribute('arn'),
    DBInstanceClass: attribute('instance_class'),
    DBInstanceIdentifier: attribute('identifier'),
    DBParameterGroupName: attribute('db_parameter_group_name'),
    DBSubnetGroupName: attribute('db_subnet_group_name'),
    DbiResourceId: attribute('dbi_resource_id'),
    DeletionProtection: ofCluster('deletion_protection', orDefault(attribute('deletion_protection'), false)),
    EnableCloudwatchLogsExports: ofCluster(
      'enabled_cloudwatch_logs_exports',
      listOrNone('enabled_cloudwatch_logs_exports'),
    ),
    EnableIAMDatabaseAuthentication: ofCluster(
      'iam_database_authentication_enabled',
      orDefault(attribute('iam_database_authentication_enabled'), false),
    ),
    EnablePerformanceInsights: orDefault(attribute('performance_insights_enabled'), false),
    Engine: attribute('engine'),
    EngineVersion: attribute('engine_version'),
    KmsKeyId: ofCluster('kms_key_id', keyOf('kms_key_id', clusterEncrypted)),
    MonitoringInterval: orDefault(attribute('monitoring_interval'), 0),
    MonitoringRoleArn: unsetWhenNew(nonEmpty('monitoring_role_arn')),
    PromotionTier: attribute('promotion_tier'),
    PubliclyAccessible: attribute('publicly_accessible'),
    StorageEncrypted: ofCluster('storage_encrypted', clusterEncrypted),
    Tags: tagList(),
  },
  names: { DBClusterIdentifier: 'AWS::RDS::DBCluster' },
};

/** AWS::RDS::DBCluster. Backups are kept one day unless set (RDS API, CreateDBCluster BackupRetentionPeriod). */
export const dbCluster: TypeMapper = {
  type: 'AWS::RDS::DBCluster',
  terraform: ['aws_rds_cluster'],
  keys: ['cluster_identifier', 'id', 'arn'],
  alwaysSet: ['DBClusterIdentifier', 'DBClusterArn', 'DBClusterResourceId', 'Engine', 'EngineVersion'],
  properties: {
    AvailabilityZones: attribute('availability_zones'),
    BacktrackWindow: positive('backtrack_window'),
    BackupRetentionPeriod: orDefault(attribute('backup_retention_period'), 1),
    CopyTagsToSnapshot: orDefault(attribute('copy_tags_to_snapshot'), false),
    DBClusterArn: attribute('arn'),
    DBClusterIdentifier: attribute('cluster_identifier'),
    DBClusterParameterGroupName: attribute('db_cluster_parameter_group_name'),
    DBClusterResourceId: attribute('cluster_resource_id'),
    DBSubnetGroupName: attribute('db_subnet_group_name'),
    DatabaseName: unsetWhenNew(nonEmpty('database_name')),
    DeletionProtection: orDefault(attribute('deletion_protection'), false),
    EnableCloudwatchLogsExports: listOrNone('enabled_cloudwatch_logs_exports'),
    EnableHttpEndpoint: orDefault(attribute('enable_http_endpoint'), false),
    EnableIAMDatabaseAuthentication: orDefault(attribute('iam_database_authentication_enabled'), false),
    Engine: attribute('engine'),
    EngineMode: nonEmpty('engine_mode'),
    EngineVersion: attribute('engine_version'),
    KmsKeyId: keyOf('kms_key_id', clusterEncrypted),
    ManageMasterUserPassword: managedPassword,
    MasterUsername: attribute('master_username'),
    MasterUserPassword: secret(nonEmpty('master_password')),
    PerformanceInsightsEnabled: orDefault(attribute('performance_insights_enabled'), false),
    Port: attribute('port'),
    PreferredBackupWindow: attribute('preferred_backup_window'),
    PreferredMaintenanceWindow: attribute('preferred_maintenance_window'),
    SnapshotIdentifier: nonEmpty('snapshot_identifier'),
    StorageEncrypted: clusterEncrypted,
    StorageType: nonEmpty('storage_type'),
    VpcSecurityGroupIds: securityGroupIds,
    Tags: tagList(),
  },
  names: { KmsKeyId: 'AWS::KMS::Key' },
  item: {
    AvailabilityZones: reported('availabilityZones'),
    BacktrackWindow: reported('backtrackWindow'),
    BackupRetentionPeriod: reported('backupRetentionPeriod'),
    CopyTagsToSnapshot: reported('copyTagsToSnapshot'),
    DBClusterArn: reported('dbclusterArn'),
    DBClusterIdentifier: reported('dbclusterIdentifier'),
    DBClusterParameterGroupName: reported('dbclusterParameterGroup'),
    DBClusterResourceId: reported('dbClusterResourceId'),
    DBSubnetGroupName: reported('dbsubnetGroup'),
    DatabaseName: reported('databaseName'),
    DeletionProtection: reportedOrUnknown('deletionProtection'),
    EnableCloudwatchLogsExports: within('configuration', firstList('enabledCloudwatchLogsExports')),
    EnableHttpEndpoint: reported('httpEndpointEnabled'),
    EnableIAMDatabaseAuthentication: reported('iamdatabaseAuthenticationEnabled'),
    Engine: reported('engine'),
    EngineMode: reported('engineMode'),
    EngineVersion: reported('engineVersion'),
    KmsKeyId: reported('kmsKeyId'),
    MasterUsername: reported('masterUsername'),
    MultiAZ: reported('multiAZ'),
    PerformanceInsightsEnabled: reported('performanceInsightsEnabled'),
    Port: reported('port'),
    PreferredBackupWindow: reported('preferredBackupWindow'),
    PreferredMaintenanceWindow: reported('preferredMaintenanceWindow'),
    StorageEncrypted: reported('storageEncrypted'),
    StorageType: reported('storageType'),
    VpcSecurityGroupIds: within('configuration', each('vpcSecurityGroups', attribute('vpcSecurityGroupId'))),
    Tags: itemTags,
  },
};
