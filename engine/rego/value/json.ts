import { sortedKeys } from './keys.ts';
import { visit } from './meter.ts';
import { numberText, RegoNumber } from './number.ts';
import { RegoObject } from './object.ts';
import { newObject } from './plain.ts';
import { RegoSet } from './set.ts';
import { wellFormed } from './strings.ts';
import type { JsonValue, PlainObject, RegoValue } from './types.ts';

/**
 * A value as plain JSON: sets become sorted arrays, keys that are no strings become their JSON text, numbers become
 * the nearest double (their exact text is kept by `toJsonText` only).
 */
export function toJson(value: RegoValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly RegoValue[]).map(toJson);
  if (value instanceof RegoSet) return value.sorted().map(toJson);
  if (value instanceof RegoNumber) return value.double;
  const result = newObject() as { [key: string]: JsonValue };
  if (value instanceof RegoObject) {
    for (const [key, item] of value.sorted()) result[jsonKey(key)] = toJson(item);
    return result;
  }
  for (const key of sortedKeys(value as PlainObject)) result[key] = toJson((value as PlainObject)[key] as RegoValue);
  return result;
}

/** The string that stands for a key in JSON: strings as they are, sets as arrays, all else as JSON text. */
export function jsonKey(key: RegoValue): string {
  return typeof key === 'string' ? key : toJsonText(key);
}

/**
 * JSON text as Go writes it: no white space, keys in order, numbers as written; `<`, `>`, `&`, U+2028 and U+2029
 * escaped.
 * Source: Go encoding/json, as json.marshal and the decision log use it.
 */
export function toJsonText(value: RegoValue): string {
  switch (typeof value) {
    case 'string':
      return jsonString(value);
    case 'number':
      return numberText(value);
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      if (value === null) return 'null';
      if (value instanceof RegoNumber) return value.text;
      visit(1);
      if (Array.isArray(value)) return arrayText(value);
      if (value instanceof RegoSet) return arrayText(value.sorted());
      return `{${jsonEntries(value as PlainObject | RegoObject)
        .map(([key, item]) => `${jsonString(key)}:${toJsonText(item)}`)
        .join(',')}}`;
  }
}

function arrayText(items: readonly RegoValue[]): string {
  return `[${items.map(toJsonText).join(',')}]`;
}

/** Entries as JSON has them: string keys, in order, the last of equal ones. */
export function jsonEntries(object: PlainObject | RegoObject): readonly (readonly [string, RegoValue])[] {
  if (!(object instanceof RegoObject)) return sortedKeys(object).map((key) => [key, object[key] as RegoValue] as const);
  const result = newObject();
  for (const [key, item] of object.sorted()) result[jsonKey(key)] = item;
  return sortedKeys(result).map((key) => [key, result[key] as RegoValue] as const);
}

/** A string literal of JSON as Go writes it. */
export function jsonString(text: string): string {
  const literal = JSON.stringify(wellFormed(text));
  return /[<>&\u2028\u2029]/.test(literal) ? literal.replace(/[<>&\u2028\u2029]/g, escapeUnit) : literal;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
