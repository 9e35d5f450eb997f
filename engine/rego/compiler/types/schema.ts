import { arrayType, objectType, recursiveType } from './construct.ts';
import { or } from './lattice.ts';
import { ANY, BOOLEAN, NUMBER, type RecursiveType, STRING, type Type } from './type.ts';
import { withinWork } from './work.ts';

/** A JSON Schema as far as types go; `ref` stands alone, as in JSON Schema up to draft 7. */
type Schema = {
  readonly types: readonly string[];
  readonly properties: readonly (readonly [string, unknown])[];
  readonly items: readonly unknown[];
  readonly singleItem: boolean;
  readonly anyOf: readonly unknown[] | undefined;
  readonly allOf: readonly unknown[] | undefined;
  readonly ref: string | undefined;
};

export type SchemaResult = { readonly type: Type } | { readonly error: string };

const KNOWN_TYPES = new Set(['array', 'boolean', 'integer', 'number', 'null', 'object', 'string']);
const MAX_DEPTH = 400;

/**
 * Reads the type that a JSON Schema describes.
 * Shape:  as OPA does: `properties`, `items`, `anyOf`, `allOf` and `$ref` within the schema count; an object with
 *         properties has no others; `oneOf`, `patternProperties` and `additionalProperties` are passed over.
 * Errors: a text, for schemas that cannot be read or merged; nothing is ever fetched.
 * Source: OPA v1/ast compile.go, schemaParser.
 */
export function typeOfSchema(document: unknown): SchemaResult {
  try {
    const type = withinWork(() => new SchemaReader(document).read(document, 0));
    return type === undefined ? { error: 'unable to compile the schema: it is too large' } : { type };
  } catch (error) {
    if (error instanceof SchemaError) return { error: error.text };
    throw error;
  }
}

/** Carries a user's mistake out of the recursion; never leaves this file. */
class SchemaError extends Error {
  readonly text: string;

  constructor(text: string) {
    super(text);
    this.text = text;
  }
}

type Definition = { type: Type | undefined; recursive: RecursiveType | undefined; done: boolean };

class SchemaReader {
  private readonly root: unknown;
  private readonly definitions = new Map<string, Definition>();

  constructor(root: unknown) {
    this.root = root;
  }

  read(raw: unknown, depth: number): Type {
    return this.schema(parseSchema(raw), depth);
  }

  private schema(schema: Schema, depth: number): Type {
    if (depth > MAX_DEPTH) throw new SchemaError('unable to compile the schema: nested too deeply');
    if (schema.ref !== undefined) return this.reference(schema.ref, depth);
    if (schema.anyOf !== undefined) return this.anyOf(schema, schema.anyOf, depth);
    if (schema.allOf !== undefined) return this.allOf(schema, schema.allOf, depth);
    const has = (name: string): boolean => schema.types.includes(name);
    if (has('boolean')) return BOOLEAN;
    if (has('string')) return STRING;
    if (has('integer') || has('number')) return NUMBER;
    const untyped = schema.types.length === 0;
    if (has('object') || (untyped && schema.properties.length > 0)) {
      if (schema.properties.length === 0) return objectType([], { key: ANY, value: ANY });
      return objectType(schema.properties.map(([key, value]) => ({ key, value: this.read(value, depth + 1) })));
    }
    if (has('array') || (untyped && schema.items.length > 0)) {
      if (schema.items.length === 0) return arrayType([], ANY);
      const items = schema.items.map((item) => this.read(item, depth + 1));
      return schema.singleItem ? arrayType([], items[0]) : arrayType(items);
    }
    return ANY;
  }

  private reference(ref: string, depth: number): Type {
    const known = this.definitions.get(ref);
    if (known?.done) return known.type ?? ANY;
    if (known !== undefined) {
      known.recursive ??= recursiveType(ref);
      return known.recursive;
    }
    const definition: Definition = { type: undefined, recursive: undefined, done: false };
    this.definitions.set(ref, definition);
    definition.type = this.read(this.resolve(ref), depth + 1);
    definition.done = true;
    if (definition.recursive !== undefined) definition.recursive.type = definition.type;
    return definition.type;
  }

