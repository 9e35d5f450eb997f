import {
  compare,
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
import { sprintf } from './sprintf.ts';
import { queryEscape } from './url-escape.ts';

/** A number of the template itself; those of the data are texts to Go (json.Number). */
export class GoNumber {
  readonly type: 'int' | 'float64';
  readonly number: number;

  constructor(type: 'int' | 'float64', number: number) {
    this.type = type;
    this.number = number;
  }
}

/** Why a function failed. Shape: `isCall` where Go says that it was the call that failed. */
export class TemplateFault {
  readonly why: string;
  readonly isCall: boolean;

  constructor(why: string, isCall = true) {
    this.why = why;
    this.isCall = isCall;
  }
}

/** A value inside a template; undefined prints as `<no value>`. */
export type TemplateValue = RegoValue | GoNumber | undefined;

/** Whether a value counts as true: not false, null or empty, nor a zero of the template. Source: Go IsTrue. */
export function isTruthy(value: TemplateValue): boolean {
  if (value === undefined || value === null || value === false || value === '') return false;
  if (value instanceof GoNumber) return value.number !== 0;
  return isNumber(value) || typeof value !== 'object' || sizeOf(value) > 0;
}

/** The name of a value's type in Go. */
export function goType(value: TemplateValue): string {
  if (value instanceof GoNumber) return value.type;
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (value !== undefined && isNumber(value)) return 'json.Number';
  return Array.isArray(value) || value instanceof RegoSet ? '[]interface {}' : 'map[string]interface {}';
}

/** The text that a value is to Go, of texts and numbers of the data. */
function textOf(value: TemplateValue): string | undefined {
  if (typeof value === 'string') return value;
  return value === undefined || value instanceof GoNumber || !isNumber(value) ? undefined : numberText(value);
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
  if (value instanceof GoNumber) return goNumberText(value.number);
  if (isNumber(value)) return numberText(value);
  if (typeof value === 'boolean') return String(value);
  const items = value instanceof RegoSet ? value.sorted() : value;
  if (Array.isArray(items)) return `[${(items as readonly RegoValue[]).map(printedInside).join(' ')}]`;
  return `map[${jsonEntries(items as Parameters<typeof jsonEntries>[0])
    .map(([key, item]) => `${key}:${printedInside(item)}`)
    .join(' ')}]`;
}

/** Go writes small numbers with an exponent of two digits. */
function goNumberText(value: number): string {
  if (value === 0 || Math.abs(value) >= 1e-4) return String(value);
  return value.toExponential().replace(/e-([0-9])$/, 'e-0$1');
}

function printedInside(value: TemplateValue): string {
  return value === undefined || value === null ? '<nil>' : printed(value);
}

function isText(value: TemplateValue): boolean {
  return typeof value === 'string';
}

/** What `printf` is handed: numbers of the data are texts. */
function formatted(value: TemplateValue): RegoValue {
  return value instanceof GoNumber ? value.number : (textOf(value) ?? printedInside(value));
}

type TemplateFunction = (context: BuiltinContext, operands: readonly TemplateValue[]) => TemplateValue | TemplateFault;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&#34;'],
  ["'", '&#39;'],
]);

type Arity = { readonly least: number; readonly isExact: boolean };

/** How many operands a function takes; the others take any number. */
const ARITIES: ReadonlyMap<string, Arity> = new Map<string, Arity>([
  ...['and', 'or', 'index', 'slice', 'printf', 'eq'].map((name) => [name, { least: 1, isExact: false }] as const),
  ...['not', 'len'].map((name) => [name, { least: 1, isExact: true }] as const),
  ...['ne', 'lt', 'le', 'gt', 'ge'].map((name) => [name, { least: 2, isExact: true }] as const),
]);

/** What is wrong with the number of operands of a call. */
export function arityFault(name: string, count: number): string | undefined {
  const arity = ARITIES.get(name);
  if (arity === undefined || (arity.isExact ? count === arity.least : count >= arity.least)) return undefined;
  const want = arity.isExact ? `want ${arity.least}` : `want at least ${arity.least}`;
  return `wrong number of args for ${name}: ${want} got ${count}`;
}

