import { fromBigInt, newObject, type RegoValue, toText } from '../value/index.ts';
import type { Builtin, BuiltinContext } from './context.ts';
import { stringOperand } from './operands.ts';

/** UUIDs. Source: OPA v1/topdown uuid.go, internal/uuid. */
export const uuidBuiltins = {
  'uuid.rfc4122': (context, x) => randomUuid(context, `uuid.rfc4122 ${toText(x)}`),
  'uuid.parse': (_context, x) => parseUuid(stringOperand(x, 1)),
} satisfies Record<string, Builtin>;

/** Version 4 from the evaluation's generator; the same operand gives the same UUID within one evaluation. */
function randomUuid(context: BuiltinContext, key: string): string {
  const known = context.cache.get(key);
  if (typeof known === 'string') return known;
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < 16; index += 4) view.setUint32(index, context.random());
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  context.cache.set(key, uuid);
  return uuid;
}

const DASHED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Units: 100 ns between 1582-10-15 and 1970-01-01. */
const GREGORIAN_START = 0x01b21dd213814000n;
const DOMAINS = ['Person', 'Group', 'Org'] as const;

function parseUuid(text: string): RegoValue | undefined {
  const hex = hexOf(text);
  if (hex === undefined) return undefined;
  const bytes = Buffer.from(hex, 'hex');
  const version = (bytes[6] as number) >> 4;
  const result = newObject();
  result.version = version;
  result.variant = variantOf(bytes[8] as number);
  if (version !== 1 && version !== 2) return result;
  const time =
    ((BigInt(`0x${hex.slice(12, 16)}`) & 0xfffn) << 48n) |
    (BigInt(`0x${hex.slice(8, 12)}`) << 32n) |
    BigInt(`0x${hex.slice(0, 8)}`);
  result.time = fromBigInt(BigInt.asIntN(64, (time - GREGORIAN_START) * 100n));
  result.nodeid = (hex.slice(20).match(/../g) as readonly string[]).join('-');
  result.macvariables = macOf(bytes[10] as number);
  result.clocksequence = bytes.readUInt16BE(8) & 0x3fff;
  if (version === 2) {
    const domain = bytes[9] as number;
    result.id = bytes.readUInt32BE(0);
    result.domain = DOMAINS[domain] ?? `Domain${domain}`;
  }
  return result;
}

/** The 32 digits of any spelling that google/uuid accepts: dashed, `urn:uuid:`, in braces, or bare. */
function hexOf(text: string): string | undefined {
  let dashed = text;
  if (text.length === 45 && text.slice(0, 9).toLowerCase() === 'urn:uuid:') dashed = text.slice(9);
  else if (text.length === 38) dashed = text.slice(1, 37);
  else if (text.length === 32) return /^[0-9a-f]{32}$/i.test(text) ? text.toLowerCase() : undefined;
  return DASHED.test(dashed) ? dashed.replaceAll('-', '').toLowerCase() : undefined;
}

function variantOf(byte: number): string {
  if ((byte & 0xc0) === 0x80) return 'RFC4122';
  if ((byte & 0xe0) === 0xc0) return 'Microsoft';
  return (byte & 0xe0) === 0xe0 ? 'Future' : 'Reserved';
}

function macOf(byte: number): string {
  return `${(byte & 2) === 2 ? 'local' : 'global'}:${(byte & 1) === 1 ? 'multicast' : 'unicast'}`;
}
