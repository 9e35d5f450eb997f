import { describe, expect, test } from 'vitest';
import { AWS_MAPPERS } from '../../engine/resources/aws/index.ts';
import { byId, extractFiles, extractTexts, unknownOf } from './load.ts';

type Row = readonly [id: string, want: { readonly [property: string]: unknown }];

const { resources } = extractFiles(['fixtures/projects/every-type/plan.json']);
const OPEN_POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
};

/** What the cloud fills in where a configuration says nothing. */
const UNSET: readonly Row[] = [
  ['aws_subnet.unset', { MapPublicIpOnLaunch: false, AssignIpv6AddressOnCreation: false }],
  ['aws_nat_gateway.unset', { ConnectivityType: 'public' }],
  ['aws_network_acl.unset', { Entries: [] }],
  ['aws_vpc_endpoint.unset', { PolicyDocument: { ...OPEN_POLICY, Version: '2008-10-17' }, VpcEndpointType: 'Gateway' }],
  ['aws_ec2_transit_gateway.unset', { AutoAcceptSharedAttachments: 'disable', DefaultRouteTableAssociation: 'enable' }],
  ['aws_elb.unset', { Scheme: 'internet-facing', AccessLoggingPolicy: { Enabled: false } }],
  ['aws_lb_target_group.unset', { TargetType: 'instance', Protocol: 'HTTP' }],
  ['aws_wafv2_web_acl.unset', { DefaultAction: { Allow: {} }, Rules: [] }],
  ['aws_route53_zone.unset', { Name: 'unset.example', VPCs: undefined, QueryLoggingConfig: undefined }],
  [
    'aws_autoscaling_group.unset',
    { HealthCheckType: 'EC2', LaunchTemplate: undefined, MixedInstancesPolicy: undefined },
  ],
  [
    'aws_launch_configuration.unset',
    { MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'optional' }, InstanceMonitoring: true },
  ],
  ['aws_lambda_function_url.unset', { AuthType: 'NONE', Cors: undefined }],
  ['aws_ecs_service.unset', { EnableExecuteCommand: false, SchedulingStrategy: 'REPLICA' }],
  [
    'aws_ecs_task_definition.unset',
    {
      ContainerDefinitions: [
        { Name: 'app', Image: 'app:1', LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': 'g' } } },
      ],
    },
  ],
  ['aws_eks_cluster.unset', { Logging: { ClusterLogging: { EnabledTypes: [] } }, EncryptionConfig: undefined }],
  ['aws_eks_node_group.unset', { CapacityType: 'ON_DEMAND', RemoteAccess: undefined }],
  [
    'aws_ecr_repository.unset',
    {
      ImageTagMutability: 'MUTABLE',
      ImageScanningConfiguration: { ScanOnPush: false },
      RepositoryPolicyText: undefined,
    },
  ],
  ['aws_efs_file_system.unset', { Encrypted: false, KmsKeyId: undefined, BackupPolicy: { Status: 'DISABLED' } }],
  ['aws_backup_vault.unset', { AccessPolicy: undefined, LockConfiguration: undefined }],
  [
    'aws_dynamodb_table.unset',
    {
      SSESpecification: { SSEEnabled: false },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
      DeletionProtectionEnabled: false,
    },
  ],
  [
    'aws_elasticache_replication_group.unset',
    { AtRestEncryptionEnabled: false, TransitEncryptionEnabled: false, SnapshotRetentionLimit: 0 },
  ],
  ['aws_elasticache_cluster.unset', { TransitEncryptionEnabled: false }],
  ['aws_redshift_cluster.unset', { Encrypted: false, PubliclyAccessible: true, LoggingProperties: undefined }],
  [
    'aws_opensearch_domain.unset',
    {
      EncryptionAtRestOptions: { Enabled: false },
      NodeToNodeEncryptionOptions: { Enabled: false },
      AccessPolicies: undefined,
      VPCOptions: undefined,
    },
  ],
  ['aws_elasticsearch_domain.unset', { EncryptionAtRestOptions: { Enabled: false }, ElasticsearchVersion: '1.5' }],
  ['aws_docdb_cluster.unset', { StorageEncrypted: false, BackupRetentionPeriod: 1, EnableCloudwatchLogsExports: [] }],
  ['aws_neptune_cluster.unset', { StorageEncrypted: false, IamAuthEnabled: false }],
  ['aws_neptune_cluster_instance.unset', { StorageEncrypted: false, PubliclyAccessible: false }],
  ['aws_iam_access_key.unset', { Status: 'Active' }],
  ['aws_acm_certificate.unset', { KeyAlgorithm: 'RSA_2048', ValidationMethod: 'DNS', Type: 'AMAZON_ISSUED' }],
  ['aws_secretsmanager_secret.unset', { KmsKeyId: undefined, RotationEnabled: false }],
  ['aws_dms_replication_instance.unset', { PubliclyAccessible: true, MultiAZ: false }],
  ['aws_cloudwatch_metric_alarm.unset', { ActionsEnabled: true, AlarmActions: undefined }],
  [
    'aws_config_configuration_recorder.unset',
    { Recording: false, RecordingGroup: expect.objectContaining({ AllSupported: true }) },
  ],
  ['aws_guardduty_detector.unset', { Enable: true, Features: [] }],
  ['aws_securityhub_account.unset', { EnableDefaultStandards: true }],
  ['aws_sns_topic.unset', { KmsMasterKeyId: undefined, FifoTopic: false }],
  ['aws_sqs_queue.unset', { SqsManagedSseEnabled: true, KmsMasterKeyId: undefined }],
  ['aws_kinesis_stream.unset', { StreamEncryption: undefined, RetentionPeriodHours: 24 }],
  [
    'aws_msk_cluster.unset',
    { EncryptionInfo: { EncryptionInTransit: { ClientBroker: 'TLS', InCluster: true } }, LoggingInfo: undefined },
  ],
  ['aws_api_gateway_stage.unset', { TracingEnabled: false, AccessLogSetting: undefined, MethodSettings: [] }],
  ['aws_apigatewayv2_stage.unset', { AccessLogSettings: undefined, AutoDeploy: false }],
  [
    'aws_cloudfront_distribution.unset',
    { DistributionConfig: expect.not.objectContaining({ Logging: expect.anything() }) },
  ],
  [
    'aws_athena_workgroup.unset',
    { WorkGroupConfiguration: expect.objectContaining({ EnforceWorkGroupConfiguration: true }) },
  ],
  [
    'aws_codebuild_project.unset',
    { Environment: expect.objectContaining({ PrivilegedMode: false }), Visibility: 'PRIVATE' },
  ],
  [
    'aws_sfn_state_machine.unset',
    { TracingConfiguration: { Enabled: false }, LoggingConfiguration: { Level: 'OFF', IncludeExecutionData: false } },
  ],
  ['aws_sagemaker_notebook_instance.unset', { DirectInternetAccess: 'Enabled', RootAccess: 'Enabled' }],
  ['aws_mq_broker.unset', { PubliclyAccessible: false, Logs: { General: false, Audit: false } }],
];

