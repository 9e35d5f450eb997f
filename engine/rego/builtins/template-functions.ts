import {
  compare,
  equals,
  get,
  isNumber,
  isObject,
  numberText,
  objectSize,
  RegoSet,
  type RegoValue,
  wellFormed,
} from '../value/index.ts';
import { jsonEntries } from '../value/json.ts';
import type { BuiltinContext } from './context.ts';
import { failure } from './errors.ts';
import { sprintf } from './sprintf.ts';
import { queryEscape } from './url-escape.ts';

/** A value inside a template; undefined prints as `<no value>`. */
export type TemplateValue = RegoValue | undefined;

/** Whether a value counts as true: not false, null, zero or empty. Source: Go text/template IsTrue. */
export function isTruthy(value: TemplateValue): boolean {
  if (value === undefined || value === null || value === false || value === '') return false;
  if (isNumber(value)) return compare(value, 0) !== 0;
  return typeof value !== 'object' || sizeOf(value) > 0;
}

function sizeOf(value: RegoValue): number {
  if (Array.isArray(value)) return value.length;
  if (value instanceof RegoSet) return value.size;
  return isObject(value) ? objectSize(value) : 0;
}

/** A value as Go's fmt.Print shows it: lists in brackets with blanks, objects as `map[a:1 b:2]`. */
export function printed(value: TemplateValue): string {
  if (value === undefined || value === null) return '<no value>';
  if (typeof value === 'string') return value;
  if (isNumber(value)) return numberText(value);
  if (typeof value === 'boolean') return String(value);
  const items = value instanceof RegoSet ? value.sorted() : value;
  if (Array.isArray(items)) return `[${(items as readonly RegoValue[]).map(printedInside).join(' ')}]`;
  return `map[${jsonEntries(items as Parameters<typeof jsonEntries>[0])
    .map(([key, item]) => `${key}:${printedInside(item)}`)
    .join(' ')}]`;
}

function printedInside(value: RegoValue): string {
  return value === null ? '<nil>' : printed(value);
}

type TemplateFunction = (context: BuiltinContext, operands: readonly TemplateValue[]) => TemplateValue;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&#34;'],
  ["'", '&#39;'],
]);

/** The functions every Go template has. Source: Go text/template funcs.go. */
export const TEMPLATE_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  and: (_context, operands) => operands.find((operand) => !isTruthy(operand)) ?? operands.at(-1),
  or: (_context, operands) => operands.find(isTruthy) ?? operands.at(-1),
  not: (_context, [operand]) => !isTruthy(operand),
  len: (_context, [operand]) => {
    if (typeof operand === 'string') return Buffer.byteLength(wellFormed(operand));
    if (operand === undefined || typeof operand !== 'object' || operand === null) throw fault('len', 'no length');
    return sizeOf(operand);
  },
  index: (_context, [value, ...keys]) => {
    let current: TemplateValue = value;
    for (const key of keys) {
      const isOutside = Array.isArray(current) && (typeof key !== 'number' || key < 0 || key >= current.length);
      if (isOutside) throw fault('index', `index out of range: ${printed(key)}`);
      current = key === undefined ? undefined : get(current, key);
    }
    return current;
  },
  slice: (_context, [value, from, to]) => {
    const [start, stop] = [from, to].map((bound) => (typeof bound === 'number' ? bound : undefined));
    if (typeof value === 'string' || Array.isArray(value)) return value.slice(start, stop);
    throw fault('slice', "can't slice item");
  },
  print: (_context, operands) =>
    operands
      .map((operand, index) => {
        const isApart = index > 0 && typeof operand !== 'string' && typeof operands[index - 1] !== 'string';
        return (isApart ? ' ' : '') + printed(operand);
      })
      .join(''),
  println: (_context, operands) => `${operands.map(printed).join(' ')}\n`,
  printf: (context, [format, ...operands]) =>
    sprintf(
      context,
      typeof format === 'string' ? format : printed(format),
      operands.map((operand) =>
        isNumber(operand ?? null) || typeof operand === 'string' ? (operand as RegoValue) : printed(operand),
      ),
    ),
  html: (_context, operands) =>
    operands
      .map(printed)
      .join(' ')
      .replace(/[&<>"']/g, (character) => ESCAPES.get(character) as string),
  js: (_context, operands) => JSON.stringify(operands.map(printed).join(' ')).slice(1, -1).replaceAll("'", "\\'"),
  urlquery: (_context, operands) => queryEscape(operands.map(printed).join(' ')),
  eq: (_context, [first, ...others]) => others.some((other) => same(first, other)),
  ne: (_context, [a, b]) => !same(a, b),
  lt: (_context, [a, b]) => order(a, b) < 0,
  le: (_context, [a, b]) => order(a, b) <= 0,
  gt: (_context, [a, b]) => order(a, b) > 0,
  ge: (_context, [a, b]) => order(a, b) >= 0,
};

function fault(name: string, why: string) {
  return failure(`template: template:1:1: executing "template" at <${name}>: error calling ${name}: ${why}`);
}

function same(a: TemplateValue, b: TemplateValue): boolean {
  return a === undefined || b === undefined ? a === b : equals(a, b);
}

function order(a: TemplateValue, b: TemplateValue): number {
  if (isNumber(a ?? null) && isNumber(b ?? null)) return compare(a as RegoValue, b as RegoValue);
  if (typeof a === 'string' && typeof b === 'string') return compare(a, b);
  throw fault('lt', 'incompatible types for comparison');
}
