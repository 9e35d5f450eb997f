import type { JsonValue } from '../../value/types.ts';
import { anyType, functionType, typeOfJson } from './construct.ts';
import {
  ANY,
  type AnyType,
  type ArrayType,
  compareJson,
  type Field,
  type FunctionType,
  NUMBER,
  type ObjectType,
  type Type,
  unwrap,
} from './type.ts';
import { spend } from './work.ts';

const ORDER = { null: 0, boolean: 1, number: 2, string: 3, array: 4, object: 5, set: 6, any: 7, function: 8 } as const;

/** A total order of types; types without order between them are equal. */
export function compareTypes(left: Type | undefined, right: Type | undefined): number {
  const a = unwrap(left);
  const b = unwrap(right);
  if (a === b) return 0;
  spend(1);
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
  if (union.of.length === 0) return true;
  const found = union.of[placeIn(union, type)];
  return found !== undefined && compareTypes(found, type) === 0;
}

/** Where the first member of a union stands that does not come before a type. */
function placeIn({ of }: AnyType, type: Type | undefined): number {
  let low = 0;
  let high = of.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareTypes(of[middle], type) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The union of two types. */
export function or(a: Type | undefined, b: Type | undefined): Type | undefined {
  if (a === undefined || a === b) return b;
  if (b === undefined) return a;
  if (a.kind === 'function' || b.kind === 'function')
    return a.kind === 'function' && b.kind === 'function' ? orFunctions(a, b) : undefined;
  if (a.kind === 'any') return merge(a, b);
  if (b.kind === 'any') return merge(b, a);
  return compareTypes(a, b) === 0 ? a : anyType([a, b].sort(compareTypes));
}

/** The union of many types, as `or` from left to right would give it. */
export function orAll(types: readonly (Type | undefined)[]): Type | undefined {
  const distinct = new Set<Type>();
  let union: AnyType | undefined;
  for (const type of types) {
    if (type === undefined) continue;
    if (type.kind === 'function') return types.reduce(or, undefined);
    if (type.kind !== 'any') distinct.add(type);
    else if (type.of.length === 0) return type;
    else {
      union ??= type;
      for (const item of type.of) distinct.add(item);
    }
  }
  spend(types.length + distinct.size);
  const [first, second] = distinct;
  if (first === undefined || second === undefined) return union ?? first;
  if (union !== undefined && union.of.length === distinct.size) return union;
  const sorted = [...distinct].sort(compareTypes);
  const of = sorted.filter((type, i) => i === 0 || compareTypes(sorted[i - 1], type) !== 0);
  return of.length === 1 && union === undefined ? of[0] : anyType(of);
}

function orFunctions(a: FunctionType, b: FunctionType): Type | undefined {
  if (a.args.length !== b.args.length || (a.variadic === undefined) !== (b.variadic === undefined)) return undefined;
  const args = a.args.map((arg, i) => or(arg, b.args[i]));
  return functionType(args, or(a.result, b.result), or(a.variadic, b.variadic));
}

function merge(a: AnyType, b: Type): AnyType {
  if (a.of.length === 0) return a;
  if (b.kind !== 'any') return anyContains(a, b) ? a : inserted(a, b);
  if (b.of.length === 0) return b;
  const added = b.of.filter((item) => !anyContains(a, item));
  spend(a.of.length + b.of.length);
  return added.length === 0 ? a : anyType([...a.of, ...added].sort(compareTypes));
}

/** A union with one more type, behind those that come before it. */
function inserted(union: AnyType, type: Type): AnyType {
  const { of } = union;
  spend(1 + (of.length >> 3));
  const at = placeIn(union, type);
  return anyType([...of.slice(0, at), type, ...of.slice(at)]);
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
  const field = findField(type.fields, key);
  if (field !== undefined) return field.value;
  if (type.rest === undefined) return undefined;
  const of = typeOfJson(key);
  const fits = type.rest.key?.kind === 'any' ? anyContains(type.rest.key, of) : compareTypes(type.rest.key, of) === 0;
  return fits ? type.rest.value : undefined;
}

/** The first field of a key. */
function findField(fields: readonly Field[], key: JsonValue): Field | undefined {
  let low = 0;
  let high = fields.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareJson(fields[middle]!.key, key) < 0) low = middle + 1;
    else high = middle;
  }
  const field = fields[low];
  return field !== undefined && compareJson(field.key, key) === 0 ? field : undefined;
}

