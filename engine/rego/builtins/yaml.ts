import { BudgetError, fromBigInt, type MutableObject, newObject, parseNumber, type RegoValue } from '../value/index.ts';
import type { BuiltinContext } from './context.ts';
import { failure } from './errors.ts';
import { lazily } from './lazy.ts';
import { printYaml } from './yaml-print.ts';

const yaml = lazily<typeof import('yaml')>('yaml');

/** Octal numbers as YAML 1.2 writes them, which the Go reader takes too. */
const OCTAL = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  format: 'OCT',
  test: /^[-+]?0o[0-7]+$/,
  resolve: (text: string) => (text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text.replace(/^\+/, ''))),
} as const;

/** Tags of YAML 1.1 that the Go reader does not resolve: dates stay text, and there are no numbers to base 60. */
const UNKNOWN_TAGS = new Set(['timestamp', 'binary', 'omap', 'pairs', 'set']);
const MAX_ALIASES = 10_000;

/**
 * Reads one YAML document as kubectl does: YAML 1.1 scalars, string keys.
 * Errors: BuiltinError with the parser's reason.
 * Source: sigs.k8s.io/yaml, which OPA v1/topdown encoding.go uses.
 */
export function unmarshalYaml(context: BuiltinContext, text: string): RegoValue {
  const { parseDocument } = yaml();
  const document = parseDocument(text, {
    version: '1.1',
    merge: true,
    intAsBigInt: true,
    uniqueKeys: false,
    logLevel: 'silent',
    customTags: (tags) => [OCTAL, ...tags.filter((tag) => typeof tag === 'string' || isKnown(tag))],
  });
  const error = document.errors[0];
  if (error !== undefined) throw failure(`yaml: line ${error.linePos?.[0].line ?? 1}: ${reasonOf(error.message)}`);
  let plain: unknown;
  try {
    plain = document.toJS({ mapAsMap: true, maxAliasCount: MAX_ALIASES });
  } catch (fault) {
    throw failure(`yaml: ${fault instanceof Error ? fault.message : 'unreadable'}`);
  }
  return toValue(context, plain);
}

/** The parser's reason, in the words of the Go reader for the faults that are common. */
function reasonOf(message: string): string {
  if (message.startsWith('Flow sequence')) return "did not find expected ',' or ']'";
  if (message.startsWith('Flow map')) return "did not find expected ',' or '}'";
  if (message.startsWith('Nested mappings')) return 'mapping values are not allowed in this context';
  if (message.startsWith('Implicit keys need to be on a single line')) return "could not find expected ':'";
  return (message.split('\n')[0] as string).replace(/ at line [0-9]+, column [0-9]+:?$/, '');
}

export function isValidYaml(context: BuiltinContext, text: string): boolean {
  try {
    unmarshalYaml(context, text);
    return true;
  } catch (error) {
    if (error instanceof BudgetError) throw error;
    return false;
  }
}

export function marshalYaml(value: RegoValue): string {
  return printYaml(value);
}

function isKnown(tag: { readonly tag: string; readonly format?: string }): boolean {
  return tag.format !== 'TIME' && !UNKNOWN_TAGS.has(tag.tag.replace(/^tag:yaml\.org,2002:/, ''));
}

function toValue(context: BuiltinContext, plain: unknown): RegoValue {
  context.charge(1);
  switch (typeof plain) {
    case 'bigint':
      return fromBigInt(plain);
    case 'number':
      return fromDouble(plain);
    case 'string':
    case 'boolean':
      return plain;
    default:
      if (plain === null || plain === undefined) return null;
      if (Array.isArray(plain)) return plain.map((item) => toValue(context, item));
      return fromMap(context, plain as Map<unknown, unknown>);
  }
}

function fromDouble(double: number): RegoValue {
  if (!Number.isFinite(double)) throw failure(`json: unsupported value: ${goDouble(double)}`);
  return Number.isSafeInteger(double) ? double + 0 : parseNumber(String(double));
}

function goDouble(double: number): string {
  return Number.isNaN(double) ? 'NaN' : double > 0 ? '+Inf' : '-Inf';
}

function fromMap(context: BuiltinContext, map: Map<unknown, unknown>): RegoValue {
  const result: MutableObject = newObject();
  for (const [key, item] of map) result[keyText(key)] = toValue(context, item);
  return result;
}

/** Scalars that are keys become text; JSON has no others. */
function keyText(key: unknown): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'bigint' || typeof key === 'boolean' || typeof key === 'number') return String(key);
  if (key === null) return 'null';
  throw failure('error converting YAML to JSON: unsupported map key');
}
