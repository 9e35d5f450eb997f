import type { Resource } from '../resources/index.ts';

/** Where a resource of an earlier run is now: its id there and what told so, or why it cannot be told. */
export type Link =
  | { readonly kind: 'found'; readonly id: string; readonly by: 'id' | 'address' | 'arn' | 'name' }
  | { readonly kind: 'none'; readonly reason: string };

/** `attribute` is Terraform's, `property` the canonical one, for names that follow from a reference. */
type Naming = { readonly attribute?: string; readonly property?: string; readonly isGlobal?: true };

/**
 * The attributes that name a resource of a type uniquely: within an account and region, or everywhere (`isGlobal`).
 * Shape:  types that are not here are found by ARN or by an id that AWS makes, never by a name.
 * Source: the API reference of each service on what its name must be unique in.
 */
const NAMED: { readonly [type: string]: Naming } = {
  'AWS::AutoScaling::AutoScalingGroup': { attribute: 'name' },
  'AWS::AutoScaling::LaunchConfiguration': { attribute: 'name' },
  'AWS::Backup::BackupVault': { attribute: 'name' },
  'AWS::CloudTrail::Trail': { attribute: 'name' },
  'AWS::CodeBuild::Project': { attribute: 'name' },
  'AWS::DynamoDB::Table': { attribute: 'name' },
  'AWS::EC2::LaunchTemplate': { attribute: 'name' },
  'AWS::ECR::Repository': { attribute: 'name' },
  'AWS::ECS::Cluster': { attribute: 'name' },
  'AWS::EKS::Cluster': { attribute: 'name' },
  'AWS::ElastiCache::ReplicationGroup': { attribute: 'replication_group_id' },
  'AWS::ElasticLoadBalancing::LoadBalancer': { attribute: 'name' },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': { attribute: 'name' },
  'AWS::Elasticsearch::Domain': { attribute: 'domain_name' },
  'AWS::IAM::Group': { attribute: 'name', isGlobal: true },
  'AWS::IAM::InstanceProfile': { attribute: 'name', isGlobal: true },
  'AWS::IAM::Role': { attribute: 'name', isGlobal: true },
  'AWS::IAM::User': { attribute: 'name', isGlobal: true },
  'AWS::Kinesis::Stream': { attribute: 'name' },
  'AWS::Lambda::Function': { attribute: 'function_name' },
  'AWS::Logs::LogGroup': { attribute: 'name' },
  'AWS::OpenSearchService::Domain': { attribute: 'domain_name' },
  'AWS::RDS::DBCluster': { attribute: 'cluster_identifier' },
  'AWS::RDS::DBInstance': { attribute: 'identifier' },
  'AWS::Redshift::Cluster': { attribute: 'cluster_identifier' },
  'AWS::S3::Bucket': { attribute: 'bucket', isGlobal: true },
  'AWS::S3::BucketPolicy': { property: 'Bucket', isGlobal: true },
  'AWS::SNS::Topic': { attribute: 'name' },
  'AWS::SQS::Queue': { attribute: 'name' },
  'AWS::SecretsManager::Secret': { attribute: 'name' },
  'AWS::StepFunctions::StateMachine': { attribute: 'name' },
};

/** Ids that no two resources share, such as `sg-0123456789abcdef0`. */
const MADE_ID = /^[a-z][a-z-]{0,20}-[0-9a-f]{8,17}$/;

/**
 * Finds resources of an earlier run among those of now.
 * Shape:  by the same id; by the same address, where one resource alone has it; by the ARN, the id that AWS made or a
 *         unique name that `known` (the plan's or state's own resources, with the ids of the earlier run) tells.
 * INVARIANT: a name counts only where account and region cannot be others: what may be another resource is no link.
 */
