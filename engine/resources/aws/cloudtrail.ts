import {
  attribute,
  converted,
  eachBlock,
  itemTags,
  nonEmpty,
  object,
  orDefault,
  reported,
  type TypeMapper,
  tagList,
  unsetWhenNew,
} from '../mapper.ts';

const fieldSelector = object({
  Field: attribute('field'),
  Equals: nonEmpty('equals'),
  NotEquals: nonEmpty('not_equals'),
  StartsWith: nonEmpty('starts_with'),
  NotStartsWith: nonEmpty('not_starts_with'),
  EndsWith: nonEmpty('ends_with'),
  NotEndsWith: nonEmpty('not_ends_with'),
});

/**
 * AWS::CloudTrail::Trail. Config does not say whether the trail is switched on.
 * Defaults of new trails: one region, no validation, global service events on, logging on (provider documentation of
 * aws_cloudtrail; CloudTrail API, CreateTrail).
 */
export const cloudTrail: TypeMapper = {
  type: 'AWS::CloudTrail::Trail',
  terraform: ['aws_cloudtrail'],
  keys: ['name', 'arn', 'id'],
  alwaysSet: ['Arn', 'TrailName', 'S3BucketName'],
  properties: {
    Arn: attribute('arn'),
    TrailName: attribute('name'),
    S3BucketName: attribute('s3_bucket_name'),
    S3KeyPrefix: nonEmpty('s3_key_prefix'),
    SnsTopicName: nonEmpty('sns_topic_name'),
    SnsTopicArn: unsetWhenNew(nonEmpty('sns_topic_arn')),
    KMSKeyId: nonEmpty('kms_key_id'),
    CloudWatchLogsLogGroupArn: nonEmpty('cloud_watch_logs_group_arn'),
    CloudWatchLogsRoleArn: nonEmpty('cloud_watch_logs_role_arn'),
    EnableLogFileValidation: orDefault(attribute('enable_log_file_validation'), false),
    IncludeGlobalServiceEvents: orDefault(attribute('include_global_service_events'), true),
    IsLogging: orDefault(attribute('enable_logging'), true),
    IsMultiRegionTrail: orDefault(attribute('is_multi_region_trail'), false),
    IsOrganizationTrail: orDefault(attribute('is_organization_trail'), false),
    EventSelectors: eachBlock(
      'event_selector',
      object({
        IncludeManagementEvents: attribute('include_management_events'),
        ReadWriteType: attribute('read_write_type'),
        ExcludeManagementEventSources: nonEmpty('exclude_management_event_sources'),
        DataResources: eachBlock('data_resource', object({ Type: attribute('type'), Values: attribute('values') })),
      }),
    ),
    AdvancedEventSelectors: eachBlock(
      'advanced_event_selector',
      object({ Name: nonEmpty('name'), FieldSelectors: eachBlock('field_selector', fieldSelector) }),
    ),
    InsightSelectors: eachBlock('insight_selector', object({ InsightType: attribute('insight_type') })),
    Tags: tagList(),
  },
  names: {
    S3BucketName: 'AWS::S3::Bucket',
    KMSKeyId: 'AWS::KMS::Key',
    CloudWatchLogsLogGroupArn: 'AWS::Logs::LogGroup',
  },
  item: {
    Arn: reported('trailARN'),
    TrailName: reported('name'),
    S3BucketName: reported('s3BucketName'),
    S3KeyPrefix: reported('s3KeyPrefix'),
    SnsTopicName: reported('snsTopicName'),
    SnsTopicArn: reported('snsTopicARN'),
    KMSKeyId: reported('kmsKeyId'),
    CloudWatchLogsLogGroupArn: reported('cloudWatchLogsLogGroupArn'),
    CloudWatchLogsRoleArn: reported('cloudWatchLogsRoleArn'),
    EnableLogFileValidation: reported('logFileValidationEnabled'),
    IncludeGlobalServiceEvents: reported('includeGlobalServiceEvents'),
    IsMultiRegionTrail: reported('isMultiRegionTrail'),
    IsOrganizationTrail: reported('isOrganizationTrail'),
    Tags: itemTags,
  },
};

/** AWS::Logs::LogGroup; retention 0 keeps for ever, which CloudFormation writes as absent. */
export const logGroup: TypeMapper = {
  type: 'AWS::Logs::LogGroup',
  terraform: ['aws_cloudwatch_log_group'],
  keys: ['arn', 'name', 'id'],
  alwaysSet: ['Arn', 'LogGroupName'],
  properties: {
    Arn: attribute('arn'),
    LogGroupName: attribute('name'),
    KmsKeyId: nonEmpty('kms_key_id'),
    LogGroupClass: orDefault(nonEmpty('log_group_class'), 'STANDARD'),
    RetentionInDays: converted('retention_in_days', (days) => (days === 0 ? undefined : days)),
    Tags: tagList(),
  },
  names: { KmsKeyId: 'AWS::KMS::Key' },
};
