import { type Address, addressText, firstAddress, lastAddress, type Network } from './ip.ts';

/** A run of addresses; `text` while it is a single network as it was given. IPv4 lies at ::ffff:0:0. */
type Range = { readonly first: bigint; readonly last: bigint; readonly text: string | undefined };

const MAPPED = 0xffffn << 32n;

/**
 * The fewest networks that cover the same addresses: neighbours and overlaps are merged.
 * Source: OPA v1/topdown cidr.go (evalNetCIDRMerge).
 */
export function mergeNetworks(networks: readonly Network[]): readonly string[] {
  const ranges = networks.map(rangeOf).sort(byLast);
  const merged: Range[] = [];
  for (let index = ranges.length - 1; index >= 0; index--) {
    const next = ranges[index] as Range;
    const current = merged.at(-1);
    if (current !== undefined && previous(current.first) <= next.last) {
      const first = lower(current.first, next.first);
      merged[merged.length - 1] = { first, last: current.last, text: undefined };
    } else merged.push(next);
  }
  return merged.flatMap((range) => (range.text === undefined ? cover(range) : [range.text]));
}

function rangeOf(network: Network): Range {
  const shift = network.address.bits === 32 ? MAPPED : 0n;
  return {
    first: firstAddress(network).value + shift,
    last: lastAddress(network).value + shift,
    text: `${addressText(network.address)}/${network.prefix}`,
  };
}

function byLast(a: Range, b: Range): number {
  if (a.last !== b.last) return a.last < b.last ? -1 : 1;
  return a.first === b.first ? 0 : a.first < b.first ? -1 : 1;
}

function isFour(range: Range): boolean {
  return range.first >> 32n === 0xffffn;
}

function lower(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function previous(value: bigint): bigint {
  return value === 0n || value === MAPPED ? value : value - 1n;
}

function cover(range: Range): readonly string[] {
  const bits = isFour(range) ? 32 : 128;
  const networks: string[] = [];
  for (let at = range.first; at <= range.last; ) {
    let host = 0n;
    while (host < BigInt(bits) && at % (1n << (host + 1n)) === 0n) {
      if (at + (1n << (host + 1n)) - 1n > range.last) break;
      host++;
    }
    const address: Address = { bits, value: bits === 32 ? at & 0xffffffffn : at };
    networks.push(`${addressText(address)}/${bits - Number(host)}`);
    at += 1n << host;
  }
  return networks;
}
