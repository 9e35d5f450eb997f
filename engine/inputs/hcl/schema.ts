import type { JsonObject, JsonValue } from '../document.ts';
import { isObject, own, ownString } from '../object.ts';
import AWS from './aws-schema.json' with { type: 'json' };

/** s text, n number, b boolean, l list of values, L list of objects, m map, x anything else. */
export type AttributeKind = 's' | 'n' | 'b' | 'l' | 'L' | 'm' | 'x';

/** What a block of a provider may hold. `mode` is how often it may stand: any number of times, once, or by keys. */
export type BlockSchema = {
  readonly attributes: ReadonlyMap<string, { readonly kind: AttributeKind; readonly isComputed: boolean }>;
  readonly blocks: ReadonlyMap<string, { readonly mode: 'list' | 'single' | 'map'; readonly schema: BlockSchema }>;
  /** What the elements of attributes hold that are lists of objects, and that may be written as blocks. */
  readonly elements: ReadonlyMap<string, BlockSchema>;
  /** Blocks that the provider fills in when they are not written. */
  readonly computedBlocks: readonly string[];
  /** What attributes are that are not set and not computed. */
  readonly defaults: readonly (readonly [string, JsonValue])[];
};

/**
 * `=` holds the defaults, `*` the names of computed blocks, `{name` a block, `[name` the objects of a list, anything else
 * names by their kind.
 */
type Compact = { readonly [key: string]: JsonValue };

const read = new Map<string, BlockSchema | undefined>();

/**
 * The schema of a resource type; undefined for types that are not in the table.
 * Source: AWS provider 5.100, `terraform providers schema -json`, by scripts/aws-schema.mjs.
 */
export function schemaOf(type: string): BlockSchema | undefined {
  if (!read.has(type)) {
    const found = own(AWS as JsonObject, type);
    read.set(type, isObject(found) ? readSchema(found) : undefined);
  }
  return read.get(type);
}

function readSchema(compact: Compact): BlockSchema {
  const attributes = new Map<string, { kind: AttributeKind; isComputed: boolean }>();
  const blocks = new Map<string, { mode: 'list' | 'single' | 'map'; schema: BlockSchema }>();
  const elements = new Map<string, BlockSchema>();
  for (const [key, value] of Object.entries(compact)) {
    if (key === '=' || key === '*') continue;
    if (typeof value === 'string')
      for (const name of value.split(' '))
        attributes.set(name, { kind: key.charAt(0) as AttributeKind, isComputed: key.endsWith('*') });
    else if (isObject(value) && key.startsWith('[')) elements.set(key.slice(1), readSchema(value));
    else if (isObject(value)) {
      const mode = key.charAt(1) === '!' ? 'single' : key.charAt(1) === '?' ? 'map' : 'list';
      blocks.set(key.slice(mode === 'list' ? 1 : 2), { mode, schema: readSchema(value) });
    }
  }
  const computedBlocks = ownString(compact, '*')?.split(' ') ?? [];
  const defaults = own(compact, '=');
  return { attributes, blocks, elements, computedBlocks, defaults: isObject(defaults) ? Object.entries(defaults) : [] };
}

/** Names that hold maps wherever they stand, for types without a schema. */
const MAPS: ReadonlySet<string> = new Set(['tags', 'tags_all', 'variables', 'parameters', 'labels', 'metadata']);

/** Whether a member that is written as an object, as JSON syntax does, stands for blocks. */
export function isBlock(schema: BlockSchema | undefined, name: string): boolean {
  if (schema === undefined) return !MAPS.has(name);
  return schema.blocks.has(name) || schema.attributes.get(name)?.kind === 'L';
}
