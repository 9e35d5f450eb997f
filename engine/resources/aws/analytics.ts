import {
  always,
  attribute,
  constant,
  converted,
  firstOf,
  nonEmpty,
  object,
  orAbsent,
  orDefault,
  positive,
  type Read,
  type TypeMapper,
  tagList,
  within,
} from '../mapper.ts';
import { attributes, defaulted, filled, filledMap, keyOf } from '../shapes.ts';
import { tagMap } from './storage.ts';

/** AWS::Glue::Job. */
export const glueJob: TypeMapper = {
  type: 'AWS::Glue::Job',
  terraform: ['aws_glue_job'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['Name', 'Role'],
  properties: {
    ...attributes({ Name: 'name', Role: 'role_arn', GlueVersion: 'glue_version', WorkerType: 'worker_type' }),
    ...filled({
      Description: 'description',
      SecurityConfiguration: 'security_configuration',
    }),
    DefaultArguments: filledMap('default_arguments'),
    NonOverridableArguments: filledMap('non_overridable_arguments'),
    Connections: object({ Connections: nonEmpty('connections') }),
    Command: within(
      'command',
      object({
        ...attributes({ Name: 'name', ScriptLocation: 'script_location' }),
        PythonVersion: attribute('python_version'),
      }),
    ),
    // None unless it is set (Glue API, CreateJob MaxRetries).
    MaxRetries: firstOf(attribute('max_retries'), always(0)),
    Timeout: attribute('timeout'),
    Tags: tagMap,
  },
  names: { Role: 'AWS::IAM::Role', SecurityConfiguration: 'AWS::Glue::SecurityConfiguration' },
};

const mode = (block: string, name: string, field: string): Read =>
  within(block, object({ [field]: orDefault(attribute(name), 'DISABLED'), KmsKeyArn: nonEmpty('kms_key_arn') }));

/** AWS::Glue::SecurityConfiguration. Source of defaults: provider documentation: every part DISABLED unless set. */
export const glueSecurity: TypeMapper = {
  type: 'AWS::Glue::SecurityConfiguration',
  terraform: ['aws_glue_security_configuration'],
  keys: ['name', 'id'],
  alwaysSet: ['Name', 'EncryptionConfiguration'],
  properties: {
    Name: attribute('name'),
    EncryptionConfiguration: within(
      'encryption_configuration',
      object({
        CloudWatchEncryption: mode('cloudwatch_encryption', 'cloudwatch_encryption_mode', 'CloudWatchEncryptionMode'),
        JobBookmarksEncryption: mode(
          'job_bookmarks_encryption',
          'job_bookmarks_encryption_mode',
          'JobBookmarksEncryptionMode',
        ),
        S3Encryptions: (at) => {
          const one = mode('s3_encryption', 's3_encryption_mode', 'S3EncryptionMode')(at);
          return one === undefined ? undefined : { kind: 'list', items: [one], at: one.at };
        },
      }),
    ),
  },
};

/** AWS::Glue::DataCatalogEncryptionSettings: of the account in a region. */
export const glueCatalogEncryption: TypeMapper = {
  type: 'AWS::Glue::DataCatalogEncryptionSettings',
  terraform: ['aws_glue_data_catalog_encryption_settings'],
  keys: ['id', 'catalog_id'],
  alwaysSet: ['CatalogId'],
  properties: {
    CatalogId: attribute('catalog_id'),
    DataCatalogEncryptionSettings: within(
      'data_catalog_encryption_settings',
      object({
        EncryptionAtRest: within(
          'encryption_at_rest',
          object({
            ...attributes({ CatalogEncryptionMode: 'catalog_encryption_mode' }),
            ...filled({ SseAwsKmsKeyId: 'sse_aws_kms_key_id' }),
          }),
        ),
        ConnectionPasswordEncryption: within(
          'connection_password_encryption',
          object({
            ...attributes({ ReturnConnectionPasswordEncrypted: 'return_connection_password_encrypted' }),
            ...filled({ KmsKeyId: 'aws_kms_key_id' }),
          }),
        ),
      }),
    ),
  },
};

/** AWS::Athena::WorkGroup. Source of defaults: Athena API, WorkGroupConfiguration: the group's settings are enforced. */
export const athenaWorkGroup: TypeMapper = {
  type: 'AWS::Athena::WorkGroup',
  terraform: ['aws_athena_workgroup'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['Name'],
  properties: {
    Name: attribute('name'),
    ...filled({ Description: 'description' }),
    ...defaulted({ State: ['state', 'ENABLED'] }),
    WorkGroupConfiguration: orAbsent(
      within(
        'configuration',
        object({
          ...defaulted({
            EnforceWorkGroupConfiguration: ['enforce_workgroup_configuration', true],
            PublishCloudWatchMetricsEnabled: ['publish_cloudwatch_metrics_enabled', true],
            RequesterPaysEnabled: ['requester_pays_enabled', false],
          }),
          BytesScannedCutoffPerQuery: positive('bytes_scanned_cutoff_per_query'),
          ResultConfiguration: within(
            'result_configuration',
            object({
              ...filled({ OutputLocation: 'output_location', ExpectedBucketOwner: 'expected_bucket_owner' }),
              EncryptionConfiguration: within(
                'encryption_configuration',
                object(filled({ EncryptionOption: 'encryption_option', KmsKey: 'kms_key_arn' })),
              ),
            }),
          ),
        }),
      ),
      { EnforceWorkGroupConfiguration: true, PublishCloudWatchMetricsEnabled: true, RequesterPaysEnabled: false },
    ),
    Tags: tagList(),
  },
};

/** AWS::StepFunctions::StateMachine. Source of defaults: Step Functions API, CreateStateMachine: no logs, no tracing. */
export const stateMachine: TypeMapper = {
  type: 'AWS::StepFunctions::StateMachine',
  terraform: ['aws_sfn_state_machine'],
  keys: ['arn', 'id', 'name'],
  alwaysSet: ['Arn', 'StateMachineName', 'RoleArn'],
  properties: {
    ...attributes({ Arn: 'arn', StateMachineName: 'name', RoleArn: 'role_arn', DefinitionString: 'definition' }),
    ...defaulted({ StateMachineType: ['type', 'STANDARD'] }),
    LoggingConfiguration: orDefault(
      within(
        'logging_configuration',
        object({
          ...defaulted({ Level: ['level', 'OFF'], IncludeExecutionData: ['include_execution_data', false] }),
          Destinations: (at) => {
            const arn = nonEmpty('log_destination')(at);
            if (arn === undefined) return undefined;
            const destination = object({ CloudWatchLogsLogGroup: object({ LogGroupArn: () => arn }) })(at);
            return destination === undefined ? undefined : { kind: 'list', items: [destination], at: arn.at };
          },
        }),
      ),
      { Level: 'OFF', IncludeExecutionData: false },
    ),
    TracingConfiguration: orDefault(
      within('tracing_configuration', object(defaulted({ Enabled: ['enabled', false] }))),
      {
        Enabled: false,
      },
    ),
    EncryptionConfiguration: orDefault(
      within('encryption_configuration', object({ Type: attribute('type'), KmsKeyId: nonEmpty('kms_key_id') })),
      { Type: 'AWS_OWNED_KEY' },
    ),
    Tags: tagList(),
  },
  names: { RoleArn: 'AWS::IAM::Role' },
};

/** AWS::SageMaker::NotebookInstance. Source of defaults: SageMaker API, CreateNotebookInstance: internet and root access on. */
export const notebookInstance: TypeMapper = {
  type: 'AWS::SageMaker::NotebookInstance',
  terraform: ['aws_sagemaker_notebook_instance'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['NotebookInstanceName', 'InstanceType', 'RoleArn'],
  properties: {
    ...attributes({ NotebookInstanceName: 'name', InstanceType: 'instance_type', RoleArn: 'role_arn' }),
    ...filled({
      KmsKeyId: 'kms_key_id',
      SubnetId: 'subnet_id',
      LifecycleConfigName: 'lifecycle_config_name',
      DefaultCodeRepository: 'default_code_repository',
    }),
    ...defaulted({
      DirectInternetAccess: ['direct_internet_access', 'Enabled'],
      RootAccess: ['root_access', 'Enabled'],
      VolumeSizeInGB: ['volume_size', 5],
    }),
    SecurityGroupIds: attribute('security_groups'),
    InstanceMetadataServiceConfiguration: within(
      'instance_metadata_service_configuration',
      object({ MinimumInstanceMetadataServiceVersion: attribute('minimum_instance_metadata_service_version') }),
    ),
    Tags: tagList(),
  },
  names: { KmsKeyId: 'AWS::KMS::Key', RoleArn: 'AWS::IAM::Role' },
};

/** Whether the key is another than AWS's own; AWS's own is not reported. */
const ownsKey: Read = converted('use_aws_owned_key', (isAws) => isAws === false);

/** AWS::AmazonMQ::Broker. Source of defaults: Amazon MQ API, CreateBroker; provider documentation of aws_mq_broker. */
export const mqBroker: TypeMapper = {
  type: 'AWS::AmazonMQ::Broker',
  terraform: ['aws_mq_broker'],
  keys: ['id', 'arn', 'broker_name'],
  alwaysSet: ['Id', 'Arn', 'BrokerName'],
  properties: {
    ...attributes({
      Id: 'id',
      Arn: 'arn',
      BrokerName: 'broker_name',
      EngineType: 'engine_type',
      EngineVersion: 'engine_version',
      HostInstanceType: 'host_instance_type',
    }),
    ...defaulted({
      AutoMinorVersionUpgrade: ['auto_minor_version_upgrade', false],
      DeploymentMode: ['deployment_mode', 'SINGLE_INSTANCE'],
      PubliclyAccessible: ['publicly_accessible', false],
    }),
    AuthenticationStrategy: orDefault(
      converted('authentication_strategy', (name) => (name === '' ? undefined : String(name).toUpperCase())),
      'SIMPLE',
    ),
    EncryptionOptions: orAbsent(
      within(
        'encryption_options',
        object({
          ...defaulted({ UseAwsOwnedKey: ['use_aws_owned_key', true] }),
          KmsKeyId: keyOf('kms_key_id', ownsKey),
        }),
      ),
      { UseAwsOwnedKey: true },
    ),
    Logs: orAbsent(within('logs', object({ General: orDefault(attribute('general'), false), Audit: auditLog })), {
      General: false,
      Audit: false,
    }),
    ...filled({ SecurityGroups: 'security_groups' }),
    SubnetIds: attribute('subnet_ids'),
    Tags: tagList(),
  },
};

/** The provider keeps the audit switch as text, where '' is not set. */
function auditLog(at: Parameters<Read>[0]) {
  const found = converted('audit', (value) => (value === 'true' ? true : value === 'false' ? false : value))(at);
  return found?.kind === 'value' && found.value === '' ? constant(false) : (found ?? constant(false));
}
