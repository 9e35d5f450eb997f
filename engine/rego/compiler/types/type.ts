import type { JsonValue } from '../../value/types.ts';

/**
 * What the checker knows about a value.
 * Shape:  `any` without `of` is everything, else a union, sorted and flat. `undefined` stands for a type that is not
 *         known (yet), also inside composites. A `recursive` type is set once the schema it names has been read.
 * Source: OPA v1/types.
 */
export type Type =
  | { readonly kind: 'null' | 'boolean' | 'number' | 'string' }
  | ArrayType
  | ObjectType
  | { readonly kind: 'set'; readonly of: Type | undefined }
  | AnyType
  | FunctionType
  | RecursiveType;
export type ArrayType = {
  readonly kind: 'array';
  readonly items: readonly (Type | undefined)[];
  readonly rest: Type | undefined;
};
export type ObjectType = {
  readonly kind: 'object';
  readonly fields: readonly Field[];
  readonly rest: DynamicField | undefined;
};
export type Field = { readonly key: JsonValue; readonly value: Type | undefined };
export type DynamicField = { readonly key: Type | undefined; readonly value: Type | undefined };
export type AnyType = { readonly kind: 'any'; readonly of: readonly Type[] };
export type FunctionType = {
  readonly kind: 'function';
  readonly args: readonly (Type | undefined)[];
  readonly variadic: Type | undefined;
  readonly result: Type | undefined;
};
export type RecursiveType = { readonly kind: 'recursive'; readonly name: string; type: Type | undefined };

export const NULL: Type = { kind: 'null' };
export const BOOLEAN: Type = { kind: 'boolean' };
export const NUMBER: Type = { kind: 'number' };
export const STRING: Type = { kind: 'string' };
export const ANY: AnyType = { kind: 'any', of: [] };

export function arrayType(items: readonly (Type | undefined)[], rest?: Type): ArrayType {
  return { kind: 'array', items, rest };
}

export function setType(of: Type | undefined): Type {
  return { kind: 'set', of };
}

/** An object type; fields are sorted by key. */
export function objectType(fields: readonly Field[], rest?: DynamicField): ObjectType {
  return { kind: 'object', fields: [...fields].sort((a, b) => compareJson(a.key, b.key)), rest };
}

export function functionType(args: readonly (Type | undefined)[], result: Type | undefined): FunctionType {
  return { kind: 'function', args, result, variadic: undefined };
}

/** What a recursive type stands for. */
export function unwrap(type: Type | undefined): Type | undefined {
  return type?.kind === 'recursive' ? type.type : type;
}

const JSON_ORDER = { null: 0, boolean: 1, number: 2, string: 3, array: 4, object: 5 } as const;

function jsonKind(value: JsonValue): keyof typeof JSON_ORDER {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as 'boolean' | 'number' | 'string' | 'object';
}

/** Orders JSON values as Rego does: null, booleans, numbers, strings, arrays, objects. */
export function compareJson(a: JsonValue, b: JsonValue): number {
  const kind = jsonKind(a);
  const order = JSON_ORDER[kind] - JSON_ORDER[jsonKind(b)];
  if (order !== 0 || a === b) return Math.sign(order);
  if (kind !== 'array' && kind !== 'object') return (a as string) < (b as string) ? -1 : 1;
  const left = JSON.stringify(a);
  const right = JSON.stringify(b);
  return left === right ? 0 : left < right ? -1 : 1;
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
