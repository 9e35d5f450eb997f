import { type FunctionTable, table } from './function-table.ts';
import { numberOf, textOf, type Value } from './value.ts';

/** Functions on IPv4 networks. IPv6 is left unknown. Source: Terraform, IP Network Functions. */
export const NETWORK_FUNCTIONS: FunctionTable = table('whole', {
  cidrhost: (prefix, number) => {
    const network = readNetwork(prefix);
    const host = numberOf(number ?? null);
    if (network === undefined || host === undefined) return undefined;
    const size = 2 ** (32 - network.length);
    const offset = host < 0 ? size + host : host;
    return offset < 0 || offset >= size ? undefined : addressText(network.start + offset);
  },
  cidrnetmask: (prefix) => {
    const network = readNetwork(prefix);
    return network === undefined ? undefined : addressText(2 ** 32 - 2 ** (32 - network.length));
  },
  cidrsubnet: (prefix, bits, number) => subnet(readNetwork(prefix), numberOf(bits ?? null), numberOf(number ?? null)),
  cidrsubnets: (prefix, ...sizes) => {
    const network = readNetwork(prefix);
    if (network === undefined) return undefined;
    const made: string[] = [];
    let at = network.start;
    for (const size of sizes) {
      const length = network.length + (numberOf(size) ?? Number.NaN);
      if (!(length >= network.length && length <= 32)) return undefined;
      const width = 2 ** (32 - length);
      at = Math.ceil(at / width) * width;
      if (at + width > network.start + 2 ** (32 - network.length)) return undefined;
      made.push(`${addressText(at)}/${length}`);
      at += width;
    }
    return made;
  },
});

type Network = { readonly start: number; readonly length: number };

function readNetwork(value: Value | undefined): Network | undefined {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(textOf(value ?? null) ?? '');
  if (found === null) return undefined;
  const [a = 256, b = 256, c = 256, d = 256, length = 33] = found.slice(1).map(Number);
  if (Math.max(a, b, c, d) > 255 || length > 32) return undefined;
  const width = 2 ** (32 - length);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return { start: Math.floor(address / width) * width, length };
}

function subnet(
  network: Network | undefined,
  bits: number | undefined,
  number: number | undefined,
): string | undefined {
  if (network === undefined || bits === undefined || number === undefined) return undefined;
  const length = network.length + bits;
  if (length > 32 || bits < 0 || number < 0 || number >= 2 ** bits) return undefined;
  return `${addressText(network.start + number * 2 ** (32 - length))}/${length}`;
}

function addressText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