function unionOf(types: readonly Type[], map: (type: Type) => Type | undefined): Type | undefined {
  return orAll(types.map(map).reverse());
}

/** The type of a container's keys; undefined for what holds nothing. */
export function keysOf(container: Type | undefined): Type | undefined {
  const type = unwrap(container);
  switch (type?.kind) {
    case 'array':
      return NUMBER;
    case 'object':
      return orAll([...type.fields.map((field) => typeOfJson(field.key)), type.rest?.key]);
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
    case 'array':
      return orAll([...type.items, type.rest]);
    case 'object':
      return orAll([...type.fields.map((field) => field.value), type.rest?.value]);
    case 'set':
      return type.of;
    case 'any':
      return type.of.length === 0 ? ANY : unionOf(type.of, valuesOf);
    default:
      return undefined;
  }
}

/** Whether a type is not known, in whole or in a part. */
export function isIncomplete(container: Type | undefined): boolean {
  const type = unwrap(container);
  return type === undefined || type.open;
}

/** What `unifies` said of two composites in this compilation; those that hold each other are taken to unify. */
let answers = new Map<Type, Map<Type, boolean>>();

/** Forgets the answers of the compilation before. */
export function forgetAnswers(): void {
  answers = new Map();
}

/** Whether some value can be of both types. */
export function unifies(left: Type | undefined, right: Type | undefined): boolean {
  spend(1);
  const a = unwrap(left);
  const b = unwrap(right);
  if (a === undefined || b === undefined) return false;
  if (a.kind !== 'any' && b.kind !== 'any') {
    if (a.kind !== b.kind) return false;
    if (a.kind === 'array' && !mayHaveLength(a, b as ArrayType)) return false;
    if (a.kind === 'object' && !mayHaveFields(a, b as ObjectType)) return false;
  }
  if (isShallow(a) || isShallow(b)) return compositesUnify(a, b);
  let known = answers.get(a);
  if (known === undefined) {
    known = new Map();
    answers.set(a, known);
  }
  const answer = known.get(b);
  if (answer !== undefined) return answer;
  spend(8);
  known.set(b, true);
  const result = compositesUnify(a, b);
  known.set(b, result);
  return result;
}

/** Scalars and what holds few parts without parts of their own: sooner compared than looked up. */
function isShallow(type: Type): boolean {
  switch (type.kind) {
    case 'array':
      return type.items.length < 4 && type.items.every(isScalar) && isScalar(type.rest);
    case 'object':
      return type.fields.length < 4 && type.fields.every(({ value }) => isScalar(value)) && isScalar(type.rest?.value);
    case 'set':
      return isScalar(type.of);
    case 'any':
      return type.of.length < 4 && type.of.every(isScalar);
    default:
      return true;
  }
}

function isScalar(type: Type | undefined): boolean {
  return type === undefined || type === ANY || !('items' in type || 'fields' in type || 'of' in type || 'args' in type);
}

function mayHaveLength(a: ArrayType, b: ArrayType): boolean {
  return (
    (a.items.length <= b.items.length || b.rest !== undefined) &&
    (b.items.length <= a.items.length || a.rest !== undefined)
  );
}

/** Two objects that have no further keys have the same ones. */
function mayHaveFields(a: ObjectType, b: ObjectType): boolean {
  if (a.rest !== undefined || b.rest !== undefined) return true;
  if (a.fields.length !== b.fields.length) return false;
  return a.fields.every(({ key }, i) => compareJson(key, b.fields[i]!.key) === 0);
}

function compositesUnify(a: Type, b: Type): boolean {
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
