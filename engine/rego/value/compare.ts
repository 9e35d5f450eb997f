import { sortedKeys } from './keys.ts';
import { visit } from './meter.ts';
import { compareNumbers, RegoNumber } from './number.ts';
import { RegoObject } from './object.ts';
import { RegoSet } from './set.ts';
import { compareStrings } from './strings.ts';
import type { PlainObject, RegoValue } from './types.ts';

const hasOwn = Object.prototype.hasOwnProperty;

/** The place of a value's type in OPA's order. */
function rankOf(value: RegoValue): number {
  switch (typeof value) {
    case 'string':
      return 3;
    case 'number':
      return 2;
    case 'boolean':
      return 1;
    default:
      if (value === null) return 0;
      if (Array.isArray(value)) return 4;
      if (value instanceof RegoSet) return 6;
      if (value instanceof RegoNumber) return 2;
      return 5;
  }
}

/**
 * OPA's total order: null < booleans < numbers < strings < arrays < objects < sets.
 * Shape:  negative, 0 or positive; objects by their sorted (key, value) pairs, sets by their sorted items.
 * Source: OPA v1/ast compare.go.
 */
export function compare(a: RegoValue, b: RegoValue): number {
  if (a === b) return 0;
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  const rank = rankOf(a);
  const difference = rank - rankOf(b);
  if (difference !== 0) return difference;
  switch (rank) {
    case 1:
      return a === true ? 1 : -1;
    case 2:
      return compareNumbers(a as number | RegoNumber, b as number | RegoNumber);
    case 4:
      return compareArrays(a as readonly RegoValue[], b as readonly RegoValue[]);
    case 5:
      return compareObjects(a as PlainObject | RegoObject, b as PlainObject | RegoObject);
    case 6:
      return compareArrays((a as RegoSet).sorted(), (b as RegoSet).sorted());
    default:
      return 0;
  }
}

function compareArrays(a: readonly RegoValue[], b: readonly RegoValue[]): number {
  const length = Math.min(a.length, b.length);
  visit(length);
  for (let index = 0; index < length; index++) {
    const order = compare(a[index] as RegoValue, b[index] as RegoValue);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareObjects(a: PlainObject | RegoObject, b: PlainObject | RegoObject): number {
  if (a instanceof RegoObject || b instanceof RegoObject) {
    const x = entriesOf(a);
    const y = entriesOf(b);
    const length = Math.min(x.length, y.length);
    for (let index = 0; index < length; index++) {
      const order = compareArrays(x[index] as [RegoValue, RegoValue], y[index] as [RegoValue, RegoValue]);
      if (order !== 0) return order;
    }
    return x.length - y.length;
  }
  const keysA = sortedKeys(a);
  const keysB = sortedKeys(b);
  const length = Math.min(keysA.length, keysB.length);
  visit(length);
  for (let index = 0; index < length; index++) {
    const keyA = keysA[index] as string;
    const keyB = keysB[index] as string;
    const order = compareStrings(keyA, keyB) || compare(a[keyA] as RegoValue, b[keyB] as RegoValue);
    if (order !== 0) return order;
  }
  return keysA.length - keysB.length;
}

function entriesOf(value: PlainObject | RegoObject): readonly (readonly [RegoValue, RegoValue])[] {
  if (value instanceof RegoObject) return value.sorted();
  return sortedKeys(value).map((key) => [key, value[key] as RegoValue] as const);
}

/** Whether two values are the same in Rego: 1 equals 1.0, objects and sets by content. */
export function equals(a: RegoValue, b: RegoValue): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || a === null)
    return typeof a === 'number' && b instanceof RegoNumber && compareNumbers(a, b) === 0;
  if (typeof b !== 'object' || b === null)
    return typeof b === 'number' && a instanceof RegoNumber && compareNumbers(a, b) === 0;
  if (Array.isArray(a)) return Array.isArray(b) && equalArrays(a, b);
  if (Array.isArray(b)) return false;
  if (a instanceof RegoSet) return b instanceof RegoSet && a.size === b.size && a.isSubsetOf(b);
  if (b instanceof RegoSet) return false;
  if (a instanceof RegoNumber) return b instanceof RegoNumber && compareNumbers(a, b) === 0;
  if (b instanceof RegoNumber) return false;
  if (a instanceof RegoObject) return b instanceof RegoObject && equalRegoObjects(a, b);
  if (b instanceof RegoObject) return false;
  return equalPlainObjects(a as PlainObject, b as PlainObject);
}

function equalArrays(a: readonly RegoValue[], b: readonly RegoValue[]): boolean {
  if (a.length !== b.length) return false;
  visit(a.length);
  for (let index = 0; index < a.length; index++)
    if (!equals(a[index] as RegoValue, b[index] as RegoValue)) return false;
  return true;
}

function equalPlainObjects(a: PlainObject, b: PlainObject): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  visit(keys.length);
  for (const key of keys) if (!hasOwn.call(b, key) || !equals(a[key] as RegoValue, b[key] as RegoValue)) return false;
  return true;
}

function equalRegoObjects(a: RegoObject, b: RegoObject): boolean {
  if (a.size !== b.size) return false;
  visit(a.size);
  for (const [key, value] of a.unordered()) {
    const other = b.get(key);
    if (other === undefined || !equals(value, other)) return false;
  }
  return true;
}
