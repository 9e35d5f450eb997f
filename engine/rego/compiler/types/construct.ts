import type { JsonValue } from '../../value/types.ts';
import {
  ANY,
  type AnyType,
  type ArrayType,
  BOOLEAN,
  compareJson,
  type DynamicField,
  type Field,
  type FunctionType,
  jsonKind,
  NULL,
  NUMBER,
  type ObjectType,
  type RecursiveType,
  type SetType,
  STRING,
  type Type,
} from './type.ts';
import { spend } from './work.ts';

type Composite = ArrayType | ObjectType | SetType | AnyType | FunctionType;
type Table = Map<number, Composite[]>;

/** Unions grow by one type a rule; the long ones on the way are not worth keeping. */
const KEPT_UNION = 64;

const lasting: Table = new Map();
let current: Table = lasting;

/** Forgets the types of the compilation before; those of builtins stay. */
export function forgetTypes(): void {
  current = new Map();
}

/** Makes types that all compilations share. */
export function lastingTypes<T>(make: () => T): T {
  const before = current;
  current = lasting;
  try {
    return make();
  } finally {
    current = before;
  }
}

export function arrayType(items: readonly (Type | undefined)[], rest?: Type): ArrayType {
  const hash = mix(hashOf(rest), hashList(items, 29));
  const open = items.some(isOpen) || rest?.open === true;
  return intern({ kind: 'array', items, rest, hash, open });
}

export function setType(of: Type | undefined): SetType {
  return intern({ kind: 'set', of, hash: mix(31, hashOf(of)), open: isOpen(of) });
}

/** An object type; fields are sorted by key. */
export function objectType(fields: readonly Field[], rest?: DynamicField): ObjectType {
  let hash = rest === undefined ? 37 : mix(hashOf(rest.key), hashOf(rest.value));
  let open = rest !== undefined && (isOpen(rest.key) || isOpen(rest.value));
  const sorted = isSorted(fields) ? fields : [...fields].sort((a, b) => compareJson(a.key, b.key));
  for (const { key, value } of sorted) {
    hash = mix(mix(hash, hashJson(key)), hashOf(value));
    open ||= isOpen(value);
  }
  return intern({ kind: 'object', fields: sorted, rest, hash, open });
}

/** A union of types that are sorted and different. */
export function anyType(of: readonly Type[]): AnyType {
  if (of.length === 0) return ANY;
  const hash = hashList(of, 41);
  const type: AnyType = { kind: 'any', of, hash, open: false };
  return of.length > KEPT_UNION ? type : intern(type);
}

export function functionType(
  args: readonly (Type | undefined)[],
  result: Type | undefined,
  variadic?: Type,
): FunctionType {
  const hash = mix(mix(hashList(args, 43), hashOf(result)), hashOf(variadic));
  return intern({ kind: 'function', args, result, variadic, hash, open: args.some(isOpen) || isOpen(result) });
}

/** A type that a schema names inside itself; its own type is set later. */
export function recursiveType(name: string): RecursiveType {
  return { kind: 'recursive', name, type: undefined, hash: hashText(name), open: false };
}

/** The type of a JSON value. */
export function typeOfJson(value: JsonValue): Type {
  switch (jsonKind(value)) {
    case 'null':
      return NULL;
    case 'boolean':
      return BOOLEAN;
    case 'number':
      return NUMBER;
    case 'string':
      return STRING;
    case 'array':
      return arrayType((value as readonly JsonValue[]).map(typeOfJson));
    case 'object':
      return objectType(Object.entries(value as object).map(([key, item]) => ({ key, value: typeOfJson(item) })));
  }
}

function isOpen(type: Type | undefined): boolean {
  return type === undefined || type.open;
}

function isSorted(fields: readonly Field[]): boolean {
  for (let i = 1; i < fields.length; i++) if (compareJson(fields[i - 1]!.key, fields[i]!.key) > 0) return false;
  return true;
}

function intern<T extends Composite>(type: T): T {
  const known = find(lasting, type) ?? (current === lasting ? undefined : find(current, type));
  if (known !== undefined) return known as T;
  const bucket = current.get(type.hash);
  if (bucket === undefined) current.set(type.hash, [type]);
  else bucket.push(type);
  return type;
}

function find(table: Table, type: Composite): Composite | undefined {
  const bucket = table.get(type.hash);
  if (bucket === undefined) return undefined;
  spend(bucket.length);
  return bucket.find((other) => isSame(other, type));
}

/** Equal with the same parts; parts that are equal are the same already. */
function isSame(a: Composite, b: Composite): boolean {
  switch (a.kind) {
    case 'array':
      return b.kind === 'array' && a.rest === b.rest && sameLists(a.items, b.items);
    case 'set':
      return b.kind === 'set' && a.of === b.of;
    case 'any':
      return b.kind === 'any' && sameLists(a.of, b.of);
    case 'function':
      return b.kind === 'function' && a.result === b.result && a.variadic === b.variadic && sameLists(a.args, b.args);
    case 'object':
      return (
        b.kind === 'object' &&
        a.fields.length === b.fields.length &&
        (a.rest === undefined) === (b.rest === undefined) &&
        a.rest?.key === b.rest?.key &&
        a.rest?.value === b.rest?.value &&
        sameFields(a.fields, b.fields)
      );
  }
}

function sameLists(a: readonly (Type | undefined)[], b: readonly (Type | undefined)[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function sameFields(a: readonly Field[], b: readonly Field[]): boolean {
  for (let i = 0; i < a.length; i++) {
    const left = a[i]!;
    const right = b[i]!;
    if (left.value !== right.value || compareJson(left.key, right.key) !== 0) return false;
  }
  return true;
}

function hashOf(type: Type | undefined): number {
  return type === undefined ? 3 : type.hash;
}

function hashList(types: readonly (Type | undefined)[], start: number): number {
  spend(1 + (types.length >> 3));
  let hash = start;
  for (const type of types) hash = mix(hash, hashOf(type));
  return hash;
}

function hashJson(value: JsonValue): number {
  return hashText(typeof value === 'string' ? value : JSON.stringify(value));
}

function hashText(text: string): number {
  const shown = text.length > 64 ? text.slice(0, 32) + text.slice(-32) : text;
  let hash = text.length;
  for (let i = 0; i < shown.length; i++) hash = (Math.imul(hash, 31) + shown.charCodeAt(i)) | 0;
  return hash;
}

function mix(a: number, b: number): number {
  const mixed = Math.imul(a ^ (b + 0x9e3779b9 + (a << 6) + (a >>> 2)), 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}
