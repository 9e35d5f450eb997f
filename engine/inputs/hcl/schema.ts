import AWS from './aws-schema.json' with { type: 'json' };

/** s text, n number, b boolean, l list of values, L list of objects, m map, x anything else. */
export type AttributeKind = 's' | 'n' | 'b' | 'l' | 'L' | 'm' | 'x';

/** What a block of a provider may hold. `mode` is how often it may stand: any number of times, once, or by keys. */
export type BlockSchema = {
  readonly attributes: ReadonlyMap<string, { readonly kind: AttributeKind; readonly isComputed: boolean }>;
  readonly blocks: ReadonlyMap<string, { readonly mode: 'list' | 'single' | 'map'; readonly schema: BlockSchema }>;
};

type Compact = { readonly [key: string]: string | Compact };

const read = new Map<string, BlockSchema | undefined>();

/**
 * The schema of a resource type; undefined for types that are not in the table.
 * Source: AWS provider 5.100, `terraform providers schema -json`, by scripts/aws-schema.mjs.
 */
export function schemaOf(type: string): BlockSchema | undefined {
  if (!read.has(type)) {
    const table = AWS as Compact;
    const found = Object.hasOwn(table, type) ? table[type] : undefined;
    read.set(type, typeof found === 'object' ? readSchema(found) : undefined);
  }
  return read.get(type);
}

function readSchema(compact: Compact): BlockSchema {
  const attributes = new Map<string, { kind: AttributeKind; isComputed: boolean }>();
  const blocks = new Map<string, { mode: 'list' | 'single' | 'map'; schema: BlockSchema }>();
  for (const [key, value] of Object.entries(compact)) {
    if (typeof value === 'string')
      for (const name of value.split(' '))
        attributes.set(name, { kind: key.charAt(0) as AttributeKind, isComputed: key.endsWith('*') });
    else {
      const mode = key.charAt(1) === '!' ? 'single' : key.charAt(1) === '?' ? 'map' : 'list';
      blocks.set(key.slice(mode === 'list' ? 1 : 2), { mode, schema: readSchema(value) });
    }
  }
  return { attributes, blocks };
}

/** Names that hold maps wherever they stand, for types without a schema. */
const MAPS: ReadonlySet<string> = new Set(['tags', 'tags_all', 'variables', 'parameters', 'labels', 'metadata']);

/** Whether a member that is written as an object, as JSON syntax does, stands for blocks. */
export function isBlock(schema: BlockSchema | undefined, name: string): boolean {
  if (schema === undefined) return !MAPS.has(name);
  return schema.blocks.has(name) || schema.attributes.get(name)?.kind === 'L';
}
