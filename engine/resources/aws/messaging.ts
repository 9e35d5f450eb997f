import {
  attribute,
  constant,
  converted,
  firstOf,
  listOfOne,
  nameOf,
  nonEmpty,
  object,
  orAbsent,
  orDefault,
  positive,
  type Read,
  type TypeMapper,
  tagList,
  when,
  within,
} from '../mapper.ts';
import { policyDocument } from '../policy-document.ts';
import { attributes, defaulted, filled, ifSet, jsonText, worded } from '../shapes.ts';
import { step } from '../traced.ts';

/** A policy that the resource carries itself, where a configuration or the last refresh tells it. */
function carried(owner: string, name: string, identity: string): Read {
  return (at) => {
    const document = policyDocument(name)(at);
    const isTold = document !== undefined && (document.kind !== 'unknown' || at.native.isConfigured([name]));
    return isTold ? object({ [owner]: listOfOne(attribute(identity)), PolicyDocument: () => document })(at) : undefined;
  };
}

/** AWS::SNS::Topic. Without a key messages are not encrypted at rest (SNS Developer Guide, "Data encryption"). */
export const snsTopic: TypeMapper = {
  type: 'AWS::SNS::Topic',
  identity: 'TopicArn',
  terraform: ['aws_sns_topic'],
  keys: ['arn', 'id', 'name'],
  alwaysSet: ['TopicArn', 'TopicName'],
  properties: {
    ...attributes({ TopicArn: 'arn', TopicName: 'name' }),
    ...filled({ DisplayName: 'display_name', KmsMasterKeyId: 'kms_master_key_id' }),
    ...defaulted({
      FifoTopic: ['fifo_topic', false],
      ContentBasedDeduplication: ['content_based_deduplication', false],
    }),
    // Version 1 unless another is set; the provider writes 0 where SNS reports none (SNS API, SetTopicAttributes).
    SignatureVersion: orDefault(
      converted('signature_version', (version) => (version === 0 ? '1' : String(version))),
      '1',
    ),
    ...ifSet({ TracingConfig: 'tracing_config' }),
    Tags: tagList(),
  },
  split: [
    {
      type: 'AWS::SNS::TopicPolicy',
      from: 'terraform',
      owner: 'Topics',
      beside: ['aws_sns_topic_policy', 'arn'],
      read: carried('Topics', 'policy', 'arn'),
    },
  ],
  names: { KmsMasterKeyId: 'AWS::KMS::Key' },
};

/** AWS::SNS::TopicPolicy. */
export const snsTopicPolicy: TypeMapper = {
  type: 'AWS::SNS::TopicPolicy',
  terraform: ['aws_sns_topic_policy'],
  keys: ['id'],
  alwaysSet: ['Topics', 'PolicyDocument'],
  properties: { Topics: listOfOne(attribute('arn')), PolicyDocument: policyDocument('policy') },
  names: { Topics: 'AWS::SNS::Topic' },
};

/** AWS::SNS::Subscription. */
export const snsSubscription: TypeMapper = {
  type: 'AWS::SNS::Subscription',
  terraform: ['aws_sns_topic_subscription'],
  keys: ['arn', 'id'],
  alwaysSet: ['Arn', 'TopicArn', 'Protocol'],
  properties: {
    ...attributes({ Arn: 'arn', TopicArn: 'topic_arn', Protocol: 'protocol', Endpoint: 'endpoint' }),
    ...filled({ SubscriptionRoleArn: 'subscription_role_arn' }),
    ...defaulted({ RawMessageDelivery: ['raw_message_delivery', false] }),
    FilterPolicy: jsonText('filter_policy'),
    RedrivePolicy: jsonText('redrive_policy'),
  },
  names: { TopicArn: 'AWS::SNS::Topic' },
};

/**
 * Encryption with SQS's own keys, on for new queues without a key (Amazon SQS Developer Guide, "Encryption at rest":
 * new queues use SSE-SQS by default); a queue with a KMS key has that instead.
 */
