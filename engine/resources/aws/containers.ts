import type { JsonValue } from '../../inputs/index.ts';
import { isList, isObject, MAX_WALK_DEPTH, objectOf } from '../json.ts';
import {
  always,
  attribute,
  constant,
  convertAt,
  converted,
  each,
  eachBlock,
  firstOf,
  nonEmpty,
  object,
  orAbsent,
  type Read,
  type TypeMapper,
  tagList,
  within,
} from '../mapper.ts';
import { policyDocument } from '../policy-document.ts';
import { attributes, defaulted, filled, keyOf, worded } from '../shapes.ts';
import { step } from '../traced.ts';

const executeCommand = within(
  'execute_command_configuration',
  object({
    ...filled({ KmsKeyId: 'kms_key_id', Logging: 'logging' }),
    LogConfiguration: within(
      'log_configuration',
      object({
        ...attributes({
          CloudWatchEncryptionEnabled: 'cloud_watch_encryption_enabled',
          S3EncryptionEnabled: 's3_bucket_encryption_enabled',
        }),
        ...filled({
          CloudWatchLogGroupName: 'cloud_watch_log_group_name',
          S3BucketName: 's3_bucket_name',
          S3KeyPrefix: 's3_key_prefix',
        }),
      }),
    ),
  }),
);

/** AWS::ECS::Cluster. What a new cluster's settings are is the account's choice: they are computed and not known. */
export const ecsCluster: TypeMapper = {
  type: 'AWS::ECS::Cluster',
  identity: 'ClusterName',
  terraform: ['aws_ecs_cluster'],
  keys: ['name', 'arn', 'id'],
  alwaysSet: ['Arn', 'ClusterName'],
  properties: {
    ...attributes({ Arn: 'arn', ClusterName: 'name' }),
    ClusterSettings: each('setting', object(attributes({ Name: 'name', Value: 'value' }))),
    Configuration: within('configuration', object({ ExecuteCommandConfiguration: executeCommand })),
    ServiceConnectDefaults: within('service_connect_defaults', object(attributes({ Namespace: 'namespace' }))),
    Tags: tagList(),
  },
  satellites: [
    {
      terraform: 'aws_ecs_cluster_capacity_providers',
      owner: 'cluster_name',
      property: 'CapacityProviders',
      read: attribute('capacity_providers'),
    },
  ],
};

/** AWS::ECS::Service. Source of defaults: ECS API, CreateService, AwsVpcConfiguration AssignPublicIp. */
export const ecsService: TypeMapper = {
  type: 'AWS::ECS::Service',
  terraform: ['aws_ecs_service'],
  keys: ['id', 'name'],
  alwaysSet: ['ServiceArn', 'ServiceName'],
  properties: {
    ...attributes({ ServiceArn: 'id', ServiceName: 'name', Cluster: 'cluster', PlatformVersion: 'platform_version' }),
    ...filled({ TaskDefinition: 'task_definition' }),
    LaunchType: attribute('launch_type'),
    DesiredCount: attribute('desired_count'),
    ...defaulted({
      EnableECSManagedTags: ['enable_ecs_managed_tags', false],
      EnableExecuteCommand: ['enable_execute_command', false],
      SchedulingStrategy: ['scheduling_strategy', 'REPLICA'],
    }),
    NetworkConfiguration: within(
      'network_configuration',
      object({
        AwsvpcConfiguration: object({
          AssignPublicIp: firstOf(worded('assign_public_ip', 'ENABLED', 'DISABLED'), always('DISABLED')),
          ...filled({ SecurityGroups: 'security_groups' }),
          Subnets: attribute('subnets'),
        }),
      }),
    ),
    LoadBalancers: eachBlock(
      'load_balancer',
      object({
        ...attributes({ ContainerName: 'container_name', ContainerPort: 'container_port' }),
        ...filled({ LoadBalancerName: 'elb_name', TargetGroupArn: 'target_group_arn' }),
      }),
    ),
    DeploymentConfiguration: object({
      ...attributes({
        MaximumPercent: 'deployment_maximum_percent',
        MinimumHealthyPercent: 'deployment_minimum_healthy_percent',
      }),
      DeploymentCircuitBreaker: within(
        'deployment_circuit_breaker',
        object(attributes({ Enable: 'enable', Rollback: 'rollback' })),
      ),
    }),
    CapacityProviderStrategy: eachBlock(
      'capacity_provider_strategy',
      object(attributes({ CapacityProvider: 'capacity_provider', Base: 'base', Weight: 'weight' })),
    ),
    Tags: tagList(),
  },
  names: { Cluster: 'AWS::ECS::Cluster', TaskDefinition: 'AWS::ECS::TaskDefinition' },
};

