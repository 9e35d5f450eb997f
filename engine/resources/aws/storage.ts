import { isObject } from '../json.ts';
import {
  always,
  attribute,
  constant,
  eachBlock,
  firstOf,
  nonEmpty,
  object,
  orDefault,
  positive,
  type Read,
  type TypeMapper,
  tagList,
  within,
} from '../mapper.ts';
import { policyDocument } from '../policy-document.ts';
import { attributes, defaulted, filled, ifSet, keyOf } from '../shapes.ts';
import { type Cursor, copy, isUnknown, step, unknownAt } from '../traced.ts';

const TRANSITIONS = {
  TransitionToIA: 'transition_to_ia',
  TransitionToArchive: 'transition_to_archive',
  TransitionToPrimaryStorageClass: 'transition_to_primary_storage_class',
};

/**
 * AWS::EFS::FileSystem. Source of defaults: EFS API, CreateFileSystem: not encrypted unless asked for, generalPurpose,
 * bursting; automatic backups are off through the API.
 */
export const efsFileSystem: TypeMapper = {
  type: 'AWS::EFS::FileSystem',
  identity: 'FileSystemId',
  terraform: ['aws_efs_file_system'],
  keys: ['id', 'arn'],
  alwaysSet: ['FileSystemId', 'Arn'],
  properties: {
    ...attributes({ FileSystemId: 'id', Arn: 'arn' }),
    ...defaulted({
      Encrypted: ['encrypted', false],
      PerformanceMode: ['performance_mode', 'generalPurpose'],
      ThroughputMode: ['throughput_mode', 'bursting'],
    }),
    KmsKeyId: keyOf('kms_key_id', orDefault(attribute('encrypted'), false)),
    ...ifSet({ AvailabilityZoneName: 'availability_zone_name' }),
    ProvisionedThroughputInMibps: positive('provisioned_throughput_in_mibps'),
    LifecyclePolicies: eachBlock('lifecycle_policy', object(filled(TRANSITIONS))),
    FileSystemTags: tagList(),
  },
  defaults: { BackupPolicy: { Status: 'DISABLED' } },
  satellites: [
    {
      terraform: 'aws_efs_file_system_policy',
      owner: 'file_system_id',
      property: 'FileSystemPolicy',
      read: policyDocument('policy'),
    },
    {
      terraform: 'aws_efs_backup_policy',
      owner: 'file_system_id',
      property: 'BackupPolicy',
      read: within('backup_policy', object(attributes({ Status: 'status' }))),
    },
  ],
  names: { KmsKeyId: 'AWS::KMS::Key' },
};

/** AWS::EFS::AccessPoint. */
export const efsAccessPoint: TypeMapper = {
  type: 'AWS::EFS::AccessPoint',
  terraform: ['aws_efs_access_point'],
  keys: ['id', 'arn'],
  alwaysSet: ['AccessPointId', 'Arn', 'FileSystemId'],
  properties: {
    ...attributes({ AccessPointId: 'id', Arn: 'arn', FileSystemId: 'file_system_id' }),
    PosixUser: within(
      'posix_user',
      object({ ...attributes({ Uid: 'uid', Gid: 'gid' }), ...filled({ SecondaryGids: 'secondary_gids' }) }),
    ),
    RootDirectory: orDefault(within('root_directory', object({ Path: orDefault(attribute('path'), '/') })), {
      Path: '/',
    }),
    AccessPointTags: tagList(),
  },
  names: { FileSystemId: 'AWS::EFS::FileSystem' },
};

/** Days until a lock can no longer be changed; a lock without them can always be removed. */
const lock = object({
  ChangeableForDays: positive('changeable_for_days'),
  MaxRetentionDays: positive('max_retention_days'),
  MinRetentionDays: positive('min_retention_days'),
});

