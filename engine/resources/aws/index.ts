import type { Satellite, TypeMapper } from '../mapper.ts';
import {
  athenaWorkGroup,
  glueCatalogEncryption,
  glueJob,
  glueSecurity,
  mqBroker,
  notebookInstance,
  stateMachine,
} from './analytics.ts';
import { httpApi, httpStage, restApi, restStage } from './api-gateway.ts';
import { distribution } from './cloudfront.ts';
import { cloudTrail, logGroup } from './cloudtrail.ts';
import { codeBuildProject } from './codebuild.ts';
import { autoScalingGroup, eventSourceMapping, lambdaUrl, launchConfiguration } from './compute.ts';
import { ecrRepository, ecsCluster, ecsService, ecsTaskDefinition, eksCluster, eksNodegroup } from './containers.ts';
import { dbClusterParameterGroup, dbParameterGroup, dbSubnetGroup } from './database-groups.ts';
import { docdbCluster, docdbInstance, neptuneCluster, neptuneInstance } from './document-databases.ts';
import { dynamoTable } from './dynamodb.ts';
import { ec2FlowLog, ec2Instance, ec2Volume, ec2Vpc } from './ec2.ts';
import { cacheCluster, replicationGroup } from './elasticache.ts';
import { classicLoadBalancer, targetGroup } from './elb-classic.ts';
import { listener, loadBalancer } from './elbv2.ts';
import { iamAccountPasswordPolicy, iamGroup, iamManagedPolicy, iamRole, iamUser } from './iam.ts';
import {
  accessKey,
  dmsInstance,
  instanceProfile,
  kmsAlias,
  oidcProvider,
  samlProvider,
  ssmParameter,
} from './identity.ts';
import { kmsKey } from './kms-key.ts';
import { lambdaFunction, lambdaPermission } from './lambda.ts';
import { ec2LaunchTemplate } from './launch-template.ts';
import {
  eventBus,
  eventRule,
  firehose,
  kinesisStream,
  mskCluster,
  snsSubscription,
  snsTopic,
  snsTopicPolicy,
  sqsQueue,
  sqsQueuePolicy,
} from './messaging.ts';
import {
  accessAnalyzer,
  alarm,
  configRecorder,
  deliveryChannel,
  guardDutyDetector,
  metricFilter,
  securityHub,
} from './monitoring.ts';
import {
  ec2Eip,
  ec2InternetGateway,
  ec2NatGateway,
  ec2NetworkAcl,
  ec2NetworkAclEntry,
  ec2RouteTable,
  ec2Subnet,
  ec2TransitGateway,
  ec2VpcEndpoint,
  ec2VpcPeering,
} from './network.ts';
import { clusterInstance, dbCluster, dbInstance } from './rds.ts';
import { redshiftCluster } from './redshift.ts';
import { hostedZone, recordSet } from './route53.ts';
import { s3AccountPublicAccessBlock, s3Bucket, s3BucketPolicy } from './s3-bucket.ts';
import { elasticsearchDomain, openSearchDomain } from './search.ts';
import { certificate, secretPolicy, secretRotation, secretsManagerSecret } from './secrets.ts';
import { securityGroup } from './security-group.ts';
import { backupPlan, backupSelection, backupVault, efsAccessPoint, efsFileSystem } from './storage.ts';
import { webAcl, webAclAssociation, webAclLogging } from './wafv2.ts';

/** Every mapper of AWS, one row a Terraform family of a canonical type. */
export const AWS_MAPPERS = {
  s3Bucket,
  s3BucketPolicy,
  s3AccountPublicAccessBlock,
  securityGroup,
  ec2Instance,
  ec2LaunchTemplate,
  ec2Volume,
  ec2Vpc,
  ec2FlowLog,
  iamRole,
  iamUser,
  iamGroup,
  iamManagedPolicy,
  iamAccountPasswordPolicy,
  dbInstance,
  clusterInstance,
  dbCluster,
  kmsKey,
  cloudTrail,
  logGroup,
  lambdaFunction,
  lambdaPermission,
  loadBalancer,
  listener,
  glueJob,
  glueSecurity,
  glueCatalogEncryption,
  athenaWorkGroup,
  codeBuildProject,
  stateMachine,
  notebookInstance,
  mqBroker,
  restApi,
  restStage,
  httpApi,
  httpStage,
  distribution,
  autoScalingGroup,
  launchConfiguration,
  classicLoadBalancer,
  targetGroup,
  lambdaUrl,
  eventSourceMapping,
  ecsCluster,
  ecsService,
  ecsTaskDefinition,
  eksCluster,
  eksNodegroup,
  ecrRepository,
  dbSubnetGroup,
  dbParameterGroup,
  dbClusterParameterGroup,
  docdbCluster,
  docdbInstance,
  neptuneCluster,
  neptuneInstance,
  dynamoTable,
  replicationGroup,
  cacheCluster,
  instanceProfile,
  oidcProvider,
  samlProvider,
  accessKey,
  kmsAlias,
  ssmParameter,
  dmsInstance,
  snsTopic,
  snsTopicPolicy,
  snsSubscription,
  sqsQueue,
  sqsQueuePolicy,
  eventBus,
  eventRule,
  kinesisStream,
  firehose,
  mskCluster,
  alarm,
  metricFilter,
  configRecorder,
  deliveryChannel,
  guardDutyDetector,
  securityHub,
  accessAnalyzer,
  ec2Subnet,
  ec2RouteTable,
  ec2InternetGateway,
  ec2NatGateway,
  ec2NetworkAcl,
  ec2NetworkAclEntry,
  ec2VpcEndpoint,
  ec2Eip,
  ec2TransitGateway,
  ec2VpcPeering,
  redshiftCluster,
  hostedZone,
  recordSet,
  openSearchDomain,
  elasticsearchDomain,
  certificate,
  secretsManagerSecret,
  secretPolicy,
  secretRotation,
  efsFileSystem,
  efsAccessPoint,
  backupVault,
  backupPlan,
  backupSelection,
  webAcl,
  webAclAssociation,
  webAclLogging,
} as const satisfies { readonly [name: string]: TypeMapper };

const ALL: readonly TypeMapper[] = Object.values(AWS_MAPPERS);

/** Terraform type -> its mapper. */
export const MAPPER_OF_TERRAFORM: ReadonlyMap<string, TypeMapper> = new Map(
  ALL.flatMap((mapper) => mapper.terraform.map((type) => [type, mapper] as const)),
);

/** Config or CloudFormation type -> its mapper; of several, the first that reads items. */
export const MAPPER_OF_ITEM: ReadonlyMap<string, TypeMapper> = new Map(
  [...ALL]
    .reverse()
    .flatMap((mapper) => [mapper.type, ...(mapper.itemTypes ?? [])].map((type) => [type, mapper] as const)),
);

/** A kind of satellite, and the mapper of the owners it belongs to. */
export type SatelliteKind = { readonly satellite: Satellite; readonly owner: TypeMapper };

/** Terraform type of a satellite -> what it sets on which owners. */
export const SATELLITES_OF: ReadonlyMap<string, readonly SatelliteKind[]> = groupSatellites();

function groupSatellites(): ReadonlyMap<string, readonly SatelliteKind[]> {
  const groups = new Map<string, SatelliteKind[]>();
  for (const owner of ALL)
    for (const satellite of owner.satellites ?? []) {
      const group = groups.get(satellite.terraform) ?? [];
      group.push({ satellite, owner });
      groups.set(satellite.terraform, group);
    }
  return groups;
}
