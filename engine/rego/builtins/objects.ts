import {
  type AnyObject,
  equals,
  get,
  isObject,
  ObjectBuilder,
  objectEntries,
  objectGet,
  objectSize,
  RegoSet,
  type RegoValue,
} from '../value/index.ts';
import type { Builtin, BuiltinContext } from './context.ts';
import { BuiltinError, wrongItem, wrongType } from './errors.ts';
import { arrayOperand, objectOperand } from './operands.ts';

/**
 * Objects.
 * Source: OPA v1/topdown object.go, subset.go.
 */
export const objectBuiltins = {
  'object.get': (_context, x, key, otherwise) => {
    const object = objectOperand(x, 1);
    if (!Array.isArray(key)) {
      const value = objectGet(object, key);
      return value === undefined ? otherwise : value;
    }
    let current: RegoValue | undefined = object;
    for (const part of key as readonly RegoValue[]) {
      current = get(current, part);
      if (current === undefined) return otherwise;
    }
    return current;
  },
  'object.keys': (context, x) => {
    const entries = objectEntries(objectOperand(x, 1));
    context.charge(entries.length * 10);
    return RegoSet.of(entries.map(([key]) => key));
  },
  'object.remove': (context, x, keys) => {
    const object = objectOperand(x, 1);
    const removed = keySet(keys);
    const result = new ObjectBuilder();
    context.charge(objectSize(object) * 10);
    for (const [key, value] of objectEntries(object)) if (!removed.has(key)) result.set(key, value);
    return result.build();
  },
  'object.filter': (context, x, keys) => {
    const object = objectOperand(x, 1);
    const kept = keySet(keys);
    const result = new ObjectBuilder();
    context.charge(objectSize(object) * 10);
    for (const [key, value] of objectEntries(object)) if (kept.has(key)) result.set(key, value);
    return result.build();
  },
  'object.union': (context, a, b) => merge(context, objectOperand(a, 1), objectOperand(b, 2)),
  'object.union_n': (context, x) => {
    const objects = arrayOperand(x, 1);
    let result: AnyObject = new ObjectBuilder().build();
    for (const object of objects) if (!isObject(object)) throw wrongItem(1, objects, object, 'object');
    for (const object of objects) result = merge(context, result, object as AnyObject);
    return result;
  },
  'object.subset': (context, a, b) => {
    if (isObject(a) && isObject(b)) return isSubObject(context, a, b);
    if (a instanceof RegoSet && b instanceof RegoSet) return b.isSubsetOf(a);
    if (Array.isArray(a) && Array.isArray(b)) return isSubArray(context, a, b);
    if (Array.isArray(a) && b instanceof RegoSet) return holdsAll(a, b);
    throw new BuiltinError('eval_type_error', 'both arguments object.subset must be of the same type or array and set');
  },
} satisfies Record<string, Builtin>;

function keySet(value: RegoValue): RegoSet {
  if (value instanceof RegoSet) return value;
  if (Array.isArray(value)) return RegoSet.of(value as readonly RegoValue[]);
  if (isObject(value)) return RegoSet.of(objectEntries(value).map(([key]) => key));
  throw wrongType(2, value, 'object', 'set', 'array');
}

/** The right object's values win; where both are objects they are merged in turn. */
function merge(context: BuiltinContext, a: AnyObject, b: AnyObject): AnyObject {
  if (objectSize(a) === 0) return b;
  if (objectSize(b) === 0) return a;
  const result = new ObjectBuilder();
  context.charge((objectSize(a) + objectSize(b)) * 10);
  for (const [key, value] of objectEntries(a)) result.set(key, value);
  for (const [key, value] of objectEntries(b)) {
    const present = result.get(key);
    const both = present !== undefined && isObject(present) && isObject(value);
    result.set(key, both ? merge(context, present, value) : value);
  }
  return result.build();
}

function isSubObject(context: BuiltinContext, whole: AnyObject, part: AnyObject): boolean {
  context.charge(objectSize(part));
  return objectEntries(part).every(([key, value]) => {
    const other = objectGet(whole, key);
    if (other === undefined) return false;
    if (equals(value, other)) return true;
    if (isObject(other) && isObject(value)) return isSubObject(context, other, value);
    if (other instanceof RegoSet && value instanceof RegoSet) return value.isSubsetOf(other);
    return Array.isArray(other) && Array.isArray(value) && isSubArray(context, other, value);
  });
}

/** Whether `part` stands in `whole` as a run of neighbours. */
function isSubArray(context: BuiltinContext, whole: readonly RegoValue[], part: readonly RegoValue[]): boolean {
  context.charge(whole.length + part.length);
  for (let start = 0; start + part.length <= whole.length; start++) {
    if (part.every((item, index) => equals(item, whole[start + index] as RegoValue))) return true;
  }
  return false;
}

/** OPA counts the matching items of the array, so an empty array holds nothing and repeats count again. */
function holdsAll(whole: readonly RegoValue[], part: RegoSet): boolean {
  let unmatched = part.size;
  for (const item of whole) {
    if (part.has(item)) unmatched--;
    if (unmatched === 0) return true;
  }
  return false;
}
