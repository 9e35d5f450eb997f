import { entriesOf, evaluate, plain, type Scope, withNames } from './evaluate.ts';
import type { Block, Body, Expression } from './types.ts';
import { Unknown, type Value } from './value.ts';

/** Arguments that every resource may have and that are no attributes of it. */
export const META_ARGUMENTS: ReadonlySet<string> = new Set([
  'count',
  'for_each',
  'provider',
  'depends_on',
  'providers',
]);
const META_BLOCKS: ReadonlySet<string> = new Set(['lifecycle', 'provisioner', 'connection']);

/** One block that a body makes: written as it is, or by a `dynamic` block's content for one element. */
export type MadeBlock = {
  readonly type: string;
  readonly body: Body;
  readonly scope: Scope;
  /** The block to point at: the block itself, or the `dynamic` one. */
  readonly written: Block;
  /** Whether it stands for any number of blocks, as `for_each` is not known. */
  readonly isAny: boolean;
};

/** The blocks that a body makes, in order; `dynamic` blocks taken out. */
export function madeBlocks(body: Body, scope: Scope, type?: string): readonly MadeBlock[] {
  return body.blocks.flatMap((block): readonly MadeBlock[] => {
    if (block.type !== 'dynamic') {
      if (META_BLOCKS.has(block.type) || (type !== undefined && block.type !== type)) return [];
      return [{ type: block.type, body: block.body, scope, written: block, isAny: false }];
    }
    const [made = ''] = block.labels;
    if (type !== undefined && made !== type) return [];
    return dynamicBlocks(block, made, scope);
  });
}

function dynamicBlocks(block: Block, type: string, scope: Scope): readonly MadeBlock[] {
  const content = block.body.blocks.find((inner) => inner.type === 'content');
  if (content === undefined) return [];
  const attribute = (name: string): Expression | undefined =>
    block.body.attributes.find((one) => one.name === name)?.value;
  const named = attribute('iterator');
  const iterator = named?.kind === 'variable' ? named.name : type;
  const collection = attribute('for_each');
  const entries =
    collection === undefined ? new Unknown('there is no `for_each`') : entriesOf(plain(evaluate(collection, scope)));
  const made = { type, body: content.body, written: block };
  if (entries instanceof Unknown) {
    const names = new Map<string, Value>([[iterator, entries]]);
    return [{ ...made, scope: withNames(scope, names), isAny: true }];
  }
  return entries.map(([key, value]) => {
    const element = new Map<string, Value>([
      ['key', key],
      ['value', value],
    ]);
    return { ...made, scope: withNames(scope, new Map([[iterator, element]])), isAny: false };
  });
}

/**
 * What a body sets, as one object.
 * Shape: nested blocks of a type are a list, unknown where their number is; arguments of Terraform itself are left out.
 */
export function bodyValue(body: Body, scope: Scope): ReadonlyMap<string, Value> {
  const made = new Map<string, Value>();
  for (const attribute of body.attributes)
    if (!META_ARGUMENTS.has(attribute.name)) made.set(attribute.name, plain(evaluate(attribute.value, scope)));
  const lists = new Map<string, Value[]>();
  for (const block of madeBlocks(body, scope)) {
    const list = lists.get(block.type) ?? [];
    list.push(block.isAny ? new Unknown('how many blocks there are is not known') : bodyValue(block.body, block.scope));
    lists.set(block.type, list);
  }
  for (const [type, list] of lists) made.set(type, list.find((item) => item instanceof Unknown) ?? list);
  return made;
}
