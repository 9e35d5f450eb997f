import type { JsonValue } from '../../value/types.ts';
import {
  ANY,
  type AnyType,
  type ArrayType,
  compareJson,
  type FunctionType,
  NUMBER,
  type ObjectType,
  type Type,
  typeOfJson,
  unwrap,
} from './type.ts';

const ORDER = { null: 0, boolean: 1, number: 2, string: 3, array: 4, object: 5, set: 6, any: 7, function: 8 } as const;

/** A total order of types; types without order between them are equal. */
export function compareTypes(left: Type | undefined, right: Type | undefined): number {
  const a = unwrap(left);
  const b = unwrap(right);
  if (a === b) return 0;
  const order = orderOf(a) - orderOf(b);
  if (order !== 0 || a === undefined || b === undefined) return Math.sign(order);
  switch (a.kind) {
    case 'array':
      return compareArrays(a, b as ArrayType);
    case 'object':
      return compareObjects(a, b as ObjectType);
    case 'set':
      return compareTypes(a.of, (b as typeof a).of);
    case 'any':
      return compareLists(a.of, (b as AnyType).of);
    case 'function': {
      const other = b as FunctionType;
      return (
        Math.sign(a.args.length - other.args.length) ||
        compareLists(a.args, other.args) ||
        compareTypes(a.result, other.result) ||
        compareTypes(a.variadic, other.variadic)
      );
    }
    default:
      return 0;
  }
}

function orderOf(type: Type | undefined): number {
  return type === undefined || type.kind === 'recursive' ? -1 : ORDER[type.kind];
}

function comparePresence(a: unknown, b: unknown): number {
  return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
}

function compareArrays(a: ArrayType, b: ArrayType): number {
  return comparePresence(a.rest, b.rest) || compareTypes(a.rest, b.rest) || compareLists(a.items, b.items);
}

function compareObjects(a: ObjectType, b: ObjectType): number {
  const rest =
    comparePresence(a.rest, b.rest) ||
    compareTypes(a.rest?.key, b.rest?.key) ||
    compareTypes(a.rest?.value, b.rest?.value);
  if (rest !== 0) return rest;
  for (let i = 0; i < Math.min(a.fields.length, b.fields.length); i++) {
    const left = a.fields[i]!;
    const right = b.fields[i]!;
    const order = compareJson(left.key, right.key) || compareTypes(left.value, right.value);
    if (order !== 0) return order;
  }
  return Math.sign(a.fields.length - b.fields.length);
}

function compareLists(a: readonly (Type | undefined)[], b: readonly (Type | undefined)[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareTypes(a[i], b[i]);
    if (order !== 0) return order;
  }
  return Math.sign(a.length - b.length);
}

export function anyContains(union: AnyType, type: Type | undefined): boolean {
  if (type?.kind === 'function') return false;
  return union.of.length === 0 || union.of.some((item) => compareTypes(item, type) === 0);
}

/** The union of two types. */
export function or(a: Type | undefined, b: Type | undefined): Type | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  if (a.kind === 'function' || b.kind === 'function')
    return a.kind === 'function' && b.kind === 'function' ? orFunctions(a, b) : undefined;
  if (a.kind === 'any') return merge(a, b);
  if (b.kind === 'any') return merge(b, a);
  return compareTypes(a, b) === 0 ? a : { kind: 'any', of: [a, b].sort(compareTypes) };
}

function orFunctions(a: FunctionType, b: FunctionType): Type | undefined {
  if (a.args.length !== b.args.length || (a.variadic === undefined) !== (b.variadic === undefined)) return undefined;
  const args = a.args.map((arg, i) => or(arg, b.args[i]));
  return { kind: 'function', args, result: or(a.result, b.result), variadic: or(a.variadic, b.variadic) };
}

function merge(a: AnyType, b: Type): AnyType {
  if (a.of.length === 0) return a;
  if (b.kind !== 'any') return anyContains(a, b) ? a : { kind: 'any', of: [...a.of, b].sort(compareTypes) };
  if (b.of.length === 0) return b;
  const added = b.of.filter((item) => !anyContains(a, item));
  return added.length === 0 ? a : { kind: 'any', of: [...a.of, ...added].sort(compareTypes) };
}

/** The type behind a constant key. */
export function select(container: Type | undefined, key: JsonValue): Type | undefined {
  const type = unwrap(container);
  switch (type?.kind) {
    case 'array':
      return typeof key === 'number' && Number.isInteger(key) && key >= 0 ? (type.items[key] ?? type.rest) : undefined;
    case 'object':
      return selectField(type, key);
    case 'set': {
      const of = typeOfJson(key);
      if (compareTypes(type.of, of) === 0) return type.of;
      return type.of?.kind === 'any' && anyContains(type.of, of) ? of : undefined;
    }
    case 'any':
      return type.of.length === 0 ? ANY : unionOf(type.of, (item) => select(item, key));
    default:
      return undefined;
  }
}