/** AWS::Backup::BackupVault. */
export const backupVault: TypeMapper = {
  type: 'AWS::Backup::BackupVault',
  identity: 'BackupVaultName',
  terraform: ['aws_backup_vault'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['BackupVaultArn', 'BackupVaultName', 'EncryptionKeyArn'],
  properties: {
    ...attributes({ BackupVaultArn: 'arn', BackupVaultName: 'name', EncryptionKeyArn: 'kms_key_arn' }),
    BackupVaultTags: tagMap,
  },
  satellites: [
    {
      terraform: 'aws_backup_vault_policy',
      owner: 'backup_vault_name',
      property: 'AccessPolicy',
      read: policyDocument('policy'),
    },
    {
      terraform: 'aws_backup_vault_lock_configuration',
      owner: 'backup_vault_name',
      property: 'LockConfiguration',
      read: (at) => lock(at) ?? constant({}),
    },
  ],
  names: { EncryptionKeyArn: 'AWS::KMS::Key' },
};

/** No tags, which the provider writes as null or as an empty map. */
function isEmpty({ value, unknown }: Cursor): boolean {
  return unknown !== true && (value === undefined || (isObject(value) && Object.keys(value).length === 0));
}

/** Tags that CloudFormation keeps as a map. */
export function tagMap(at: Parameters<Read>[0]) {
  const all = step(at, 'tags_all');
  if (!isUnknown(all))
    return isEmpty(all) && isEmpty(step(at, 'tags')) ? undefined : (copy(all) ?? copy(step(at, 'tags')));
  const own = nonEmpty('tags')(at);
  return own?.kind === 'unknown' || all.native.isConfigured(['tags']) !== false ? (own ?? unknownAt(all)) : undefined;
}

const lifecycle = within(
  'lifecycle',
  object({ MoveToColdStorageAfterDays: positive('cold_storage_after'), DeleteAfterDays: positive('delete_after') }),
);

/** AWS::Backup::BackupPlan. */
export const backupPlan: TypeMapper = {
  type: 'AWS::Backup::BackupPlan',
  terraform: ['aws_backup_plan'],
  keys: ['id', 'arn'],
  alwaysSet: ['BackupPlanArn', 'BackupPlanId', 'BackupPlan'],
  properties: {
    ...attributes({ BackupPlanArn: 'arn', BackupPlanId: 'id' }),
    BackupPlan: object({
      BackupPlanName: attribute('name'),
      BackupPlanRule: eachBlock(
        'rule',
        object({
          ...attributes({ RuleName: 'rule_name', TargetBackupVault: 'target_vault_name' }),
          ...filled({ ScheduleExpression: 'schedule' }),
          EnableContinuousBackup: firstOf(attribute('enable_continuous_backup'), always(false)),
          Lifecycle: lifecycle,
          CopyActions: eachBlock(
            'copy_action',
            object({ DestinationBackupVaultArn: attribute('destination_vault_arn'), Lifecycle: lifecycle }),
          ),
        }),
      ),
    }),
    BackupPlanTags: tagMap,
  },
};

/** AWS::Backup::BackupSelection. */
export const backupSelection: TypeMapper = {
  type: 'AWS::Backup::BackupSelection',
  terraform: ['aws_backup_selection'],
  keys: ['id'],
  alwaysSet: ['SelectionId', 'BackupPlanId', 'BackupSelection'],
  properties: {
    ...attributes({ SelectionId: 'id', BackupPlanId: 'plan_id' }),
    BackupSelection: object({
      ...attributes({ SelectionName: 'name', IamRoleArn: 'iam_role_arn' }),
      ...filled({ Resources: 'resources' }),
      ...ifSet({ NotResources: 'not_resources' }),
      ListOfTags: eachBlock(
        'selection_tag',
        object(attributes({ ConditionType: 'type', ConditionKey: 'key', ConditionValue: 'value' })),
      ),
    }),
  },
  names: { BackupPlanId: 'AWS::Backup::BackupPlan' },
};