  private resolve(ref: string): unknown {
    if (!ref.startsWith('#'))
      throw new SchemaError(`unable to compile the schema: remote reference loading disabled: ${ref}`);
    let current: unknown = this.root;
    for (const part of ref.slice(1).split('/').slice(1)) {
      const key = decodePointer(part);
      if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key))
        throw new SchemaError(`unable to compile the schema: Object has no key '${key}'`);
      current = (current as { readonly [name: string]: unknown })[key];
    }
    return current;
  }

  private anyOf(schema: Schema, choices: readonly unknown[], depth: number): Type {
    let result: Type | undefined;
    if (schema.types.length > 0) {
      const core = this.schema({ ...schema, anyOf: undefined }, depth);
      if (core.kind === 'object' && core.rest === undefined) result = core;
    }
    for (const choice of choices) result = or(this.read(choice, depth + 1), result);
    return result ?? ANY;
  }

  private allOf(schema: Schema, parts: readonly unknown[], depth: number): Type {
    const all = parts
      .map((part) => this.dereference(parseSchema(part), depth))
      .filter((part) => part.types.length > 0 || part.anyOf === undefined || isStructured(part));
    if (all.length === 0) return ANY;
    const merged = mergeSchemas(all);
    if (schema.types.length === 0) return this.schema(merged, depth + 1);
    for (const kind of ['object', 'array'])
      if (schema.types.includes(kind) && merged.types.includes(kind))
        return this.schema(mergeSchemas([merged, { ...schema, allOf: undefined }]), depth + 1);
    if (schema.types.join() !== merged.types.join())
      throw new SchemaError('type checking: unable to merge these schemas');
    return this.schema(merged, depth + 1);
  }

  private dereference(schema: Schema, depth: number): Schema {
    let current = schema;
    for (let i = depth; current.ref !== undefined; i++) {
      if (i > MAX_DEPTH) throw new SchemaError('unable to compile the schema: references lead in a circle');
      current = parseSchema(this.resolve(current.ref));
    }
    return current;
  }
}

function isStructured(schema: Schema): boolean {
  return schema.properties.length > 0 || schema.items.length > 0;
}

function decodePointer(part: string): string {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return part;
  }
}

function parseSchema(raw: unknown): Schema {
  const none: Schema = {
    types: [],
    properties: [],
    items: [],
    singleItem: false,
    anyOf: undefined,
    allOf: undefined,
    ref: undefined,
  };
  if (typeof raw === 'boolean') return none;
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw new SchemaError('unable to compile the schema: schema is invalid');
  const get = (name: string): unknown =>
    Object.hasOwn(raw, name) ? (raw as Record<string, unknown>)[name] : undefined;
  const ref = get('$ref');
  if (typeof ref === 'string') return { ...none, ref };
  const properties = get('properties');
  const items = get('items');
  return {
    ...none,
    types: parseTypes(get('type')),
    properties: typeof properties === 'object' && properties !== null ? Object.entries(properties) : [],
    items: Array.isArray(items) ? items : items === undefined ? [] : [items],
    singleItem: items !== undefined && !Array.isArray(items),
    anyOf: list(get('anyOf')),
    allOf: list(get('allOf')),
  };
}

function list(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function parseTypes(value: unknown): readonly string[] {
  const types: readonly unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
  for (const type of types)
    if (typeof type !== 'string' || !KNOWN_TYPES.has(type))
      throw new SchemaError(
        `unable to compile the schema: has a primitive type that is NOT VALID -- given: /${String(type)}/ Expected valid values are:[array boolean integer number null object string]`,
      );
  return types as readonly string[];
}

function mergeSchemas(schemas: readonly Schema[]): Schema {
  const [first, ...rest] = schemas.map(withOwnType);
  let result = first!;
  for (const next of rest) {
    if (result.types.join() !== next.types.join()) {
      const shown = (schema: Schema): string => schema.types.join(',');
      throw new SchemaError(
        `type checking: unable to merge these schemas: type mismatch: ${shown(result)} and ${shown(next)}`,
      );
    }
    if (result.types.includes('object') && result.properties.length > 0 && next.properties.length > 0)
      result = { ...result, properties: [...result.properties, ...next.properties] };
    else if (result.types.includes('array') && result.items.length > 0 && next.items.length > 0)
      result = { ...result, items: mergeItems(result.items, next.items) };
  }
  return result;
}

function withOwnType(schema: Schema): Schema {
  const own = schema.properties.length > 0 ? 'object' : schema.items.length > 0 ? 'array' : undefined;
  return own === undefined || schema.types.includes(own) ? schema : { ...schema, types: [...schema.types, own] };
}

function mergeItems(a: readonly unknown[], b: readonly unknown[]): readonly unknown[] {
  const items = [...a, ...b.slice(a.length)];
  b.forEach((item, i) => {
    if (parseSchema(items[i]).types.join() !== parseSchema(item).types.join())
      throw new SchemaError('type checking: unable to merge these schemas');
  });
  return items;
}