/** Maps of the user's own keys within a container definition: their keys stay as they are. */
const OWN_KEYS: ReadonlySet<string> = new Set(['options', 'dockerLabels', 'driverOpts', 'labels']);

/** The API's camel case in CloudFormation's casing. */
function pascal(value: JsonValue, depth = 0): JsonValue {
  if (depth > MAX_WALK_DEPTH) return value;
  if (isList(value)) return value.map((item) => pascal(item, depth + 1));
  if (!isObject(value)) return value;
  return objectOf(
    Object.keys(value)
      .filter((key) => value[key] !== null)
      .map((key): [string, JsonValue] => {
        const inner = value[key] as JsonValue;
        return [key.charAt(0).toUpperCase() + key.slice(1), OWN_KEYS.has(key) ? inner : pascal(inner, depth + 1)];
      }),
  );
}

/** Container definitions are JSON text in Terraform. Source: ECS API, ContainerDefinition. */
const containers: Read = (at) =>
  convertAt(step(at, 'container_definitions'), (text) => {
    if (typeof text !== 'string') return pascal(text);
    try {
      return pascal(JSON.parse(text) as JsonValue);
    } catch {
      return text;
    }
  });

const efsVolume = within(
  'efs_volume_configuration',
  object({
    FilesystemId: attribute('file_system_id'),
    ...filled({ RootDirectory: 'root_directory' }),
    // Source: ECS API, EFSVolumeConfiguration transitEncryption: DISABLED unless set.
    TransitEncryption: firstOf(nonEmpty('transit_encryption'), always('DISABLED')),
    AuthorizationConfig: within(
      'authorization_config',
      object(filled({ AccessPointId: 'access_point_id', IAM: 'iam' })),
    ),
  }),
);

/** AWS::ECS::TaskDefinition. */
export const ecsTaskDefinition: TypeMapper = {
  type: 'AWS::ECS::TaskDefinition',
  terraform: ['aws_ecs_task_definition'],
  keys: ['arn', 'arn_without_revision', 'family', 'id'],
  alwaysSet: ['TaskDefinitionArn', 'Family', 'ContainerDefinitions'],
  properties: {
    ...attributes({ TaskDefinitionArn: 'arn', Family: 'family' }),
    ContainerDefinitions: containers,
    ...filled({
      Cpu: 'cpu',
      Memory: 'memory',
      ExecutionRoleArn: 'execution_role_arn',
      TaskRoleArn: 'task_role_arn',
      IpcMode: 'ipc_mode',
      PidMode: 'pid_mode',
      RequiresCompatibilities: 'requires_compatibilities',
    }),
    NetworkMode: attribute('network_mode'),
    RuntimePlatform: within(
      'runtime_platform',
      object(filled({ CpuArchitecture: 'cpu_architecture', OperatingSystemFamily: 'operating_system_family' })),
    ),
    Volumes: eachBlock(
      'volume',
      object({
        Name: attribute('name'),
        Host: object({ SourcePath: nonEmpty('host_path') }),
        EFSVolumeConfiguration: efsVolume,
      }),
    ),
    Tags: tagList(),
  },
  names: { ExecutionRoleArn: 'AWS::IAM::Role', TaskRoleArn: 'AWS::IAM::Role' },
};

const LOG_TYPES = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'];

/** Log types that are switched on, as CloudFormation lists them. */
const clusterLogging: Read = (at) =>
  object({
    ClusterLogging: object({
      EnabledTypes: (inner) => {
        const types = step(inner, 'enabled_cluster_log_types');
        if (types.value === undefined && types.unknown !== true) return constant([]);
        return each('enabled_cluster_log_types', (type) =>
          convertAt(type, (name) => (LOG_TYPES.includes(String(name)) ? { Type: name } : undefined)),
        )(inner);
      },
    }),
  })(at);

/**
 * AWS::EKS::Cluster. Source of defaults: EKS API, VpcConfigRequest: the endpoint is public, to 0.0.0.0/0, and not private;
 * CreateCluster logging: control plane logs are off.
 */
