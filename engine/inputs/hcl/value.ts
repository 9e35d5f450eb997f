import type { JsonValue } from '../document.ts';

/** What is known of a value that is not known as a whole: a text in pieces, or what JSON text holds. */
export type OpenText =
  | { readonly kind: 'pieces'; readonly pieces: readonly (string | Unknown)[] }
  | { readonly kind: 'json'; readonly value: Value };

/**
 * A value that cannot be known here, and why.
 * Shape: `isIdentity` marks what a cloud calls one resource: its ARN or id.
 */
export class Unknown {
  readonly reason: string;
  readonly open: OpenText | undefined;
  readonly isIdentity: boolean;
  constructor(reason: string, open?: OpenText, isIdentity = false) {
    this.reason = reason;
    this.open = open;
    this.isIdentity = isIdentity;
  }
}

/** What Terraform itself would refuse: `try` goes on after it, and `can` is false. */
export class Failure extends Unknown {}

/**
 * A set: each member once, in the order in which Terraform goes over it.
 * Shape: what is mapped or filtered from it is a plain list.
 */
export class SetOf extends Array<Value> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** An object of which only some attributes are known, as a resource is before apply; all others are `rest`. */
export class Partial {
  readonly known: ReadonlyMap<string, Value>;
  readonly rest: Unknown;
  constructor(known: ReadonlyMap<string, Value>, rest: Unknown) {
    this.known = known;
    this.rest = rest;
  }
}

/** Names that stand for nothing by themselves, as `var` or `aws_s3_bucket` do; each member is found on demand. */
export class Namespace {
  readonly get: (name: string) => Value;
  constructor(get: (name: string) => Value) {
    this.get = get;
  }
}

/** Values of Terraform's language: lists, sets and tuples are arrays, maps and objects are Maps. */
export type Value =
  | null
  | boolean
  | number
  | string
  | readonly Value[]
  | ReadonlyMap<string, Value>
  | Unknown
  | Partial
  | Namespace;

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isSet(value: Value): value is SetOf {
  return value instanceof SetOf;
}

export function isMap(value: Value): value is ReadonlyMap<string, Value> {
  return value instanceof Map;
}

/** Whether nothing in a value is unknown. */
export function isWhole(value: Value): boolean {
  if (value instanceof Unknown || value instanceof Partial || value instanceof Namespace) return false;
  if (isList(value)) return value.every(isWhole);
  if (isMap(value)) return [...value.values()].every(isWhole);
  return true;
}

/** How much evaluating one configuration may still cost, in values looked at. */
export type Budget = { left: number };

const MAX_NODES = 100_000;
const MAX_TEXT = 1_000_000;

/** Takes what looking through a value costs; true where it is too large to go on with, or the budget is used up. */
export function isTooLarge(value: Value, budget: Budget): boolean {
  if (typeof value === 'string') return value.length > MAX_TEXT;
  if (!isList(value) && !isMap(value)) return false;
  let count = 0;
  const waiting: Value[] = [value];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    count += typeof next === 'string' ? 1 + next.length / 100 : 1;
    if (count + waiting.length > MAX_NODES) break;
    if (isList(next)) for (const item of next.slice(0, MAX_NODES)) waiting.push(item);
    else if (isMap(next)) for (const item of next.values()) waiting.push(item);
  }
  budget.left -= count;
  return count + waiting.length > MAX_NODES || budget.left < 0;
}

/** The first reason why a value is not known whole. */
export function reasonOf(value: Value): string | undefined {
  if (value instanceof Unknown) return value.reason;
  if (value instanceof Partial) return value.rest.reason;
  if (value instanceof Namespace) return 'it is no value';
  const members = isList(value) ? value : isMap(value) ? value.values() : [];
  for (const member of members) {
    const reason = reasonOf(member);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Text of a primitive, as `tostring` makes it; undefined for anything else. */
export function textOf(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' ? numberText(value) : undefined;
}

/** Numbers as Terraform prints them: never with an exponent. */
export function numberText(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(20).replace(/0+$/, '');
}

/** A number, or the number that a text states; undefined for anything else and for what a double does not hold exactly. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(value))
    return undefined;
  return isExact(value) ? Number(value) : undefined;
}

/** Whether a double holds the number that is written: Terraform itself computes with 512 bits. */
export function isExact(text: string): boolean {
  const number = Number(text);
  const digits = text
    .replace(/[eE].*$/, '')
    .replace(/[-+.]/g, '')
    .replace(/^0+/, '')
    .replace(/0+$/, '');
  return digits.length <= 15 ? Math.abs(number) < 1e21 : Number.isSafeInteger(number) && String(number) === text;
}

export function booleanOf(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : undefined;
}

/** Whether two whole values are the same. */
export function isEqual(left: Value, right: Value): boolean {
  if (isSet(left) !== isSet(right)) return false;
  if (isList(left) && isList(right))
    return left.length === right.length && left.every((item, index) => isEqual(item, right[index] as Value));
  if (isMap(left) && isMap(right))
    return (
      left.size === right.size &&
      [...left].every(([key, item]) => right.has(key) && isEqual(item, right.get(key) as Value))
    );
  return left === right;
}

export function fromJson(value: JsonValue): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => fromJson(item as JsonValue));
  return new Map(Object.entries(value).map(([key, item]) => [key, fromJson(item as JsonValue)]));
}

/** A whole value as JSON, keys sorted as `jsonencode` does; undefined where a part is unknown. */
export function toJson(value: Value): JsonValue | undefined {
  if (isList(value)) {
    const items = value.map(toJson);
    return items.includes(undefined) ? undefined : (items as JsonValue[]);
  }
  if (isMap(value)) {
    const entries = sortedEntries(value).map(([key, item]): [string, JsonValue | undefined] => [key, toJson(item)]);
    return entries.some(([, item]) => item === undefined)
      ? undefined
      : (Object.fromEntries(entries) as { [key: string]: JsonValue });
  }
  if (typeof value === 'object' && value !== null) return undefined;
  return value as JsonValue;
}

/** Entries in Terraform's order of map keys: by UTF-8 bytes. */
export function sortedEntries(map: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...map].sort(([left], [right]) => compareKeys(left, right));
}

export function compareKeys(left: string, right: string): number {
  return left === right ? 0 : Buffer.compare(Buffer.from(left), Buffer.from(right));
}