/** The functions every Go template has. Source: Go text/template funcs.go. */
export const TEMPLATE_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  and: (_context, operands) => operands.find((operand) => !isTruthy(operand)) ?? operands.at(-1),
  or: (_context, operands) => operands.find(isTruthy) ?? operands.at(-1),
  not: (_context, [operand]) => !isTruthy(operand),
  len: (_context, [operand]) => {
    if (operand === undefined) return new TemplateFault('reflect: call of reflect.Value.Type on zero Value');
    if (operand === null) return new TemplateFault('len of nil pointer');
    const text = textOf(operand);
    if (text !== undefined) return new GoNumber('int', Buffer.byteLength(wellFormed(text)));
    if (typeof operand !== 'object' || operand instanceof GoNumber)
      return new TemplateFault(`len of type ${goType(operand)}`);
    return new GoNumber('int', sizeOf(operand));
  },
  index: (_context, [value, ...keys]) => {
    let current: TemplateValue = value;
    if (current === undefined || current === null) return new TemplateFault('index of untyped nil');
    for (const key of keys) {
      const found = indexed(current, key);
      if (found instanceof TemplateFault) return found;
      current = found;
    }
    return current;
  },
  slice: (_context, [value, ...bounds]) => {
    if (value === undefined || value === null) return new TemplateFault('slice of untyped nil');
    const text = textOf(value);
    const whole = text === undefined ? value : Buffer.from(wellFormed(text));
    if (!Array.isArray(whole) && !Buffer.isBuffer(whole))
      return new TemplateFault(`can't slice item of type ${goType(value)}`);
    const list = whole as readonly RegoValue[] | Buffer;
    const ends = [0, list.length];
    for (const [index, bound] of bounds.entries()) {
      const place = placeOf(bound, list.length + 1);
      if (place instanceof TemplateFault) return place;
      ends[index] = place;
    }
    const [start = 0, stop = 0] = ends;
    if (start > stop) return new TemplateFault(`invalid slice index: ${start} > ${stop}`);
    return Buffer.isBuffer(list) ? list.toString('utf8', start, stop) : list.slice(start, stop);
  },
  print: (_context, operands) =>
    operands
      .map((operand, index) => {
        const isApart = index > 0 && !isText(operand) && !isText(operands[index - 1]);
        return (isApart ? ' ' : '') + printedInside(operand);
      })
      .join(''),
  println: (_context, operands) => `${operands.map(printedInside).join(' ')}\n`,
  printf: (context, [format, ...operands]) => {
    const text = textOf(format);
    if (text === undefined) return new TemplateFault(`expected string; found ${printed(format)}`, false);
    return sprintf(context, text, operands.map(formatted));
  },
  html: (_context, operands) =>
    operands
      .map(printed)
      .join(' ')
      .replace(/[&<>"']/g, (character) => ESCAPES.get(character) as string),
  js: (_context, operands) =>
    JSON.stringify(operands.map(printed).join(' '))
      .slice(1, -1)
      .replaceAll("'", "\\'")
      .replace(/[<>&=]/g, (unit) => `\\u00${unit.charCodeAt(0).toString(16).toUpperCase()}`),
  urlquery: (_context, operands) => queryEscape(operands.map(printed).join(' ')),
  eq: (_context, [first, ...others]) => isEqual(first, others),
  ne: (_context, [a, b]) => negated(isEqual(a, [b])),
  lt: (_context, [a, b]) => isLess(a, b),
  le: (_context, [a, b]) => isLessOrEqual(a, b),
  gt: (_context, [a, b]) => negated(isLessOrEqual(a, b)),
  ge: (_context, [a, b]) => negated(isLess(a, b)),
};

function negated(answer: boolean | TemplateFault): boolean | TemplateFault {
  return typeof answer === 'boolean' ? !answer : answer;
}

function indexed(current: TemplateValue, key: TemplateValue): TemplateValue | TemplateFault {
  if (current === undefined || current === null) return new TemplateFault('index of nil pointer');
  const text = textOf(current);
  if (Array.isArray(current) || text !== undefined) {
    const list = text === undefined ? (current as readonly RegoValue[]) : Buffer.from(wellFormed(text));
    const place = placeOf(key, list.length + 1);
    if (place instanceof TemplateFault) return place;
    if (place === list.length)
      return new TemplateFault(`reflect: ${text === undefined ? 'slice' : 'string'} index out of range`);
    const item = list[place] as RegoValue;
    return text === undefined ? item : new GoNumber('int', item as number);
  }
  if (current instanceof GoNumber || !isObject(current))
    return new TemplateFault(`can't index item of type ${goType(current)}`);
  if (key === undefined || key === null) return new TemplateFault('value is nil; should be of type string');
  const name = textOf(key);
  if (name === undefined) return new TemplateFault(`value has type ${goType(key)}; should be string`);
  return get(current, name);
}

/** A place in a list, below `limit`. */
function placeOf(key: TemplateValue, limit: number): number | TemplateFault {
  if (key === undefined || key === null) return new TemplateFault('cannot index slice/array with nil');
  if (!(key instanceof GoNumber) || key.type !== 'int')
    return new TemplateFault(`cannot index slice/array with type ${goType(key)}`);
  return key.number < 0 || key.number >= limit ? new TemplateFault(`index out of range: ${key.number}`) : key.number;
}

type Basic =
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'int' | 'float64'; readonly value: number };

/** What can be compared of a value. */
function basicOf(value: TemplateValue): Basic | undefined {
  if (typeof value === 'boolean') return { kind: 'bool', value };
  if (value instanceof GoNumber) return { kind: value.type, value: value.number };
  const text = textOf(value);
  return text === undefined ? undefined : { kind: 'string', value: text };
}

function isEqual(first: TemplateValue, others: readonly TemplateValue[]): boolean | TemplateFault {
  if (others.length === 0) return new TemplateFault('missing argument for comparison');
  const a = basicOf(first);
  for (const other of others) {
    const b = basicOf(other);
    const isNil = [first, other].some((value) => value === undefined || value === null);
    if (a?.kind !== b?.kind) {
      if (!isNil) return incompatible(first, other);
    } else if (a !== undefined) {
      if (a.value === b?.value) return true;
    } else if (isNil) {
      if ((first ?? null) === (other ?? null)) return true;
    } else return new TemplateFault(`non-comparable type ${printed(other)}: ${goType(other)}`);
  }
  return false;
}

function incompatible(a: TemplateValue, b: TemplateValue): TemplateFault {
  return new TemplateFault(`incompatible types for comparison: ${goType(a)} and ${goType(b)}`);
}

function isLess(first: TemplateValue, second: TemplateValue): boolean | TemplateFault {
  const [a, b] = [basicOf(first), basicOf(second)];
  if (a === undefined || b === undefined) return new TemplateFault('invalid type for comparison');
  if (a.kind !== b.kind) return incompatible(first, second);
  if (a.kind === 'bool') return new TemplateFault('invalid type for comparison');
  return typeof a.value === 'string' ? compare(a.value, b.value as string) < 0 : a.value < (b.value as number);
}

function isLessOrEqual(a: TemplateValue, b: TemplateValue): boolean | TemplateFault {
  const less = isLess(a, b);
  return less === false ? isEqual(a, [b]) : less;
}
