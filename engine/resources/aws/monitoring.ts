import { isObject } from '../json.ts';
import {
  attribute,
  constant,
  each,
  eachBlock,
  itemTags,
  nonEmpty,
  object,
  orDefault,
  positive,
  type Read,
  type TypeMapper,
  tagList,
  unsetWhenNew,
  within,
} from '../mapper.ts';
import { attributes, defaulted, filled, reportedAs } from '../shapes.ts';
import { originOf, step, type Traced } from '../traced.ts';

/** Dimensions, a map in Terraform, as CloudFormation lists them. */
function dimensions(at: Parameters<Read>[0]): Traced | undefined {
  const map = step(at, 'dimensions');
  if (!isObject(map.value)) return attribute('dimensions')(at);
  const items = Object.keys(map.value).flatMap((name): Traced[] => {
    const value = attribute(name)(map);
    if (value === undefined) return [];
    return [
      {
        kind: 'object',
        fields: [
          ['Name', constant(name)],
          ['Value', value],
        ],
        at: originOf(step(map, name)),
      },
    ];
  });
  return items.length === 0 ? undefined : { kind: 'list', items, at: originOf(map) };
}

const metric = within(
  'metric',
  object({
    Metric: object({
      ...attributes({ MetricName: 'metric_name' }),
      ...filled({ Namespace: 'namespace' }),
      Dimensions: dimensions,
    }),
    ...attributes({ Period: 'period', Stat: 'stat' }),
    ...filled({ Unit: 'unit' }),
  }),
);

/** AWS::CloudWatch::Alarm. Source of defaults: CloudWatch API, PutMetricAlarm: actions are on, missing data is missing. */
export const alarm: TypeMapper = {
  type: 'AWS::CloudWatch::Alarm',
  terraform: ['aws_cloudwatch_metric_alarm'],
  keys: ['alarm_name', 'id', 'arn'],
  alwaysSet: ['Arn', 'AlarmName'],
  properties: {
    ...attributes({ Arn: 'arn', AlarmName: 'alarm_name', ComparisonOperator: 'comparison_operator' }),
    ...attributes({ EvaluationPeriods: 'evaluation_periods', Threshold: 'threshold', Period: 'period' }),
    ...defaulted({ ActionsEnabled: ['actions_enabled', true], TreatMissingData: ['treat_missing_data', 'missing'] }),
    ...filled({
      AlarmDescription: 'alarm_description',
      AlarmActions: 'alarm_actions',
      InsufficientDataActions: 'insufficient_data_actions',
      OKActions: 'ok_actions',
      MetricName: 'metric_name',
      Namespace: 'namespace',
      Statistic: 'statistic',
      ExtendedStatistic: 'extended_statistic',
      Unit: 'unit',
      ThresholdMetricId: 'threshold_metric_id',
    }),
    DatapointsToAlarm: positive('datapoints_to_alarm'),
    Dimensions: dimensions,
    Metrics: eachBlock(
      'metric_query',
      object({
        ...attributes({ Id: 'id', ReturnData: 'return_data' }),
        ...filled({ Expression: 'expression', Label: 'label', AccountId: 'account_id' }),
        MetricStat: metric,
      }),
    ),
    Tags: tagList(),
  },
  names: { AlarmActions: 'AWS::SNS::Topic' },
  item: {
    ...reportedAs({
      Arn: 'alarmArn',
      AlarmName: 'alarmName',
      ComparisonOperator: 'comparisonOperator',
      EvaluationPeriods: 'evaluationPeriods',
      Threshold: 'threshold',
      Period: 'period',
      ActionsEnabled: 'actionsEnabled',
      TreatMissingData: 'treatMissingData',
      AlarmDescription: 'alarmDescription',
      AlarmActions: 'alarmActions',
      InsufficientDataActions: 'insufficientDataActions',
      OKActions: 'okactions',
      MetricName: 'metricName',
      Namespace: 'namespace',
      Statistic: 'statistic',
      ExtendedStatistic: 'extendedStatistic',
      DatapointsToAlarm: 'datapointsToAlarm',
      Unit: 'unit',
      ThresholdMetricId: 'thresholdMetricId',
    }),
    Dimensions: within('configuration', eachBlock('dimensions', object(attributes({ Name: 'name', Value: 'value' })))),
    Tags: itemTags,
  },
};

/** AWS::Logs::MetricFilter. */
export const metricFilter: TypeMapper = {
  type: 'AWS::Logs::MetricFilter',
  terraform: ['aws_cloudwatch_log_metric_filter'],
  keys: ['id', 'name'],
  alwaysSet: ['FilterName', 'LogGroupName', 'FilterPattern'],
  properties: {
    ...attributes({ FilterName: 'name', LogGroupName: 'log_group_name', FilterPattern: 'pattern' }),
    MetricTransformations: each(
      'metric_transformation',
      object({
        ...attributes({ MetricName: 'name', MetricNamespace: 'namespace', MetricValue: 'value' }),
        DefaultValue: nonEmpty('default_value'),
        Unit: nonEmpty('unit'),
      }),
    ),
  },
  names: { LogGroupName: 'AWS::Logs::LogGroup' },
};