export const eksCluster: TypeMapper = {
  type: 'AWS::EKS::Cluster',
  identity: 'Name',
  terraform: ['aws_eks_cluster'],
  keys: ['name', 'id', 'arn'],
  alwaysSet: ['Arn', 'Name', 'RoleArn', 'Version'],
  properties: {
    ...attributes({ Arn: 'arn', Name: 'name', RoleArn: 'role_arn', Version: 'version' }),
    Logging: clusterLogging,
    EncryptionConfig: eachBlock(
      'encryption_config',
      object({
        Resources: attribute('resources'),
        Provider: within('provider', object({ KeyArn: attribute('key_arn') })),
      }),
    ),
    ResourcesVpcConfig: within(
      'vpc_config',
      object({
        ...defaulted({
          EndpointPrivateAccess: ['endpoint_private_access', false],
          EndpointPublicAccess: ['endpoint_public_access', true],
          PublicAccessCidrs: ['public_access_cidrs', ['0.0.0.0/0']],
        }),
        ...filled({ SecurityGroupIds: 'security_group_ids' }),
        SubnetIds: attribute('subnet_ids'),
      }),
    ),
    KubernetesNetworkConfig: within(
      'kubernetes_network_config',
      object(attributes({ IpFamily: 'ip_family', ServiceIpv4Cidr: 'service_ipv4_cidr' })),
    ),
    AccessConfig: within(
      'access_config',
      object(
        attributes({
          AuthenticationMode: 'authentication_mode',
          BootstrapClusterCreatorAdminPermissions: 'bootstrap_cluster_creator_admin_permissions',
        }),
      ),
    ),
    Tags: tagList(),
  },
  names: { RoleArn: 'AWS::IAM::Role' },
};

/** AWS::EKS::Nodegroup. Source of defaults: EKS API, CreateNodegroup; remote access is open to all without groups. */
export const eksNodegroup: TypeMapper = {
  type: 'AWS::EKS::Nodegroup',
  terraform: ['aws_eks_node_group'],
  keys: ['id', 'arn'],
  alwaysSet: ['Arn', 'ClusterName', 'NodegroupName', 'NodeRole'],
  properties: {
    ...attributes({
      Arn: 'arn',
      ClusterName: 'cluster_name',
      NodegroupName: 'node_group_name',
      NodeRole: 'node_role_arn',
    }),
    ...attributes({ AmiType: 'ami_type', Subnets: 'subnet_ids', Version: 'version', InstanceTypes: 'instance_types' }),
    ...defaulted({ CapacityType: ['capacity_type', 'ON_DEMAND'] }),
    DiskSize: attribute('disk_size'),
    RemoteAccess: within(
      'remote_access',
      object(filled({ Ec2SshKey: 'ec2_ssh_key', SourceSecurityGroups: 'source_security_group_ids' })),
    ),
    LaunchTemplate: within(
      'launch_template',
      object({ ...filled({ Id: 'id', Name: 'name' }), Version: attribute('version') }),
    ),
    ScalingConfig: within(
      'scaling_config',
      object(attributes({ DesiredSize: 'desired_size', MaxSize: 'max_size', MinSize: 'min_size' })),
    ),
    Tags: tagList(),
  },
  names: { ClusterName: 'AWS::EKS::Cluster', NodeRole: 'AWS::IAM::Role' },
};

/** AES256 takes no key. */
const hasKey = converted('encryption_type', (type) => type !== 'AES256');

/**
 * AWS::ECR::Repository. Source of defaults: ECR API, CreateRepository: tags are mutable, images are not scanned on push,
 * AES256.
 */
export const ecrRepository: TypeMapper = {
  type: 'AWS::ECR::Repository',
  identity: 'RepositoryName',
  terraform: ['aws_ecr_repository'],
  keys: ['name', 'id', 'arn', 'repository_url'],
  alwaysSet: ['Arn', 'RepositoryName'],
  properties: {
    ...attributes({ Arn: 'arn', RepositoryName: 'name', RepositoryUri: 'repository_url' }),
    ...defaulted({ ImageTagMutability: ['image_tag_mutability', 'MUTABLE'] }),
    ImageScanningConfiguration: orAbsent(
      within('image_scanning_configuration', object({ ScanOnPush: attribute('scan_on_push') })),
      { ScanOnPush: false },
    ),
    EncryptionConfiguration: orAbsent(
      within(
        'encryption_configuration',
        object({ ...defaulted({ EncryptionType: ['encryption_type', 'AES256'] }), KmsKey: keyOf('kms_key', hasKey) }),
      ),
      { EncryptionType: 'AES256' },
    ),
    Tags: tagList(),
  },
  satellites: [
    {
      terraform: 'aws_ecr_repository_policy',
      owner: 'repository',
      property: 'RepositoryPolicyText',
      read: policyDocument('policy'),
    },
    {
      terraform: 'aws_ecr_lifecycle_policy',
      owner: 'repository',
      property: 'LifecyclePolicy',
      read: object({ LifecyclePolicyText: attribute('policy') }),
    },
  ],
  names: { 'EncryptionConfiguration.KmsKey': 'AWS::KMS::Key' },
};
