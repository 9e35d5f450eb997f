import { type FunctionTable, table } from './function-table.ts';
import { numberOf, textOf, type Value } from './value.ts';

/** Functions on networks of either kind. Source: Terraform, IP Network Functions. */
export const NETWORK_FUNCTIONS: FunctionTable = table('whole', {
  cidrhost: (prefix, number) => {
    const network = readNetwork(prefix);
    const host = integerOf(number);
    if (network === undefined || host === undefined) return undefined;
    const size = 1n << BigInt(network.bits - network.length);
    const offset = host < 0n ? size + host : host;
    return offset < 0n || offset >= size ? undefined : addressText(network.start + offset, network.bits);
  },
  cidrnetmask: (prefix) => {
    const network = readNetwork(prefix);
    if (network === undefined || network.bits !== 32) return undefined;
    return addressText((1n << 32n) - (1n << BigInt(32 - network.length)), 32);
  },
  cidrsubnet: (prefix, bits, number) => subnet(readNetwork(prefix), integerOf(bits), integerOf(number)),
  cidrsubnets: (prefix, ...sizes) => {
    const network = readNetwork(prefix);
    if (network === undefined) return undefined;
    const made: string[] = [];
    const end = network.start + (1n << BigInt(network.bits - network.length));
    let at = network.start;
    for (const size of sizes) {
      const more = integerOf(size);
      if (more === undefined || more < 1n || BigInt(network.length) + more > BigInt(network.bits)) return undefined;
      const length = network.length + Number(more);
      const width = 1n << BigInt(network.bits - length);
      at = ((at + width - 1n) / width) * width;
      if (at + width > end) return undefined;
      made.push(`${addressText(at, network.bits)}/${length}`);
      at += width;
    }
    return made;
  },
});

type Network = { readonly start: bigint; readonly length: number; readonly bits: 32 | 128 };

function integerOf(value: Value | undefined): bigint | undefined {
  const number = numberOf(value ?? null);
  return number === undefined || !Number.isSafeInteger(number) ? undefined : BigInt(number);
}

function readNetwork(value: Value | undefined): Network | undefined {
  const [, text = '', digits = ''] = /^([0-9a-fA-F:.]+)\/(\d{1,3})$/.exec(textOf(value ?? null) ?? '') ?? [];
  const bits = text.includes(':') ? 128 : 32;
  const address = bits === 32 ? readIpv4(text) : readIpv6(text);
  const length = Number(digits);
  // A version 4 address within version 6 is left alone.
  if (bits === 128 && address !== undefined && address >> 32n === 0xffffn) return undefined;
  if (digits === '' || address === undefined || length > bits) return undefined;
  const width = 1n << BigInt(bits - length);
  return { start: (address / width) * width, length, bits };
}

function readIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function readIpv6(text: string): bigint | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const left = readGroups(head);
  const right = readGroups(tail ?? '');
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...left, ...Array.from({ length: missing }, () => 0n), ...right].reduce(
    (sum, part) => sum * 65536n + part,
    0n,
  );
}

function readGroups(text: string): readonly bigint[] | undefined {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [at, part] of parts.entries()) {
    if (part.includes('.') && at === parts.length - 1) {
      const address = readIpv4(part);
      if (address === undefined) return undefined;
      groups.push(address >> 16n, address & 0xffffn);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}

function subnet(
  network: Network | undefined,
  bits: bigint | undefined,
  number: bigint | undefined,
): string | undefined {
  if (network === undefined || bits === undefined || number === undefined) return undefined;
  const length = network.length + Number(bits);
  if (length > network.bits || bits < 0n || number < 0n || number >= 1n << bits) return undefined;
  return `${addressText(network.start + number * (1n << BigInt(network.bits - length)), network.bits)}/${length}`;
}

function addressText(address: bigint, bits: 32 | 128): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, at) => (address >> BigInt(112 - at * 16)) & 0xffffn);
  const text = groups.map((group) => group.toString(16)).join(':');
  const zeros = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)]
    .map(([run]) => run)
    .sort((a, b) => zerosIn(b) - zerosIn(a));
  const [longest] = zeros;
  return longest === undefined ? text : text.replace(longest, '::').replace(/^:::|:::$|:::/, '::');
}

function zerosIn(run: string): number {
  return run.split(':').filter((part) => part === '0').length;
}
