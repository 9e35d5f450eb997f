import type { Satellite, TypeMapper } from '../mapper.ts';
import { cloudTrail, logGroup } from './cloudtrail.ts';
import { ec2FlowLog, ec2Instance, ec2Volume, ec2Vpc } from './ec2.ts';
import { listener, loadBalancer } from './elbv2.ts';
import { iamAccountPasswordPolicy, iamGroup, iamManagedPolicy, iamRole, iamUser } from './iam.ts';
import { kmsKey } from './kms-key.ts';
import { lambdaFunction, lambdaPermission } from './lambda.ts';
import { ec2LaunchTemplate } from './launch-template.ts';
import { clusterInstance, dbCluster, dbInstance } from './rds.ts';
import { s3AccountPublicAccessBlock, s3Bucket, s3BucketPolicy } from './s3-bucket.ts';
import { securityGroup } from './security-group.ts';

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