const managedSse: Read = (at) => {
  const key = step(at, 'kms_master_key_id');
  const hasKey = (typeof key.value === 'string' && key.value !== '') || key.unknown === true;
  return orDefault(attribute('sqs_managed_sse_enabled'), () => constant(!hasKey))(at);
};

/** AWS::SQS::Queue. Source of defaults: SQS API, CreateQueue. */
export const sqsQueue: TypeMapper = {
  type: 'AWS::SQS::Queue',
  identity: 'QueueUrl',
  terraform: ['aws_sqs_queue'],
  keys: ['url', 'id', 'arn', 'name'],
  alwaysSet: ['Arn', 'QueueName', 'QueueUrl'],
  properties: {
    ...attributes({ Arn: 'arn', QueueName: 'name', QueueUrl: 'url' }),
    ...filled({ KmsMasterKeyId: 'kms_master_key_id' }),
    SqsManagedSseEnabled: managedSse,
    ...defaulted({
      KmsDataKeyReusePeriodSeconds: ['kms_data_key_reuse_period_seconds', 300],
      DelaySeconds: ['delay_seconds', 0],
      FifoQueue: ['fifo_queue', false],
      ContentBasedDeduplication: ['content_based_deduplication', false],
      MaximumMessageSize: ['max_message_size', 262144],
      MessageRetentionPeriod: ['message_retention_seconds', 345600],
      ReceiveMessageWaitTimeSeconds: ['receive_wait_time_seconds', 0],
      VisibilityTimeout: ['visibility_timeout_seconds', 30],
    }),
    RedrivePolicy: orDefault(jsonText('redrive_policy'), () => undefined),
    RedriveAllowPolicy: orDefault(jsonText('redrive_allow_policy'), () => undefined),
    Tags: tagList(),
  },
  split: [
    {
      type: 'AWS::SQS::QueuePolicy',
      from: 'terraform',
      owner: 'Queues',
      beside: ['aws_sqs_queue_policy', 'queue_url'],
      read: carried('Queues', 'policy', 'url'),
    },
  ],
  names: { KmsMasterKeyId: 'AWS::KMS::Key' },
};

/** AWS::SQS::QueuePolicy. */
export const sqsQueuePolicy: TypeMapper = {
  type: 'AWS::SQS::QueuePolicy',
  terraform: ['aws_sqs_queue_policy'],
  keys: ['id'],
  alwaysSet: ['Queues', 'PolicyDocument'],
  properties: {
    Queues: listOfOne(nameOf('queue_url', 'aws_sqs_queue', 'url')),
    PolicyDocument: policyDocument('policy'),
  },
  names: { Queues: 'AWS::SQS::Queue' },
};