/** What a configuration sets, satellites included. */
const SET: readonly Row[] = [
  ['aws_subnet.set', { MapPublicIpOnLaunch: true }],
  ['aws_route_table.unset', { Routes: [{ DestinationCidrBlock: '0.0.0.0/0' }] }],
  [
    'aws_network_acl.set',
    {
      Entries: [
        { RuleNumber: 200, RuleAction: 'deny', Protocol: -1, Egress: false, CidrBlock: '0.0.0.0/0' },
        {
          ...{ RuleNumber: 100, RuleAction: 'allow', Protocol: 6, Egress: false, CidrBlock: '0.0.0.0/0' },
          PortRange: { From: 22, To: 22 },
        },
      ],
    },
  ],
  ['aws_vpc_endpoint.set', { PolicyDocument: { Version: '2012-10-17', Statement: [] } }],
  [
    'aws_elb.set',
    { Scheme: 'internal', AccessLoggingPolicy: { Enabled: true, S3BucketName: 'logs', EmitInterval: 60 } },
  ],
  ['aws_launch_configuration.set', { MetadataOptions: expect.objectContaining({ HttpTokens: 'required' }) }],
  [
    'aws_ecs_service.set',
    { NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'ENABLED', Subnets: ['subnet-1'] } } },
  ],
  [
    'aws_eks_cluster.set',
    {
      Logging: { ClusterLogging: { EnabledTypes: [{ Type: 'api' }, { Type: 'audit' }] } },
      EncryptionConfig: [{ Resources: ['secrets'], Provider: {} }],
    },
  ],
  ['aws_ecr_repository.set', { ImageTagMutability: 'IMMUTABLE', RepositoryPolicyText: OPEN_POLICY }],
  ['aws_efs_file_system.set', { Encrypted: true, BackupPolicy: { Status: 'ENABLED' }, FileSystemPolicy: OPEN_POLICY }],
  ['aws_backup_vault.set', { AccessPolicy: OPEN_POLICY }],
  ['aws_db_parameter_group.set', { Parameters: { 'rds.force_ssl': '1' } }],
  ['aws_dynamodb_table.set', { SSESpecification: { SSEEnabled: true }, ProvisionedThroughput: undefined }],
  ['aws_elasticache_replication_group.set', { AtRestEncryptionEnabled: true, TransitEncryptionEnabled: true }],
  ['aws_redshift_cluster.set', { Encrypted: true, LoggingProperties: { BucketName: 'logs' } }],
  [
    'aws_opensearch_domain.set',
    {
      AccessPolicies: OPEN_POLICY,
      EncryptionAtRestOptions: { Enabled: true },
      LogPublishingOptions: {
        AUDIT_LOGS: {
          Enabled: true,
          CloudWatchLogsLogGroupArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:search',
        },
      },
    },
  ],
  ['aws_iam_instance_profile.set', { Roles: ['some'] }],
  ['aws_secretsmanager_secret.set', { RotationEnabled: true, RotationRules: { AutomaticallyAfterDays: 30 } }],
  ['aws_secretsmanager_secret_policy.set', { ResourcePolicy: OPEN_POLICY }],
  ['aws_config_configuration_recorder.set', { Recording: true }],
  ['aws_guardduty_detector.set', { Enable: false, Features: [{ Name: 'S3_DATA_EVENTS', Status: 'ENABLED' }] }],
  ['aws_sns_topic.set/AWS::SNS::TopicPolicy', { PolicyDocument: OPEN_POLICY }],
  ['aws_sns_topic_policy.beside', { PolicyDocument: OPEN_POLICY }],
  ['aws_sqs_queue.set', { SqsManagedSseEnabled: false, RedrivePolicy: { maxReceiveCount: 3 } }],
  ['aws_sqs_queue_policy.set', { PolicyDocument: OPEN_POLICY }],
  ['aws_cloudwatch_event_bus.unset', { Policy: OPEN_POLICY }],
  ['aws_kinesis_stream.set', { StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } }],
  ['aws_msk_cluster.set', { EncryptionInfo: { EncryptionInTransit: { ClientBroker: 'PLAINTEXT', InCluster: true } } }],
  ['aws_api_gateway_rest_api.unset', { Policy: OPEN_POLICY, EndpointConfiguration: { Types: ['EDGE'] } }],
  [
    'aws_api_gateway_stage.set',
    {
      TracingEnabled: true,
      MethodSettings: [expect.objectContaining({ ResourcePath: '/*', HttpMethod: '*', LoggingLevel: 'INFO' })],
    },
  ],
  [
    'aws_cloudfront_distribution.set',
    {
      DistributionConfig: expect.objectContaining({
        Logging: { Bucket: 'logs.s3.amazonaws.com', IncludeCookies: false },
        ViewerCertificate: expect.objectContaining({ MinimumProtocolVersion: 'TLSv1.2_2021' }),
      }),
    },
  ],
  ['aws_sfn_state_machine.set', { LoggingConfiguration: expect.objectContaining({ Level: 'ALL' }) }],
];