const recordingGroup = object({
  ...attributes({
    AllSupported: 'all_supported',
    IncludeGlobalResourceTypes: 'include_global_resource_types',
  }),
  ...filled({ ResourceTypes: 'resource_types' }),
  ExclusionByResourceTypes: unsetWhenNew(
    within('exclusion_by_resource_types', object(filled({ ResourceTypes: 'resource_types' }))),
  ),
  RecordingStrategy: within('recording_strategy', object(filled({ UseOnly: 'use_only' }))),
});

/**
 * AWS::Config::ConfigurationRecorder; `Recording` is an extension (Config API, ConfigurationRecorderStatus), since a
 * recorder that Terraform makes stands still until it is started. Source of defaults: Config API, RecordingGroup.
 */
export const configRecorder: TypeMapper = {
  type: 'AWS::Config::ConfigurationRecorder',
  identity: 'Name',
  terraform: ['aws_config_configuration_recorder'],
  keys: ['name', 'id'],
  alwaysSet: ['Name', 'RoleARN'],
  properties: {
    ...attributes({ Name: 'name', RoleARN: 'role_arn' }),
    RecordingGroup: orDefault(within('recording_group', recordingGroup), {
      AllSupported: true,
      IncludeGlobalResourceTypes: false,
    }),
    RecordingMode: orDefault(
      within('recording_mode', object(attributes({ RecordingFrequency: 'recording_frequency' }))),
      {
        RecordingFrequency: 'CONTINUOUS',
      },
    ),
  },
  defaults: { Recording: false },
  satellites: [
    {
      terraform: 'aws_config_configuration_recorder_status',
      owner: 'name',
      property: 'Recording',
      read: attribute('is_enabled'),
    },
  ],
  names: { RoleARN: 'AWS::IAM::Role' },
};

/** AWS::Config::DeliveryChannel. */
export const deliveryChannel: TypeMapper = {
  type: 'AWS::Config::DeliveryChannel',
  terraform: ['aws_config_delivery_channel'],
  keys: ['name', 'id'],
  alwaysSet: ['Name', 'S3BucketName'],
  properties: {
    ...attributes({ Name: 'name', S3BucketName: 's3_bucket_name' }),
    ...filled({ S3KeyPrefix: 's3_key_prefix', S3KmsKeyArn: 's3_kms_key_arn', SnsTopicARN: 'sns_topic_arn' }),
    ConfigSnapshotDeliveryProperties: within(
      'snapshot_delivery_properties',
      object(filled({ DeliveryFrequency: 'delivery_frequency' })),
    ),
  },
  names: { S3BucketName: 'AWS::S3::Bucket', SnsTopicARN: 'AWS::SNS::Topic', S3KmsKeyArn: 'AWS::KMS::Key' },
};

/** AWS::GuardDuty::Detector. Source of defaults: GuardDuty API, CreateDetector; provider documentation, enable. */
export const guardDutyDetector: TypeMapper = {
  type: 'AWS::GuardDuty::Detector',
  identity: 'Id',
  terraform: ['aws_guardduty_detector'],
  keys: ['id', 'arn'],
  alwaysSet: ['Id'],
  properties: {
    Id: attribute('id'),
    ...defaulted({
      Enable: ['enable', true],
      FindingPublishingFrequency: ['finding_publishing_frequency', 'SIX_HOURS'],
    }),
    DataSources: within(
      'datasources',
      object({
        S3Logs: within('s3_logs', object(attributes({ Enable: 'enable' }))),
        Kubernetes: within(
          'kubernetes',
          object({ AuditLogs: within('audit_logs', object(attributes({ Enable: 'enable' }))) }),
        ),
      }),
    ),
    Tags: tagList(),
  },
  satellites: [
    {
      terraform: 'aws_guardduty_detector_feature',
      owner: 'detector_id',
      property: 'Features',
      read: (at) => {
        const one = object(attributes({ Name: 'name', Status: 'status' }))(at);
        return { kind: 'list', items: one === undefined ? [] : [one], at: originOf(at) };
      },
      union: true,
    },
  ],
};

/** AWS::SecurityHub::Hub. Source of defaults: Security Hub API, EnableSecurityHub. */
export const securityHub: TypeMapper = {
  type: 'AWS::SecurityHub::Hub',
  terraform: ['aws_securityhub_account'],
  keys: ['id', 'arn'],
  alwaysSet: ['ARN'],
  properties: {
    ARN: attribute('arn'),
    ...defaulted({
      AutoEnableControls: ['auto_enable_controls', true],
      ControlFindingGenerator: ['control_finding_generator', 'SECURITY_CONTROL'],
      EnableDefaultStandards: ['enable_default_standards', true],
    }),
  },
};

/** AWS::AccessAnalyzer::Analyzer. */
export const accessAnalyzer: TypeMapper = {
  type: 'AWS::AccessAnalyzer::Analyzer',
  terraform: ['aws_accessanalyzer_analyzer'],
  keys: ['arn', 'id', 'analyzer_name'],
  alwaysSet: ['Arn', 'AnalyzerName', 'Type'],
  properties: {
    ...attributes({ Arn: 'arn', AnalyzerName: 'analyzer_name' }),
    Type: orDefault(attribute('type'), 'ACCOUNT'),
    Tags: tagList(),
  },
};