/** AWS::Events::EventBus. */
export const eventBus: TypeMapper = {
  type: 'AWS::Events::EventBus',
  identity: 'Name',
  terraform: ['aws_cloudwatch_event_bus'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['Arn', 'Name'],
  properties: {
    ...attributes({ Arn: 'arn', Name: 'name' }),
    ...filled({
      Description: 'description',
      EventSourceName: 'event_source_name',
      KmsKeyIdentifier: 'kms_key_identifier',
    }),
    DeadLetterConfig: within('dead_letter_config', object(filled({ Arn: 'arn' }))),
    Tags: tagList(),
  },
  satellites: [
    {
      terraform: 'aws_cloudwatch_event_bus_policy',
      owner: 'event_bus_name',
      property: 'Policy',
      read: policyDocument('policy'),
    },
  ],
  names: { KmsKeyIdentifier: 'AWS::KMS::Key' },
};

/** AWS::Events::Rule. Source of defaults: EventBridge API, PutRule: enabled. */
export const eventRule: TypeMapper = {
  type: 'AWS::Events::Rule',
  identity: 'Name',
  terraform: ['aws_cloudwatch_event_rule'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['Arn', 'Name'],
  properties: {
    ...attributes({ Arn: 'arn', Name: 'name' }),
    ...filled({
      Description: 'description',
      EventBusName: 'event_bus_name',
      ScheduleExpression: 'schedule_expression',
      RoleArn: 'role_arn',
    }),
    EventPattern: jsonText('event_pattern'),
    // `is_enabled` is the older switch beside `state`.
    State: when(
      (at) => step(at, 'is_enabled').value === false,
      () => constant('DISABLED'),
      orDefault(firstOf(nonEmpty('state'), worded('is_enabled', 'ENABLED', 'DISABLED')), 'ENABLED'),
    ),
    Tags: tagList(),
  },
  satellites: [
    {
      terraform: 'aws_cloudwatch_event_target',
      owner: 'rule',
      property: 'Targets',
      read: listOfOne(
        object({
          ...attributes({ Arn: 'arn', Id: 'target_id' }),
          ...filled({ Input: 'input', InputPath: 'input_path', RoleArn: 'role_arn' }),
          DeadLetterConfig: within('dead_letter_config', object(filled({ Arn: 'arn' }))),
        }),
      ),
      union: true,
    },
  ],
};

/** AWS::Kinesis::Stream. Source of defaults: Kinesis API, CreateStream: not encrypted, 24 hours of retention. */
export const kinesisStream: TypeMapper = {
  type: 'AWS::Kinesis::Stream',
  terraform: ['aws_kinesis_stream'],
  keys: ['name', 'arn', 'id'],
  alwaysSet: ['Arn', 'Name'],
  properties: {
    ...attributes({ Arn: 'arn', Name: 'name' }),
    ...defaulted({ RetentionPeriodHours: ['retention_period', 24] }),
    ShardCount: positive('shard_count'),
    // CloudFormation leaves encryption out where there is none.
    StreamEncryption: when(
      (at) => step(at, 'encryption_type').value === 'NONE' || step(at, 'encryption_type').value === undefined,
      (at) =>
        step(at, 'encryption_type').unknown === true
          ? object({ EncryptionType: attribute('encryption_type') })(at)
          : undefined,
      object({ EncryptionType: attribute('encryption_type'), KeyId: nonEmpty('kms_key_id') }),
    ),
    StreamModeDetails: orDefault(within('stream_mode_details', object(attributes({ StreamMode: 'stream_mode' }))), {
      StreamMode: 'PROVISIONED',
    }),
    Tags: tagList(),
  },
  names: { 'StreamEncryption.KeyId': 'AWS::KMS::Key' },
};

const s3Destination = object({
  ...attributes({ BucketARN: 'bucket_arn', RoleARN: 'role_arn' }),
  ...filled({ Prefix: 'prefix', ErrorOutputPrefix: 'error_output_prefix', CompressionFormat: 'compression_format' }),
  EncryptionConfiguration: (at) => {
    const key = nonEmpty('kms_key_arn')(at);
    return key === undefined
      ? constant({ NoEncryptionConfig: 'NoEncryption' })
      : object({ KMSEncryptionConfig: object({ AWSKMSKeyARN: () => key }) })(at);
  },
  CloudWatchLoggingOptions: orDefault(
    within(
      'cloudwatch_logging_options',
      object({
        ...attributes({ Enabled: 'enabled' }),
        ...filled({ LogGroupName: 'log_group_name', LogStreamName: 'log_stream_name' }),
      }),
    ),
    { Enabled: false },
  ),
});

/** AWS::KinesisFirehose::DeliveryStream; `SSE` off unless the block says otherwise (Firehose API, CreateDeliveryStream). */
export const firehose: TypeMapper = {
  type: 'AWS::KinesisFirehose::DeliveryStream',
  terraform: ['aws_kinesis_firehose_delivery_stream'],
  keys: ['name', 'arn', 'id'],
  alwaysSet: ['Arn', 'DeliveryStreamName'],
  properties: {
    ...attributes({ Arn: 'arn', DeliveryStreamName: 'name' }),
    DeliveryStreamType: when(
      (at) => step(step(at, 'kinesis_source_configuration'), 0).value !== undefined,
      () => constant('KinesisStreamAsSource'),
      when(
        (at) => step(step(at, 'msk_source_configuration'), 0).value !== undefined,
        () => constant('MSKAsSource'),
        () => constant('DirectPut'),
      ),
    ),
    DeliveryStreamEncryptionConfigurationInput: within('server_side_encryption', (at) =>
      step(at, 'enabled').value === false
        ? undefined
        : object({ KeyType: attribute('key_type'), KeyARN: nonEmpty('key_arn') })(at),
    ),
    KinesisStreamSourceConfiguration: within(
      'kinesis_source_configuration',
      object(attributes({ KinesisStreamARN: 'kinesis_stream_arn', RoleARN: 'role_arn' })),
    ),
    ExtendedS3DestinationConfiguration: within('extended_s3_configuration', s3Destination),
    Tags: tagList(),
  },
};

const sasl = within(
  'sasl',
  object({
    Iam: object({ Enabled: orAbsent(attribute('iam'), false) }),
    Scram: object({ Enabled: orAbsent(attribute('scram'), false) }),
  }),
);

/**
 * AWS::MSK::Cluster. Source of defaults: MSK API, EncryptionInTransit: TLS to clients, and between brokers; at rest with
 * the account's own key. Provider documentation of aws_msk_cluster, client_broker.
 */
export const mskCluster: TypeMapper = {
  type: 'AWS::MSK::Cluster',
  terraform: ['aws_msk_cluster'],
  keys: ['arn', 'id', 'cluster_name'],
  alwaysSet: ['Arn', 'ClusterName', 'KafkaVersion'],
  properties: {
    ...attributes({
      Arn: 'arn',
      ClusterName: 'cluster_name',
      KafkaVersion: 'kafka_version',
      NumberOfBrokerNodes: 'number_of_broker_nodes',
    }),
    ...defaulted({ EnhancedMonitoring: ['enhanced_monitoring', 'DEFAULT'] }),
    BrokerNodeGroupInfo: within(
      'broker_node_group_info',
      object({
        ...attributes({
          ClientSubnets: 'client_subnets',
          InstanceType: 'instance_type',
          SecurityGroups: 'security_groups',
        }),
        ConnectivityInfo: orDefault(
          within(
            'connectivity_info',
            object({
              PublicAccess: orDefault(within('public_access', object(attributes({ Type: 'type' }))), {
                Type: 'DISABLED',
              }),
            }),
          ),
          { PublicAccess: { Type: 'DISABLED' } },
        ),
      }),
    ),
    ClientAuthentication: within(
      'client_authentication',
      object({
        Sasl: sasl,
        Tls: within('tls', object(filled({ CertificateAuthorityArnList: 'certificate_authority_arns' }))),
        Unauthenticated: object({ Enabled: attribute('unauthenticated') }),
      }),
    ),
    EncryptionInfo: orAbsent(
      within(
        'encryption_info',
        object({
          EncryptionAtRest: object({
            DataVolumeKMSKeyId: orDefault(nonEmpty('encryption_at_rest_kms_key_arn'), () => undefined),
          }),
          EncryptionInTransit: orAbsent(
            within(
              'encryption_in_transit',
              object(attributes({ ClientBroker: 'client_broker', InCluster: 'in_cluster' })),
            ),
            { ClientBroker: 'TLS', InCluster: true },
          ),
        }),
      ),
      { EncryptionInTransit: { ClientBroker: 'TLS', InCluster: true } },
    ),
    LoggingInfo: within(
      'logging_info',
      object({
        BrokerLogs: within(
          'broker_logs',
          object({
            CloudWatchLogs: within(
              'cloudwatch_logs',
              object({ ...attributes({ Enabled: 'enabled' }), ...filled({ LogGroup: 'log_group' }) }),
            ),
            Firehose: within(
              'firehose',
              object({ ...attributes({ Enabled: 'enabled' }), ...filled({ DeliveryStream: 'delivery_stream' }) }),
            ),
            S3: within(
              's3',
              object({ ...attributes({ Enabled: 'enabled' }), ...filled({ Bucket: 'bucket', Prefix: 'prefix' }) }),
            ),
          }),
        ),
      }),
    ),
    Tags: tagList(),
  },
};
