import { isObject, objectEntries, RegoSet, type RegoValue } from '../value/index.ts';
import type { Builtin, BuiltinContext } from './context.ts';
import { failure } from './errors.ts';
import {
  type Address,
  addressText,
  contains,
  firstAddress,
  lastAddress,
  type Network,
  parseAddress,
  parseNetwork,
} from './ip.ts';
import { mergeNetworks } from './ip-merge.ts';
import { itemsOf, stringOperand } from './operands.ts';

/**
 * IP networks.
 * Source: OPA v1/topdown cidr.go, net.go.
 */
export const netBuiltins = {
  'net.cidr_contains': (_context, network, x) => cidrContains(network, x),
  'net.cidr_overlap': (_context, network, x) => cidrContains(network, x),
  'net.cidr_intersects': (_context, a, b) => {
    const [left, right] = [networkOperand(a), networkOperand(b)];
    return contains(left, firstAddress(right)) || contains(right, firstAddress(left));
  },
  'net.cidr_is_valid': (_context, x) => typeof x === 'string' && parseNetwork(x) !== undefined,
  'net.cidr_expand': (context, x) => expand(context, networkOperand(x)),
  'net.cidr_merge': (context, x) => {
    const items = itemsOf(x);
    if (items === undefined) throw failure('operand must be an array');
    context.charge(items.length * 8);
    return RegoSet.of(mergeNetworks(items.map(mergeOperand)));
  },
  'net.cidr_contains_matches': (context, networks, others) => containsMatches(context, networks, others),
  'net.lookup_ip_addr': (context, host) => lookup(context, stringOperand(host, 1)),
} satisfies Record<string, Builtin>;

function networkOperand(value: RegoValue): Network {
  const text = stringOperand(value, 1);
  const network = parseNetwork(text);
  if (network === undefined) throw failure(`invalid CIDR address: ${text}`);
  return network;
}

function cidrContains(network: RegoValue, value: RegoValue): boolean {
  const quick = typeof network === 'string' && typeof value === 'string' ? ipv4Contains(network, value) : undefined;
  if (quick !== undefined) return quick;
  const outer = networkOperand(network);
  const text = stringOperand(value, 1);
  const address = parseAddress(text);
  if (address !== undefined) return contains(outer, address);
  const inner = parseNetwork(text);
  if (inner === undefined) throw failure(`not a valid textual representation of an IP address or CIDR: ${text}`);
  return contains(outer, firstAddress(inner)) && contains(outer, lastAddress(inner));
}

/** The common case, IPv4 in IPv4, without big integers; undefined for everything else. */
function ipv4Contains(network: string, value: string): boolean | undefined {
  const outer = ipv4Range(network);
  const inner = outer === undefined ? undefined : ipv4Range(value.includes('/') ? value : `${value}/32`);
  if (outer === undefined || inner === undefined) return undefined;
  return outer.first <= inner.first && inner.last <= outer.last;
}

function ipv4Range(text: string): { readonly first: number; readonly last: number } | undefined {
  const parts = /^([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\/([0-9]{1,2})$/.exec(text);
  if (parts === null) return undefined;
  let value = 0;
  for (let index = 1; index <= 4; index++) {
    const part = parts[index] as string;
    if (Number(part) > 255 || (part.length > 1 && part.startsWith('0'))) return undefined;
    value = value * 256 + Number(part);
  }
  const prefix = Number(parts[5]);
  if (prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  const first = Math.floor(value / size) * size;
  return { first, last: first + size - 1 };
}

const MAX_ADDRESSES = 16_777_216n;

function expand(context: BuiltinContext, network: Network): RegoValue {
  const first = firstAddress(network);
  const count = lastAddress(network).value - first.value + 1n;
  context.charge(Number(count));
  if (count > MAX_ADDRESSES) throw failure('net.cidr_expand: network has too many addresses');
  const addresses = new RegoSet();
  for (let offset = 0n; offset < count; offset++)
    addresses.add(addressText({ bits: first.bits, value: first.value + offset }));
  return addresses;
}

/** A network, or an IPv4 address, which stands for its whole class. */
function mergeOperand(value: RegoValue): Network {
  if (typeof value !== 'string') throw failure('element must be string');
  const address = parseAddress(value);
  if (address === undefined) {
    const network = parseNetwork(value);
    if (network === undefined) throw failure(`invalid CIDR address: ${value}`);
    const first = firstAddress(network);
    if (first.bits === 128 && network.prefix >= 96 && first.value >> 32n === 0xffffn)
      return { address: { bits: 32, value: first.value & 0xffffffffn }, prefix: network.prefix - 96 };
    return { ...network, address: first };
  }
  if (address.bits === 128 && address.value >> 32n !== 0xffffn) throw failure('IPv6 invalid: needs prefix length');
  const four: Address = { bits: 32, value: address.value & 0xffffffffn };
  const top = Number(four.value >> 24n);
  return { address: four, prefix: top < 128 ? 8 : top < 192 ? 16 : 24 };
}

function containsMatches(context: BuiltinContext, networks: RegoValue, others: RegoValue): RegoValue {
  const result = new RegoSet();
  const left = matchOperand(networks, 1);
  if (left.length === 0) return result;
  const right = matchOperand(others, 2);
  context.charge(left.length * right.length);
  for (const [network, index] of left)
    for (const [other, otherIndex] of right) if (cidrContains(network, other)) result.add([index, otherIndex]);
  return result;
}

/** Pairs of a network (or address) and what names it in the result. */
function matchOperand(value: RegoValue, position: number): readonly (readonly [RegoValue, RegoValue])[] {
  const termOf = (item: RegoValue): RegoValue => {
    if (typeof item === 'string') return item;
    if (Array.isArray(item) && item.length > 0) return item[0] as RegoValue;
    throw failure(`operand ${position}: element must be string or non-empty array`);
  };
  if (typeof value === 'string') return [[value, value]];
  if (Array.isArray(value)) return (value as readonly RegoValue[]).map((item, index) => [termOf(item), index] as const);
  if (value instanceof RegoSet) return value.sorted().map((item) => [termOf(item), item] as const);
  if (isObject(value)) return objectEntries(value).map(([key, item]) => [termOf(item), key] as const);
  return [];
}

function lookup(context: BuiltinContext, host: string): RegoValue {
  const literal = parseAddress(host);
  if (literal !== undefined) return RegoSet.of([addressText(literal)]);
  const resolve = context.capabilities.lookupIpAddr;
  if (resolve === undefined) throw failure('the capability net.lookup_ip_addr is not granted');
  const key = `net.lookup_ip_addr ${host}`;
  const known = context.cache.get(key) as RegoSet | undefined;
  const addresses = known ?? RegoSet.of(resolve(host));
  context.cache.set(key, addresses);
  return addresses;
}
