import { createHash } from 'node:crypto';
import type { JsonObject, JsonPath, JsonValue } from '../inputs/index.ts';
import { canonicalText, child, isList, isObject, text } from './json.ts';

type KeyOf = (element: JsonObject) => string | undefined;

/** An ingress or egress rule: `tcp/22/0.0.0.0/0`. */
const ruleKey: KeyOf = (rule) => {
  const peers = [
    'CidrIp',
    'CidrIpv6',
    'SourceSecurityGroupId',
    'DestinationSecurityGroupId',
    'SourcePrefixListId',
    'DestinationPrefixListId',
  ];
  const peer = peers.map((name) => text(child(rule, name))).find((name) => name !== undefined) ?? '?';
  const from = child(rule, 'FromPort');
  const to = child(rule, 'ToPort');
  const ports = from === undefined ? 'all' : from === to ? String(from) : `${String(from)}-${String(to)}`;
  return `${text(child(rule, 'IpProtocol')) ?? '?'}/${ports}/${peer}`;
};

/** A statement of a policy document: its Sid, else a digest of it. */
const statementKey: KeyOf = (statement) => text(child(statement, 'Sid')) || digest(statement);

function field(...names: readonly string[]): KeyOf {
  return (element) => {
    const values = names.map((name) => child(element, name)).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : values.map(String).join('/');
  };
}

/**
 * Lists whose order means nothing, by the name of the property that holds them, with what their elements are called.
 * Elements that are texts are called by themselves. Lists that are not here keep their indexes.
 */
const KEYS: ReadonlyMap<string, KeyOf> = new Map<string, KeyOf>([
  ['SecurityGroupIngress', ruleKey],
  ['SecurityGroupEgress', ruleKey],
  ['Statement', statementKey],
  ['Tags', field('Key')],
  ['TagFilters', field('Key')],
  ['Policies', field('PolicyName')],
  ['Rules', field('Id')],
  ['CorsRules', field('Id')],
  ['LoadBalancerAttributes', field('Key')],
  ['Certificates', field('CertificateArn')],
  ['BlockDeviceMappings', field('DeviceName')],
  ['Entries', field('Egress', 'RuleNumber')],
  ['Routes', field('DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId')],
  ['ContainerDefinitions', field('Name')],
  ['ClusterSettings', field('Name')],
  ['Features', field('Name')],
  ['MethodSettings', field('ResourcePath', 'HttpMethod')],
  ['Targets', field('Id')],
  ['Listeners', field('LoadBalancerPort')],
  ['Origins', field('Id')],
  ['CacheBehaviors', field('PathPattern')],
  ['EnvironmentVariables', field('Name')],
  ['AttributeDefinitions', field('AttributeName')],
  ['GlobalSecondaryIndexes', field('IndexName')],
  ['FileSystemTags', field('Key')],
  ['HostedZoneTags', field('Key')],
  ['AccessPointTags', field('Key')],
  ['containers', field('name')],
  ['initContainers', field('name')],
  ['ephemeralContainers', field('name')],
  ['volumes', field('name')],
  ['volumeMounts', field('mountPath')],
  ['env', field('name')],
  ['ports', field('containerPort', 'port', 'protocol')],
  ['imagePullSecrets', field('name')],
  ['subjects', field('kind', 'namespace', 'name')],
  ...scalarLists(),
]);

function scalarLists(): [string, KeyOf][] {
  const names = [
    ...['ManagedPolicyArns', 'Groups', 'Roles', 'Users', 'SecurityGroupIds', 'SecurityGroups', 'VPCSecurityGroups'],
    ...['VpcSecurityGroupIds', 'Subnets', 'SubnetIds', 'Layers', 'EnableCloudwatchLogsExports', 'AvailabilityZones'],
    ...[
      'Architectures',
      'Action',
      'NotAction',
      'Resource',
      'NotResource',
      'AWS',
      'Service',
      'Federated',
      'add',
      'drop',
    ],
  ];
  return names.map((name) => [name, () => undefined]);
}

/**
 * What the list element at `path` is called in a fingerprint, so that reordering changes nothing.
 * Shape: undefined for lists that keep their order, and for an element without anything to call it by. Of several
 *        elements with one name the second is `name#2`, and so on.
 */
export function contentKeyAt(root: JsonValue, path: JsonPath): string | undefined {
  const index = path.at(-1);
  const list = path.slice(0, -1).reduce<JsonValue | undefined>((value, key) => child(value, key), root);
  const name = path.findLast((key) => typeof key === 'string');
  if (typeof index !== 'number' || typeof name !== 'string' || !isList(list)) return undefined;
  const key = elementKey(name, list[index]);
  if (key === undefined) return undefined;
  let equal = 1;
  for (let before = 0; before < index; before++) if (elementKey(name, list[before]) === key) equal++;
  return equal === 1 ? key : `${key}#${equal}`;
}

/** What an element of the list `name` is called, or undefined. */
export function elementKey(name: string, element: JsonValue | undefined): string | undefined {
  const keyOf = KEYS.get(name);
  if (keyOf === undefined || element === undefined) return undefined;
  if (typeof element === 'string') return element;
  return isObject(element) ? keyOf(element) : undefined;
}

function digest(value: JsonValue): string {
  return createHash('sha256').update(canonicalText(value)).digest('hex').slice(0, 16);
}
