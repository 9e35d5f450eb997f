import { isNumber, isObject, parseNumber, quote, RegoSet, type RegoValue, typeName } from '../value/index.ts';
import type { Builtin } from './context.ts';
import { failure, wrongType } from './errors.ts';

const DECIMAL = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const JSON_NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/**
 * Type predicates, type names and casts.
 * Source: OPA v1/topdown type.go, type_name.go, casts.go.
 */
export const typeBuiltins = {
  is_array: (_context, x) => Array.isArray(x),
  is_boolean: (_context, x) => typeof x === 'boolean',
  is_null: (_context, x) => x === null,
  is_number: (_context, x) => isNumber(x),
  is_object: (_context, x) => isObject(x),
  is_set: (_context, x) => x instanceof RegoSet,
  is_string: (_context, x) => typeof x === 'string',
  type_name: (_context, x) => typeName(x),
  to_number: (_context, x) => toNumber(x),
  cast_array: (_context, x) => {
    if (Array.isArray(x)) return x;
    if (x instanceof RegoSet) return x.sorted();
    throw wrongType(1, x, 'array', 'set');
  },
  cast_set: (_context, x) => {
    if (Array.isArray(x)) return RegoSet.of(x);
    if (x instanceof RegoSet) return x;
    throw wrongType(1, x, 'array', 'set');
  },
  cast_boolean: (_context, x) => expectType(x, typeof x === 'boolean', 'boolean'),
  cast_null: (_context, x) => expectType(x, x === null, 'null'),
  cast_object: (_context, x) => expectType(x, isObject(x), 'object'),
  cast_string: (_context, x) => expectType(x, typeof x === 'string', 'string'),
} satisfies Record<string, Builtin>;

function expectType(value: RegoValue, matches: boolean, name: string): RegoValue {
  if (matches) return value;
  throw wrongType(1, value, name);
}

function toNumber(value: RegoValue): RegoValue {
  if (value === null || value === false) return 0;
  if (value === true) return 1;
  if (isNumber(value)) return value;
  if (typeof value !== 'string') throw wrongType(1, value, 'null', 'boolean', 'number', 'string');
  if (JSON_NUMBER.test(value)) return finite(value, value);
  if (/^[+-]*(?:inf|infinity|nan)$/i.test(value)) throw wrongType(1, value, 'valid number string');
  if (DECIMAL.test(value)) return finite(value, canonical(value));
  const spaced = value.replace(/(?<=[0-9])_(?=[0-9])/g, '');
  if (spaced !== value && DECIMAL.test(spaced)) return finite(value, canonical(spaced));
  throw failure(`strconv.ParseFloat: parsing ${quote(value)}: invalid syntax`);
}

function finite(value: string, text: string): RegoValue {
  if (Number.isFinite(Number(text))) return parseNumber(text);
  throw failure(`strconv.ParseFloat: parsing ${quote(value)}: value out of range`);
}

/** Spells a number that Go accepts but JSON does not (`+1`, `007`, `.5`, `5.`) as JSON. */
function canonical(text: string): string {
  const [, sign, whole, fraction, exponent] = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(.*)$/.exec(text) as RegExpExecArray;
  const integer = (whole ?? '').replace(/^0+(?=[0-9])/, '') || '0';
  return `${sign === '-' ? '-' : ''}${integer}${fraction ? `.${fraction}` : ''}${exponent ?? ''}`;
}