describe.each([
  ['nothing set', UNSET],
  ['set', SET],
] as const)('every type, %s', (_, rows) => {
  test.each(rows)('%s', (id, want) => {
    const { properties } = byId(resources, id);
    for (const [property, value] of Object.entries(want)) expect(properties[property], property).toEqual(value);
  });
});

test('every mapper has a resource in a plan of ours', () => {
  const plans = ['every-type', 'policies-and-references', 'satellites', 'dynamic-blocks', 'webshop-open'];
  const found = new Set(
    plans.flatMap((name) =>
      extractFiles([`fixtures/projects/${name}/plan.json`]).resources.map((resource) => resource.nativeType),
    ),
  );
  const missing = Object.values(AWS_MAPPERS).filter(({ terraform }) => !terraform.some((type) => found.has(type)));
  expect(missing.map(({ type }) => type)).toEqual([]);
});

test('a policy that a topic carries refers to it; a queue without one has none of its own', () => {
  expect(byId(resources, 'aws_sns_topic.set/AWS::SNS::TopicPolicy').references).toEqual({
    Topics: ['aws_sns_topic.set'],
  });
  const carried = resources.filter(({ derived }) => derived === 'split').map(({ id }) => id);
  expect(carried).toEqual(['aws_sns_topic.set/AWS::SNS::TopicPolicy']);
});

