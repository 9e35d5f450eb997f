import type { JsonValue } from '../../value/types.ts';

/**
 * What the checker knows about a value.
 * Shape:  `any` without `of` is everything, else a union, sorted and flat. `undefined` stands for a type that is not
 *         known (yet), also inside composites. A `recursive` type is set once the schema it names has been read.
 *         `open` says that a part is not known; `hash` is equal for equal types.
 * INVARIANT: composites are made by the functions of construct.ts alone, so that equal ones are mostly the same object.
 * Source: OPA v1/types.
 */
export type Type = ScalarType | ArrayType | ObjectType | SetType | AnyType | FunctionType | RecursiveType;
type Known = { readonly hash: number; readonly open: boolean };
export type ScalarType = { readonly kind: 'null' | 'boolean' | 'number' | 'string' } & Known;
export type ArrayType = {
  readonly kind: 'array';
  readonly items: readonly (Type | undefined)[];
  readonly rest: Type | undefined;
} & Known;
export type ObjectType = {
  readonly kind: 'object';
  readonly fields: readonly Field[];
  readonly rest: DynamicField | undefined;
} & Known;
export type SetType = { readonly kind: 'set'; readonly of: Type | undefined } & Known;
export type Field = { readonly key: JsonValue; readonly value: Type | undefined };
export type DynamicField = { readonly key: Type | undefined; readonly value: Type | undefined };
export type AnyType = { readonly kind: 'any'; readonly of: readonly Type[] } & Known;
export type FunctionType = {
  readonly kind: 'function';
  readonly args: readonly (Type | undefined)[];
  readonly variadic: Type | undefined;
  readonly result: Type | undefined;
} & Known;
export type RecursiveType = { readonly kind: 'recursive'; readonly name: string; type: Type | undefined } & Known;

export const NULL: Type = { kind: 'null', hash: 11, open: false };
export const BOOLEAN: Type = { kind: 'boolean', hash: 13, open: false };
export const NUMBER: Type = { kind: 'number', hash: 17, open: false };
export const STRING: Type = { kind: 'string', hash: 19, open: false };
export const ANY: AnyType = { kind: 'any', of: [], hash: 23, open: false };

/** What a recursive type stands for. */
export function unwrap(type: Type | undefined): Type | undefined {
  return type?.kind === 'recursive' ? type.type : type;
}

const JSON_ORDER = { null: 0, boolean: 1, number: 2, string: 3, array: 4, object: 5 } as const;

export function jsonKind(value: JsonValue): keyof typeof JSON_ORDER {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as 'boolean' | 'number' | 'string' | 'object';
}

/** Orders JSON values as Rego does: null, booleans, numbers, strings, arrays, objects. */
export function compareJson(a: JsonValue, b: JsonValue): number {
  if (typeof a === 'string' && typeof b === 'string') return a === b ? 0 : a < b ? -1 : 1;
  const kind = jsonKind(a);
  const order = JSON_ORDER[kind] - JSON_ORDER[jsonKind(b)];
  if (order !== 0 || a === b) return Math.sign(order);
  if (kind !== 'array' && kind !== 'object') return (a as string) < (b as string) ? -1 : 1;
  const left = JSON.stringify(a);
  const right = JSON.stringify(b);
  return left === right ? 0 : left < right ? -1 : 1;
}

/** Prints a type as OPA does: `array<string>[any]`, `object<a: number>[string: any]`, `any<null, set[string]>`. */
export function typeText(type: Type | undefined): string {
  if (type === undefined) return '???';
  switch (type.kind) {
    case 'array':
      return `array${listText(type.items)}${type.rest === undefined ? '' : `[${typeText(type.rest)}]`}`;
    case 'object': {
      const fields = type.fields.map(({ key, value }) => `${jsonText(key)}: ${typeText(value)}`);
      const known = fields.length === 0 ? '' : `<${fields.join(', ')}>`;
      const rest = type.rest === undefined ? '' : `[${typeText(type.rest.key)}: ${typeText(type.rest.value)}]`;
      return `object${known}${rest}`;
    }
    case 'set':
      return `set[${typeText(type.of)}]`;
    case 'any':
      return `any${listText(type.of)}`;
    case 'function': {
      const variadic = type.variadic === undefined ? [] : [`${typeText(type.variadic)}...`];
      return `(${[...type.args.map(typeText), ...variadic].join(', ')}) => ${typeText(type.result)}`;
    }
    case 'recursive':
      return `recursive(${type.name})`;
    default:
      return type.kind;
  }
}

function listText(types: readonly (Type | undefined)[]): string {
  return types.length === 0 ? '' : `<${types.map(typeText).join(', ')}>`;
}

function jsonText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
