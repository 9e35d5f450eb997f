import { isObject } from '../json.ts';
import {
  attribute,
  eachBlock,
  itemTags,
  nonEmpty,
  object,
  orDefault,
  type Read,
  reported,
  type TypeMapper,
  tagList,
  within,
} from '../mapper.ts';
import { parseEncoded } from '../policy-document.ts';
import { copy, step, unknownAt, withValue } from '../traced.ts';

const imageConfig = object({
  Command: nonEmpty('command'),
  EntryPoint: nonEmpty('entry_point'),
  WorkingDirectory: nonEmpty('working_directory'),
});

/** Concurrency is reported in a part of its own; -1 means unreserved, which CloudFormation writes as absent. */
const reservedConcurrency: Read = (at) => {
  const part = step(step(at, 'supplementaryConfiguration'), 'Concurrency');
  const value = parseEncoded(part.value);
  return isObject(value) ? copy(step(withValue(part, value), 'reservedConcurrentExecutions')) : undefined;
};

/**
 * AWS::Lambda::Function.
 * Defaults of new functions (Lambda API, CreateFunction): tracing PassThrough, 512 MB of storage, x86_64.
 */
export const lambdaFunction: TypeMapper = {
  type: 'AWS::Lambda::Function',
  terraform: ['aws_lambda_function'],
  keys: ['function_name', 'arn', 'id'],
  alwaysSet: ['Arn', 'FunctionName', 'Role'],
  properties: {
    Arn: attribute('arn'),
    FunctionName: attribute('function_name'),
    Description: nonEmpty('description'),
    Role: attribute('role'),
    Runtime: nonEmpty('runtime'),
    Handler: nonEmpty('handler'),
    PackageType: attribute('package_type'),
    Architectures: orDefault(attribute('architectures'), ['x86_64']),
    Code: object({
      S3Bucket: nonEmpty('s3_bucket'),
      S3Key: nonEmpty('s3_key'),
      S3ObjectVersion: nonEmpty('s3_object_version'),
      ImageUri: nonEmpty('image_uri'),
    }),
    CodeSigningConfigArn: nonEmpty('code_signing_config_arn'),
    DeadLetterConfig: within('dead_letter_config', object({ TargetArn: attribute('target_arn') })),
    Environment: within('environment', object({ Variables: attribute('variables') })),
    EphemeralStorage: orDefault(within('ephemeral_storage', object({ Size: attribute('size') })), { Size: 512 }),
    FileSystemConfigs: eachBlock(
      'file_system_config',
      object({ Arn: attribute('arn'), LocalMountPath: attribute('local_mount_path') }),
    ),
    ImageConfig: within('image_config', imageConfig),
    KmsKeyArn: nonEmpty('kms_key_arn'),
    Layers: nonEmpty('layers'),
    MemorySize: attribute('memory_size'),
    ReservedConcurrentExecutions: withoutMinusOne('reserved_concurrent_executions'),
    SnapStart: within('snap_start', object({ ApplyOn: attribute('apply_on') })),
    Timeout: attribute('timeout'),
    TracingConfig: orDefault(within('tracing_config', object({ Mode: attribute('mode') })), { Mode: 'PassThrough' }),
    VpcConfig: within(
      'vpc_config',
      object({ SecurityGroupIds: nonEmpty('security_group_ids'), SubnetIds: nonEmpty('subnet_ids') }),
    ),
    Tags: tagList(),
  },
  names: { Role: 'AWS::IAM::Role', KmsKeyArn: 'AWS::KMS::Key' },
  item: {
    Arn: reported('functionArn'),
    FunctionName: reported('functionName'),
    Description: reported('description'),
    Role: reported('role'),
    Runtime: reported('runtime'),
    Handler: reported('handler'),
    PackageType: reported('packageType'),
    Architectures: reported('architectures'),
    DeadLetterConfig: within(
      'configuration',
      within('deadLetterConfig', object({ TargetArn: attribute('targetArn') })),
    ),
    EphemeralStorage: within('configuration', within('ephemeralStorage', object({ Size: attribute('size') }))),
    Environment: within('configuration', (at) =>
      isObject(step(at, 'environment').value)
        ? within('environment', object({ Variables: attribute('variables') }))(at)
        : unknownAt(step(at, 'environment'), 'not-reported'),
    ),
    FileSystemConfigs: within(
      'configuration',
      eachBlock('fileSystemConfigs', object({ Arn: attribute('arn'), LocalMountPath: attribute('localMountPath') })),
    ),
    KmsKeyArn: reported('kmskeyArn'),
    Layers: within('configuration', eachBlock('layers', attribute('arn'))),
    MemorySize: reported('memorySize'),
    ReservedConcurrentExecutions: reservedConcurrency,
    Timeout: reported('timeout'),
    TracingConfig: within('configuration', within('tracingConfig', object({ Mode: attribute('mode') }))),
    VpcConfig: within(
      'configuration',
      within('vpcConfig', object({ SecurityGroupIds: nonEmpty('securityGroupIds'), SubnetIds: nonEmpty('subnetIds') })),
    ),
    Tags: itemTags,
  },
};

/** 0 switches a function off and stays; -1 is not set. */
function withoutMinusOne(name: string): Read {
  return (at) => (step(at, name).value === -1 ? undefined : attribute(name)(at));
}

/** AWS::Lambda::Permission: a statement of a function's resource policy. */
export const lambdaPermission: TypeMapper = {
  type: 'AWS::Lambda::Permission',
  terraform: ['aws_lambda_permission'],
  keys: ['id'],
  alwaysSet: ['FunctionName', 'Action', 'Principal', 'Id'],
  properties: {
    Action: attribute('action'),
    EventSourceToken: nonEmpty('event_source_token'),
    FunctionName: attribute('function_name'),
    FunctionUrlAuthType: nonEmpty('function_url_auth_type'),
    Id: attribute('statement_id'),
    Principal: attribute('principal'),
    PrincipalOrgID: nonEmpty('principal_org_id'),
    SourceAccount: nonEmpty('source_account'),
    SourceArn: nonEmpty('source_arn'),
  },
  names: { FunctionName: 'AWS::Lambda::Function' },
};