describe('blocks of a number that is not known yet', () => {
  const dynamic = extractFiles(['fixtures/projects/dynamic-blocks/plan.json']).resources;
  const CASES: readonly { readonly note: string; readonly id: string; readonly unknown: string }[] = [
    { note: 'rules alone', id: 'aws_security_group.dyn', unknown: 'SecurityGroupIngress[...]' },
    { note: 'rules beside a written one', id: 'aws_security_group.partial', unknown: 'SecurityGroupIngress[...]' },
    { note: 'a block that is not computed', id: 'aws_lambda_function.dyn', unknown: 'VpcConfig' },
    { note: 'one with a default of the cloud', id: 'aws_ecr_repository.dyn', unknown: 'ImageScanningConfiguration' },
    {
      note: 'one within another',
      id: 'aws_cloudfront_distribution.dyn',
      unknown: 'DistributionConfig.Origins.0.CustomOriginConfig',
    },
    {
      note: 'rules of a satellite',
      id: 'aws_s3_bucket.dyn',
      unknown: 'BucketEncryption.ServerSideEncryptionConfiguration',
    },
    { note: 'lifecycle rules of a satellite', id: 'aws_s3_bucket.dyn', unknown: 'LifecycleConfiguration.Rules' },
    { note: 'statements', id: 'aws_iam_policy.dyn', unknown: 'PolicyDocument.Statement[...]' },
    { note: 'principals of a statement', id: 'aws_iam_policy.part', unknown: 'PolicyDocument.Statement.1.Principal' },
    {
      note: 'content of one known block',
      id: 'aws_launch_configuration.content',
      unknown: 'MetadataOptions.HttpTokens',
    },
  ];
  test.each(CASES)('$note ($id)', ({ id, unknown }) => {
    const told = unknownOf(byId(dynamic, id)).map((line) => line.split(' ')[0]);
    expect(told).toContain(unknown);
  });

  test('a known number leaves nothing open', () => {
    const { properties, unknown } = byId(dynamic, 'aws_security_group.known');
    expect(properties.SecurityGroupIngress).toHaveLength(1);
    expect(unknown.map(({ path }) => path[0])).not.toContain('SecurityGroupIngress');
  });

  test('a statement that allows everything is told beside what is not known', () => {
    expect(byId(dynamic, 'aws_iam_policy.part').properties.PolicyDocument).toMatchObject({
      Statement: [{ Effect: 'Allow', Action: '*', Resource: ['*'] }, { Action: 's3:Get' }],
    });
  });
});

