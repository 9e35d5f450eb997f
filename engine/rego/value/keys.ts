import { decimalKey } from './decimal.ts';
import { visit } from './meter.ts';
import { RegoNumber } from './number.ts';
import { RegoObject } from './object.ts';
import { RegoSet } from './set.ts';
import { compareStrings } from './strings.ts';
import type { PlainObject, RegoValue } from './types.ts';

/** What stands for a Rego value in a Map or Set: equal values have the same key, different values never. */
export type Key = string | number | boolean | null;

/**
 * The key of a value.
 * Shape:  scalars stand for themselves (a string that starts with NUL is prefixed), 1 and 1.0 share the key 1,
 *         composites are written out behind `\0c`.
 */
export function keyOf(value: RegoValue): Key {
  switch (typeof value) {
    case 'string':
      return value.length > 0 && value.charCodeAt(0) === 0 ? `\u0000s${value}` : value;
    case 'number':
      return value === 0 ? 0 : value;
    case 'boolean':
      return value;
    default:
      if (value === null) return null;
      if (value instanceof RegoNumber) return numberKey(value);
      return `\u0000c${compositeKey(value)}`;
  }
}

function numberKey(value: RegoNumber): number | string {
  const key = decimalKey(value.decimal);
  const double = value.double;
  if (Number.isSafeInteger(double) || (Number.isFinite(double) && !Number.isInteger(double))) {
    if (decimalKey(new RegoNumber(String(double)).decimal) === key) return double === 0 ? 0 : double;
  }
  return `\u0000n${key}`;
}

function compositeKey(value: RegoValue): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return value === 0 ? '0' : String(value);
    case 'boolean':
      return value ? 't' : 'f';
    default:
      if (value === null) return 'n';
      if (Array.isArray(value)) return arrayKey(value);
      if (value instanceof RegoNumber) return String(numberKey(value));
      if (value instanceof RegoSet) return `<${value.sortedKeyTexts().join(',')}>`;
      if (value instanceof RegoObject) return `{${value.sortedKeyTexts().join(',')}}`;
      return objectKey(value as PlainObject);
  }
}

/** The text of one member's key inside a composite's key. */
export function memberKeyText(value: RegoValue): string {
  return compositeKey(value);
}

function arrayKey(items: readonly RegoValue[]): string {
  let text = '[';
  visit(items.length);
  for (let index = 0; index < items.length; index++)
    text += index === 0 ? compositeKey(items[index] as RegoValue) : `,${compositeKey(items[index] as RegoValue)}`;
  return `${text}]`;
}

function objectKey(object: PlainObject): string {
  let text = '{';
  const keys = sortedKeys(object);
  visit(keys.length);
  for (const key of keys) text += `${JSON.stringify(key)}:${compositeKey(object[key] as RegoValue)},`;
  return `${text}}`;
}

/** Objects with fewer keys are sorted anew each time: that is faster than the cache. */
const CACHED_FROM = 8;
const cache = new WeakMap<PlainObject, readonly string[]>();

/** The own keys of a plain object in OPA's order; cached for objects of some size. */
export function sortedKeys(object: PlainObject): readonly string[] {
  const keys = Object.keys(object);
  if (keys.length < CACHED_FROM) return sortStrings(keys);
  const known = cache.get(object);
  if (known !== undefined && known.length === keys.length) return known;
  const sorted = sortStrings(keys);
  cache.set(object, sorted);
  return sorted;
}

function sortStrings(keys: string[]): string[] {
  for (let index = 1; index < keys.length; index++) {
    if (compareStrings(keys[index - 1] as string, keys[index] as string) > 0) return keys.sort(compareStrings);
  }
  return keys;
}