export function createLinks(
  now: readonly Resource[],
  known: readonly Resource[],
): (id: string, address: string | undefined) => Link {
  const ids = new Set<string>(now.map((one) => one.id));
  const previous = new Map(now.flatMap((one) => previousId(one)));
  const byAddress = groupBy(now, (one) => (one.source.kind.startsWith('terraform') ? [one.source.address] : []));
  const live = now.filter((one) => one.source.kind === 'aws-config');
  const byName = groupBy(live, (one) => namesOf(one).map((name) => `${one.type}\n${name}`));
  const accounts = new Set(live.map((one) => one.scope.account));
  const knownById = new Map<string, Resource>(known.map((one) => [one.id, one]));
  return (id, address) => {
    if (ids.has(id)) return { kind: 'found', id, by: 'id' };
    const moved = previous.get(id);
    if (moved !== undefined) return { kind: 'found', id: moved, by: 'id' };
    const same = address === undefined ? [] : (byAddress.get(address) ?? []);
    if (same.length === 1 && same[0] !== undefined) return { kind: 'found', id: same[0].id, by: 'address' };
    if (live.length === 0) return none('no resource has its address');
    const resource = knownById.get(id);
    if (resource === undefined) return none('neither a plan nor a state at hand tells what it is called');
    return linkLive(resource, byName, accounts);
  };
}

function previousId({ id, change, source }: Resource): [string, string][] {
  const before = change?.previousAddress;
  if (before === undefined || !id.endsWith(source.address)) return [];
  return [[`${id.slice(0, id.length - source.address.length)}${before}`, id]];
}

function linkLive(
  resource: Resource,
  byName: ReadonlyMap<string, readonly Resource[]>,
  accounts: ReadonlySet<string | undefined>,
): Link {
  const found = (name: string | undefined) =>
    name === undefined ? [] : (byName.get(`${resource.type}\n${name}`) ?? []);
  const arn = textOf(resource, 'arn');
  const id = textOf(resource, 'id');
  for (const name of [arn, id]) {
    if (name === undefined || !(name.startsWith('arn:') || MADE_ID.test(name))) continue;
    const [one, ...others] = found(name);
    if (one !== undefined && others.length === 0) return { kind: 'found', id: one.id, by: 'arn' };
  }
  const naming = Object.hasOwn(NAMED, resource.type) ? NAMED[resource.type] : undefined;
  const name = naming === undefined ? undefined : nameOf(resource, naming);
  if (naming === undefined || name === undefined)
    return none('no live item has its ARN or id, and it has no unique name');
  const [, , , arnRegion, arnAccount] = arn?.split(':') ?? [];
  const account = arnAccount || resource.scope.account;
  const region = arnRegion || resource.scope.region;
  const named = found(name).filter((one) => account === undefined || one.scope.account === account);
  if (account === undefined && !isBucket(resource) && accounts.size > 1)
    return none(`the items are of several accounts, and nothing tells which of them \`${name}\` belongs to`);
  if (named.length > 0 && naming.isGlobal === undefined && region === undefined)
    return none(`nothing tells the region of \`${name}\``);
  const near = naming.isGlobal ? named : named.filter((one) => one.scope.region === region);
  const [one, ...others] = near;
  if (one === undefined) return none(`no live item is called \`${name}\``);
  return others.length > 0
    ? none(`several live items are called \`${name}\``)
    : { kind: 'found', id: one.id, by: 'name' };
}

/** Buckets have one name space for all accounts. */
function isBucket({ type }: Resource): boolean {
  return type === 'AWS::S3::Bucket' || type === 'AWS::S3::BucketPolicy';
}

function namesOf(item: Resource): readonly string[] {
  const names = ['arn', 'resourceId', 'resourceName'].map((key) => textOf(item, key));
  return [...new Set(names.filter((name) => name !== undefined))];
}

function nameOf(resource: Resource, { attribute, property }: Naming): string | undefined {
  if (attribute !== undefined) return textOf(resource, attribute);
  const value = property === undefined ? undefined : resource.properties[property];
  return typeof value === 'string' ? value : undefined;
}

function textOf({ native }: Resource, key: string): string | undefined {
  const value = Object.hasOwn(native, key) ? native[key] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function none(reason: string): Link {
  return { kind: 'none', reason };
}

function groupBy(
  resources: readonly Resource[],
  keysOf: (resource: Resource) => readonly string[],
): ReadonlyMap<string, readonly Resource[]> {
  const groups = new Map<string, Resource[]>();
  for (const resource of resources)
    for (const key of keysOf(resource)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [resource]);
      else group.push(resource);
    }
  return groups;
}
