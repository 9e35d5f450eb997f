import {
  attribute,
  eachBlock,
  itemTags,
  object,
  orAbsent,
  type Read,
  reported,
  type TypeMapper,
  tagList,
  within,
} from '../mapper.ts';
import { attributes, defaulted, filled, ifSet, reportedAs } from '../shapes.ts';

const artifacts = object({
  ...attributes({ Type: 'type' }),
  ...filled({
    Location: 'location',
    Name: 'name',
    Packaging: 'packaging',
    Path: 'path',
    ArtifactIdentifier: 'artifact_identifier',
  }),
  ...defaulted({ EncryptionDisabled: ['encryption_disabled', false] }),
});

const source = object({
  ...attributes({ Type: 'type', InsecureSsl: 'insecure_ssl', ReportBuildStatus: 'report_build_status' }),
  ...filled({ BuildSpec: 'buildspec', Location: 'location' }),
  Auth: within('auth', object(attributes({ Type: 'type', Resource: 'resource' }))),
});

const buildLogs = object({
  CloudWatchLogs: orAbsent(
    within(
      'cloudwatch_logs',
      object({
        ...defaulted({ Status: ['status', 'ENABLED'] }),
        ...filled({ GroupName: 'group_name', StreamName: 'stream_name' }),
      }),
    ),
    { Status: 'ENABLED' },
  ),
  S3Logs: orAbsent(
    within(
      's3_logs',
      object({
        ...defaulted({ Status: ['status', 'DISABLED'], EncryptionDisabled: ['encryption_disabled', false] }),
        ...filled({ Location: 'location' }),
      }),
    ),
    { Status: 'DISABLED', EncryptionDisabled: false },
  ),
});

/**
 * AWS::CodeBuild::Project. Source of defaults: CodeBuild API, CreateProject: logs go to CloudWatch, artifacts are
 * encrypted, builds are not privileged, the project is private.
 */
export const codeBuildProject: TypeMapper = {
  type: 'AWS::CodeBuild::Project',
  terraform: ['aws_codebuild_project'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['Arn', 'Name', 'ServiceRole'],
  properties: {
    ...attributes({ Arn: 'arn', Name: 'name', ServiceRole: 'service_role' }),
    ...ifSet({ Description: 'description' }),
    EncryptionKey: attribute('encryption_key'),
    ...defaulted({
      Visibility: ['project_visibility', 'PRIVATE'],
      TimeoutInMinutes: ['build_timeout', 60],
      BadgeEnabled: ['badge_enabled', false],
    }),
    Artifacts: within('artifacts', artifacts),
    SecondaryArtifacts: eachBlock('secondary_artifacts', artifacts),
    Source: within('source', source),
    SecondarySources: eachBlock('secondary_sources', source),
    Environment: within(
      'environment',
      object({
        ...attributes({ ComputeType: 'compute_type', Image: 'image', Type: 'type' }),
        ...defaulted({
          PrivilegedMode: ['privileged_mode', false],
          ImagePullCredentialsType: ['image_pull_credentials_type', 'CODEBUILD'],
        }),
        EnvironmentVariables: eachBlock(
          'environment_variable',
          object({ ...attributes({ Name: 'name', Value: 'value' }), ...defaulted({ Type: ['type', 'PLAINTEXT'] }) }),
        ),
      }),
    ),
    LogsConfig: orAbsent(within('logs_config', buildLogs), {
      CloudWatchLogs: { Status: 'ENABLED' },
      S3Logs: { Status: 'DISABLED', EncryptionDisabled: false },
    }),
    VpcConfig: within(
      'vpc_config',
      object(attributes({ VpcId: 'vpc_id', Subnets: 'subnets', SecurityGroupIds: 'security_group_ids' })),
    ),
    Tags: tagList(),
  },
  names: { ServiceRole: 'AWS::IAM::Role', EncryptionKey: 'AWS::KMS::Key' },
  item: {
    ...reportedAs({
      Arn: 'arn',
      Name: 'name',
      ServiceRole: 'serviceRole',
      Description: 'description',
      EncryptionKey: 'encryptionKey',
    }),
    TimeoutInMinutes: reported('timeoutInMinutes'),
    Artifacts: within('configuration', within('artifacts', itemArtifacts())),
    SecondaryArtifacts: within('configuration', eachBlock('secondaryArtifacts', itemArtifacts())),
    Source: within('configuration', within('source', itemSource())),
    SecondarySources: within('configuration', eachBlock('secondarySources', itemSource())),
    Environment: within(
      'configuration',
      within(
        'environment',
        object({
          ...filled({
            ComputeType: 'computeType',
            Image: 'image',
            Type: 'type',
            PrivilegedMode: 'privilegedMode',
            ImagePullCredentialsType: 'imagePullCredentialsType',
          }),
          EnvironmentVariables: eachBlock(
            'environmentVariables',
            object(attributes({ Name: 'name', Type: 'type', Value: 'value' })),
          ),
        }),
      ),
    ),
    LogsConfig: within(
      'configuration',
      within(
        'logsConfig',
        object({
          CloudWatchLogs: within(
            'cloudWatchLogs',
            object(filled({ Status: 'status', GroupName: 'groupName', StreamName: 'streamName' })),
          ),
          S3Logs: within(
            's3Logs',
            object(filled({ Status: 'status', Location: 'location', EncryptionDisabled: 'encryptionDisabled' })),
          ),
        }),
      ),
    ),
    VpcConfig: within(
      'configuration',
      within('vpcConfig', object(filled({ VpcId: 'vpcId', Subnets: 'subnets', SecurityGroupIds: 'securityGroupIds' }))),
    ),
    Tags: itemTags,
  },
};

function itemArtifacts(): Read {
  return object(
    filled({
      Type: 'type',
      Location: 'location',
      Name: 'name',
      Packaging: 'packaging',
      Path: 'path',
      EncryptionDisabled: 'encryptionDisabled',
      ArtifactIdentifier: 'artifactIdentifier',
    }),
  );
}

function itemSource(): Read {
  return object({
    ...filled({
      Type: 'type',
      Location: 'location',
      BuildSpec: 'buildSpec',
      InsecureSsl: 'insecureSsl',
      ReportBuildStatus: 'reportBuildStatus',
    }),
    Auth: within('auth', object(filled({ Type: 'type', Resource: 'resource' }))),
  });
}
