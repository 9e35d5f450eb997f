/**
 * An IP address.
 * Shape:  `bits` is 32 or 128; `value` below 2^bits. IPv4 inside IPv6 (`::ffff:1.2.3.4`) keeps 128 bits.
 */
export type Address = { readonly bits: 32 | 128; readonly value: bigint };

/** A network: an address and how many leading bits name it. `address` may have host bits set. */
export type Network = { readonly address: Address; readonly prefix: number };

/** Undefined for anything that is not an address; leading zeros and zones are refused. Source: Go net.ParseIP. */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(':')) {
    const value = parseIpv4(text);
    return value === undefined ? undefined : { bits: 32, value };
  }
  const value = parseIpv6(text);
  return value === undefined ? undefined : { bits: 128, value };
}

/** Source: Go net.ParseCIDR. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const size = text.slice(slash + 1);
  if (address === undefined || !/^[0-9]{1,3}$/.test(size) || Number(size) > address.bits) return undefined;
  if (size.length > 1 && size.startsWith('0') && Number(size) > 999) return undefined;
  return { address, prefix: Number(size) };
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^(?:0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, index) => groupsOf(half, index === halves.length - 1));
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const count = head.length + (tail?.length ?? 0);
  if (halves.length === 1 ? count !== 8 : count > 7) return undefined;
  const groups = [...head, ...new Array<bigint>(8 - count).fill(0n), ...(tail ?? [])];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

function groupsOf(text: string, isLast: boolean): readonly bigint[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: bigint[] = [];
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as string;
    if (isLast && index === parts.length - 1 && part.includes('.')) {
      const embedded = parseIpv4(part);
      if (embedded === undefined) return undefined;
      groups.push(embedded >> 16n, embedded & 0xffffn);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}

/** Dotted for IPv4 and IPv4 inside IPv6, else the shortest form of RFC 5952. Source: Go net.IP String. */
export function addressText(address: Address): string {
  const four = asIpv4(address);
  if (four.bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((four.value >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((four.value >> BigInt(112 - index * 16)) & 0xffffn).toString(16),
  );
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === '0') length++;
    if (length > best.length) best = { start, length };
  }
  if (best.start < 0) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}

/** IPv4 inside IPv6 as IPv4; others as they are. */
export function asIpv4(address: Address): Address {
  if (address.bits === 128 && address.value >> 32n === 0xffffn) return { bits: 32, value: address.value & 0xffffffffn };
  return address;
}

/** The network with IPv4 inside IPv6 brought down to IPv4, as Go's Contains treats it. */
function plainNetwork(network: Network): Network {
  const address = asIpv4(firstAddress(network));
  if (address.bits === network.address.bits) return { address, prefix: network.prefix };
  return { address, prefix: Math.max(network.prefix - 96, 0) };
}

/** Source: Go net.IPNet Contains. */
export function contains(network: Network, address: Address): boolean {
  const net = plainNetwork(network);
  const plain = asIpv4(address);
  if (plain.bits !== net.address.bits) return false;
  const host = BigInt(net.address.bits - net.prefix);
  return plain.value >> host === net.address.value >> host;
}

export function firstAddress(network: Network): Address {
  const host = BigInt(network.address.bits - network.prefix);
  return { bits: network.address.bits, value: (network.address.value >> host) << host };
}

export function lastAddress(network: Network): Address {
  const host = BigInt(network.address.bits - network.prefix);
  return { bits: network.address.bits, value: network.address.value | ((1n << host) - 1n) };
}
