import type { JsonValue } from '../../inputs/index.ts';
import { isList, isObject } from '../json.ts';
import {
  always,
  attribute,
  convertAt,
  itemTags,
  nonEmpty,
  orDefault,
  type Read,
  type Satellite,
  type TypeMapper,
  tagList,
  when,
  within,
} from '../mapper.ts';
import { generatedName } from '../symbolic.ts';
import { type Cursor, copy, isUnknown, originOf, step, type Traced, unknownAt, withValue } from '../traced.ts';

type Direction = 'ingress' | 'egress';

/** What a rule's other end is called. Source: CloudFormation, AWS::EC2::SecurityGroup Ingress and Egress. */
const PEER = {
  ingress: { group: 'SourceSecurityGroupId', prefixList: 'SourcePrefixListId' },
  egress: { group: 'DestinationSecurityGroupId', prefixList: 'DestinationPrefixListId' },
} as const satisfies Record<Direction, { group: string; prefixList: string }>;

/** IANA numbers as AWS names them; every other protocol keeps its number. */
const PROTOCOLS: { readonly [number: string]: string } = {
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmpv6',
  all: '-1',
};

function protocolOf(value: JsonValue): JsonValue {
  const name = String(value).toLowerCase();
  return Object.hasOwn(PROTOCOLS, name) ? (PROTOCOLS[name] as string) : name;
}

/** Attribute names of one source's rules. */
type RuleNames = {
  readonly protocol: string;
  readonly from: string;
  readonly to: string;
  readonly description: string;
};

const TERRAFORM: RuleNames = { protocol: 'protocol', from: 'from_port', to: 'to_port', description: 'description' };
const VPC_RULE: RuleNames = { ...TERRAFORM, protocol: 'ip_protocol' };
const ITEM: RuleNames = { protocol: 'ipProtocol', from: 'fromPort', to: 'toPort', description: 'description' };

/** What every entry of one rule shares. Ports of protocol -1 mean nothing and are left out, as the API does. */
function shared(at: Cursor, names: RuleNames): [string, Traced][] {
  const fields: [string, Traced][] = [];
  const add = (name: string, value: Traced | undefined) => {
    if (value !== undefined) fields.push([name, value]);
  };
  const protocol = convertAt(step(at, names.protocol), protocolOf);
  add('IpProtocol', protocol);
  if (!(protocol?.kind === 'value' && protocol.value === '-1')) {
    add('FromPort', copy(step(at, names.from)));
    add('ToPort', copy(step(at, names.to)));
  }
  add('Description', nonEmpty(names.description)(at));
  return fields;
}

function entry(at: Cursor, names: RuleNames, peer: string, value: Traced, own?: Traced): Traced {
  const fields = shared(at, names).filter(([name]) => own === undefined || name !== 'Description');
  fields.push([peer, value]);
  if (own !== undefined) fields.push(['Description', own]);
  return { kind: 'object', fields, at: value.kind === 'list' ? originOf(at) : (value.at ?? originOf(at)) };
}

/** One entry for each element of a list of peers; a list that is not known gives one entry with an unknown peer. */
function entriesOf(at: Cursor, names: RuleNames, list: Cursor, peer: string, self?: Traced): Traced[] {
  if (isUnknown(list)) return [entry(at, names, peer, unknownAt(list))];
  if (!isList(list.value)) return [];
  return list.value.flatMap((value, index) => {
    const element = step(list, index);
    if (element.unknown === true && value === null) return [entry(at, names, peer, unknownAt(element))];
    // A group may name itself by `self`, by its id, or, in Config, by its own group pair.
    const copied = value === 'self' ? self : copy(element);
    return copied === undefined ? [] : [entry(at, names, peer, copied)];
  });
}

/** Entries of an inline `ingress` or `egress` element, or of an `aws_security_group_rule`. */
function terraformEntries(at: Cursor, direction: Direction, groups: Cursor, self: () => Traced): Traced[] {
  const entries = [
    ...entriesOf(at, TERRAFORM, step(at, 'cidr_blocks'), 'CidrIp'),
    ...entriesOf(at, TERRAFORM, step(at, 'ipv6_cidr_blocks'), 'CidrIpv6'),
    ...entriesOf(at, TERRAFORM, step(at, 'prefix_list_ids'), PEER[direction].prefixList),
    ...entriesOf(at, TERRAFORM, groups, PEER[direction].group),
  ];
  const isSelf = step(at, 'self');
  if (isSelf.value === true)
    entries.push({ ...entry(at, TERRAFORM, PEER[direction].group, self()), at: originOf(isSelf) });
  return entries;
}

function inlineRules(direction: Direction): Read {
  return (at) => {
    const list = step(at, direction);
    if (isUnknown(list)) return unknownAt(list);
    if (!isList(list.value)) return undefined;
    const self = () => copy(step(at, 'id')) ?? unknownAt(step(at, 'id'));
    let open = false;
    const items = list.value.flatMap((_, index) => {
      const rule = step(list, index);
      if (isPlaceholder(rule)) open = true;
      return isPlaceholder(rule) ? [] : terraformEntries(rule, direction, step(rule, 'security_groups'), self);
    });
    return { kind: 'list', items, at: originOf(list), ...(open ? { open: 'after-apply' } : {}) };
  };
}

/**
 * One element stands for all that a dynamic block will give when their number is not known: then everything that its
 * content sets is unknown, constants too.
 */
function isPlaceholder(rule: Cursor): boolean {
  return ['protocol', 'from_port', 'to_port'].every((name) => isUnknown(step(rule, name)));
}