describe('Config items of older types', () => {
  const item = (resourceType: string, configuration: object, more: object = {}) => ({
    ...{ resourceType, resourceId: 'x', awsAccountId: '123456789012', awsRegion: 'eu-west-1', tags: {}, configuration },
    ...more,
  });
  const ITEMS: readonly (readonly [note: string, item: object, type: string, want: object])[] = [
    [
      'a subnet',
      item('AWS::EC2::Subnet', { subnetId: 'subnet-1', vpcId: 'vpc-1', mapPublicIpOnLaunch: true }),
      'AWS::EC2::Subnet',
      { SubnetId: 'subnet-1', MapPublicIpOnLaunch: true },
    ],
    [
      'a table encrypted by KMS',
      item('AWS::DynamoDB::Table', { tableName: 't', ssedescription: { status: 'ENABLED', kmsmasterKeyArn: 'arn:k' } }),
      'AWS::DynamoDB::Table',
      { TableName: 't', SSESpecification: { SSEEnabled: true, KMSMasterKeyId: 'arn:k' }, BillingMode: 'PROVISIONED' },
    ],
    [
      'a cluster',
      item('AWS::Redshift::Cluster', { clusterIdentifier: 'c', encrypted: false, publiclyAccessible: true }),
      'AWS::Redshift::Cluster',
      { ClusterIdentifier: 'c', Encrypted: false, PubliclyAccessible: true },
    ],
    [
      'a certificate, under its name in CloudFormation',
      item('AWS::ACM::Certificate', { certificateArn: 'arn:c', domainName: 'a.example', keyAlgorithm: 'RSA_2048' }),
      'AWS::CertificateManager::Certificate',
      { Id: 'arn:c', KeyAlgorithm: 'RSA_2048' },
    ],
    [
      'a domain',
      item('AWS::Elasticsearch::Domain', {
        ...{ domainName: 'd', encryptionAtRestOptions: { enabled: true } },
        logPublishingOptions: { AUDIT_LOGS: { enabled: true } },
      }),
      'AWS::Elasticsearch::Domain',
      { EncryptionAtRestOptions: { Enabled: true }, LogPublishingOptions: { AUDIT_LOGS: { Enabled: true } } },
    ],
    [
      'a distribution',
      item('AWS::CloudFront::Distribution', {
        id: 'E1',
        distributionConfig: {
          enabled: true,
          defaultCacheBehavior: { targetOriginId: 'o', viewerProtocolPolicy: 'allow-all' },
          logging: { enabled: false },
        },
      }),
      'AWS::CloudFront::Distribution',
      {
        DistributionConfig: {
          Enabled: true,
          DefaultCacheBehavior: { TargetOriginId: 'o', ViewerProtocolPolicy: 'allow-all' },
        },
      },
    ],
    [
      'a network ACL',
      item('AWS::EC2::NetworkAcl', {
        networkAclId: 'acl-1',
        entries: [{ ruleNumber: 100, protocol: '6', ruleAction: 'allow', egress: false, cidrBlock: '0.0.0.0/0' }],
      }),
      'AWS::EC2::NetworkAcl',
      { Entries: [{ RuleNumber: 100, RuleAction: 'allow', Protocol: 6, Egress: false, CidrBlock: '0.0.0.0/0' }] },
    ],
    [
      'an HTTP API',
      item('AWS::ApiGatewayV2::Stage', { stageName: 's', accessLogSettings: { destinationArn: 'arn:l' } }),
      'AWS::ApiGatewayV2::Stage',
      { StageName: 's', AccessLogSettings: { DestinationArn: 'arn:l' } },
    ],
    [
      'a project',
      item('AWS::CodeBuild::Project', { name: 'p', environment: { privilegedMode: true } }),
      'AWS::CodeBuild::Project',
      { Name: 'p', Environment: { PrivilegedMode: true } },
    ],
  ];
  test.each(ITEMS)('%s', (_, one, type, want) => {
    const { resources: found } = extractTexts({ 'i.json': JSON.stringify({ configurationItems: [one] }) });
    expect(found[0]?.type).toBe(type);
    expect(found[0]?.properties).toMatchObject(want);
  });

  test('an older item of a type that has no reads for it shows nothing', () => {
    const one = item('AWS::SQS::Queue', { queueName: 'q', kmsMasterKeyId: 'k' });
    const { resources: found } = extractTexts({ 'i.json': JSON.stringify({ configurationItems: [one] }) });
    expect(found[0]?.properties).toEqual({});
    expect(found[0]?.unknown.map(({ path }) => path[0])).toContain('KmsMasterKeyId');
  });
});