export function selectField(type: ObjectType, key: JsonValue): Type | undefined {
  const field = type.fields.find((item) => compareJson(item.key, key) === 0);
  if (field !== undefined) return field.value;
  if (type.rest === undefined) return undefined;
  const of = typeOfJson(key);
  const fits = type.rest.key?.kind === 'any' ? anyContains(type.rest.key, of) : compareTypes(type.rest.key, of) === 0;
  return fits ? type.rest.value : undefined;
}

function unionOf(types: readonly Type[], map: (type: Type) => Type | undefined): Type | undefined {
  let result: Type | undefined;
  for (const type of types) result = or(map(type), result);
  return result;
}

/** The type of a container's keys; undefined for what holds nothing. */
export function keysOf(container: Type | undefined): Type | undefined {
  const type = unwrap(container);
  switch (type?.kind) {
    case 'array':
      return NUMBER;
    case 'object': {
      let keys: Type | undefined;
      for (const field of type.fields) keys = or(keys, typeOfJson(field.key));
      return or(keys, type.rest?.key);
    }
    case 'set':
      return type.of;
    case 'any':
      return type.of.length === 0 ? ANY : unionOf(type.of, keysOf);
    default:
      return undefined;
  }
}

/** The type of a container's values; undefined for what holds nothing. */
export function valuesOf(container: Type | undefined): Type | undefined {
  const type = unwrap(container);
  switch (type?.kind) {
    case 'array': {
      let values: Type | undefined;
      for (const item of type.items) values = or(values, item);
      return or(values, type.rest);
    }
    case 'object': {
      let values: Type | undefined;
      for (const field of type.fields) values = or(values, field.value);
      return or(values, type.rest?.value);
    }
    case 'set':
      return type.of;
    case 'any':
      return type.of.length === 0 ? ANY : unionOf(type.of, valuesOf);
    default:
      return undefined;
  }
}

/** Whether a type is not known, in whole or in a part. */
export function isIncomplete(container: Type | undefined, seen: Set<Type> = new Set()): boolean {
  const type = unwrap(container);
  if (type === undefined) return true;
  if (type.kind === 'function')
    return type.args.some((arg) => isIncomplete(arg, seen)) || isIncomplete(type.result, seen);
  if (type.kind === 'set') return isIncomplete(type.of, seen);
  if (type.kind !== 'array' && type.kind !== 'object') return false;
  if (seen.has(type)) return false;
  seen.add(type);
  if (type.kind === 'array')
    return (
      type.items.some((item) => isIncomplete(item, seen)) || (type.rest !== undefined && isIncomplete(type.rest, seen))
    );
  if (type.fields.some((field) => isIncomplete(field.value, seen))) return true;
  return type.rest !== undefined && (isIncomplete(type.rest.key, seen) || isIncomplete(type.rest.value, seen));
}

/** Whether some value can be of both types. */
export function unifies(left: Type | undefined, right: Type | undefined): boolean {
  const a = unwrap(left);
  const b = unwrap(right);
  if (a === undefined || b === undefined) return false;
  if (a.kind === 'any' && anyUnifies(a, b)) return true;
  if (b.kind === 'any' && anyUnifies(b, a)) return true;
  if (a.kind !== b.kind || a.kind === 'any') return false;
  switch (a.kind) {
    case 'array': {
      const other = b as ArrayType;
      return (
        itemsUnify(a, other) &&
        itemsUnify(other, a) &&
        (a.rest === undefined || other.rest === undefined || unifies(a.rest, other.rest))
      );
    }
    case 'object': {
      const other = b as ObjectType;
      if (!fieldsUnify(a, other) || !fieldsUnify(other, a)) return false;
      if (a.rest?.value === undefined || other.rest?.value === undefined) return true;
      return unifies(a.rest.value, other.rest.value);
    }
    case 'set':
      return unifies(a.of, (b as typeof a).of);
    case 'function': {
      const other = b as FunctionType;
      return a.args.length === other.args.length && a.args.every((arg, i) => unifies(arg, other.args[i]));
    }
    default:
      return true;
  }
}

function anyUnifies(a: AnyType, b: Type): boolean {
  if (b.kind === 'function') return false;
  return a.of.length === 0 || a.of.some((item) => unifies(item, b));
}

function itemsUnify(a: ArrayType, b: ArrayType): boolean {
  return a.items.every((item, i) => unifies(item, i < b.items.length ? b.items[i] : b.rest));
}

function fieldsUnify(a: ObjectType, b: ObjectType): boolean {
  return a.fields.every((field) => {
    const other = selectField(b, field.key);
    if (other === undefined) return a.rest?.value !== undefined || b.rest?.value !== undefined;
    return unifies(field.value, other);
  });
}