/** `aws_security_group_rule`: either direction by its `type`. */
function ruleResource(direction: Direction): Read {
  return (at) => {
    if (step(at, 'type').value !== direction) return undefined;
    const source = step(at, 'source_security_group_id');
    const self = () => copy(step(at, 'security_group_id')) ?? unknownAt(step(at, 'security_group_id'));
    // The provider computes the source group for rules that have none: it counts only where the configuration sets it.
    const isSet = source.value !== undefined || at.native.isConfigured(['source_security_group_id']) !== false;
    const isSelf = step(at, 'self').value === true;
    const items = terraformEntries(at, direction, withValue(source, undefined, null), self);
    const group = isSet && !isSelf && source.value !== '' ? copy(source) : undefined;
    if (group !== undefined && (group.kind !== 'unknown' || items.length === 0))
      items.push(entry(at, TERRAFORM, PEER[direction].group, group));
    return { kind: 'list', items, at: originOf(at) };
  };
}

/** `aws_vpc_security_group_ingress_rule` and its egress twin: one peer each. */
function vpcRule(direction: Direction): Read {
  const peers = [
    ['cidr_ipv4', 'CidrIp'],
    ['cidr_ipv6', 'CidrIpv6'],
    ['prefix_list_id', PEER[direction].prefixList],
    ['referenced_security_group_id', PEER[direction].group],
  ] as const;
  return (at) => {
    const items = peers.flatMap(([name, peer]) => {
      const value = copy(step(at, name));
      return value === undefined ? [] : [entry(at, VPC_RULE, peer, value)];
    });
    return { kind: 'list', items, at: originOf(at) };
  };
}

function satellites(): Satellite[] {
  const rule = (terraform: string, property: string, read: Read): Satellite => ({
    terraform,
    owner: 'security_group_id',
    property,
    read,
    union: true,
  });
  return [
    rule('aws_security_group_rule', 'SecurityGroupIngress', ruleResource('ingress')),
    rule('aws_security_group_rule', 'SecurityGroupEgress', ruleResource('egress')),
    rule('aws_vpc_security_group_ingress_rule', 'SecurityGroupIngress', vpcRule('ingress')),
    rule('aws_vpc_security_group_egress_rule', 'SecurityGroupEgress', vpcRule('egress')),
  ];
}

/** A Config item's permissions. `ipRanges` is the older list of plain blocks, `ipv4Ranges` the one with descriptions. */
function itemRules(name: string, direction: Direction): Read {
  return within('configuration', (at) => {
    const list = step(at, name);
    // An item that does not hold the list at all does not say that there are no rules.
    if (!isList(list.value)) return unknownAt(list, 'not-reported');
    const items = list.value.flatMap((_, index) => {
      const permission = step(list, index);
      const detailed = step(permission, 'ipv4Ranges');
      const plain = step(permission, 'ipRanges');
      return [
        ...(isList(detailed.value) && detailed.value.length > 0
          ? objectEntries(permission, detailed, 'cidrIp', 'CidrIp')
          : objectEntries(permission, plain, 'cidrIp', 'CidrIp')),
        ...objectEntries(permission, step(permission, 'ipv6Ranges'), 'cidrIpv6', 'CidrIpv6'),
        ...objectEntries(permission, step(permission, 'prefixListIds'), 'prefixListId', PEER[direction].prefixList),
        ...objectEntries(permission, step(permission, 'userIdGroupPairs'), 'groupId', PEER[direction].group),
      ];
    });
    return { kind: 'list', items, at: originOf(list) };
  });
}

/** Entries of a list whose elements are plain texts or objects that hold the peer under `key`. */
function objectEntries(at: Cursor, list: Cursor, key: string, peer: string): Traced[] {
  if (!isList(list.value)) return [];
  return list.value.flatMap((value, index) => {
    const element = step(list, index);
    const found = copy(isObject(value) ? step(element, key) : element);
    if (found === undefined) return [];
    return [entry(at, ITEM, peer, found, isObject(value) ? nonEmpty('description')(element) : undefined)];
  });
}

/**
 * AWS::EC2::SecurityGroup, one entry for each peer.
 * Defaults of new groups: no ingress rules (Amazon VPC, "Create a security group"); no egress rules either, since the
 * provider removes the rule to everywhere that AWS makes (provider documentation of aws_security_group, egress: "By
 * default, AWS creates an ALLOW ALL egress rule ... Terraform will remove this default rule").
 */
export const securityGroup: TypeMapper = {
  type: 'AWS::EC2::SecurityGroup',
  identity: 'GroupId',
  terraform: ['aws_security_group', 'aws_default_security_group'],
  keys: ['id', 'arn'],
  alwaysSet: ['GroupId', 'GroupName', 'GroupDescription', 'VpcId'],
  properties: {
    // The default group of a network is always called so (Amazon VPC User Guide, "Default security groups").
    GroupName: when((at) => at.native.type === 'aws_default_security_group', always('default'), generatedName('name')),
    GroupDescription: attribute('description'),
    GroupId: attribute('id'),
    VpcId: attribute('vpc_id'),
    SecurityGroupIngress: orDefault(inlineRules('ingress'), []),
    SecurityGroupEgress: orDefault(inlineRules('egress'), []),
    Tags: tagList(),
  },
  satellites: satellites(),
  names: { VpcId: 'AWS::EC2::VPC' },
  item: {
    GroupName: within('configuration', attribute('groupName')),
    GroupDescription: within('configuration', attribute('description')),
    GroupId: within('configuration', attribute('groupId')),
    VpcId: within('configuration', attribute('vpcId')),
    SecurityGroupIngress: itemRules('ipPermissions', 'ingress'),
    SecurityGroupEgress: itemRules('ipPermissionsEgress', 'egress'),
    Tags: itemTags,
  },
};
