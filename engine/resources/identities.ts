import { child, once, text } from './json.ts';
import type { ResourceId } from './resource.ts';
import type { Native } from './traced.ts';

/** One resource with what others call it. */
export type Identified = {
  readonly native: Native;
  readonly id: ResourceId;
  readonly type: string;
  readonly names: readonly string[];
};

/**
 * Finds resources of the whole run by what others call them.
 * Shape:  `byName` gives the ids of resources of a type (or of any type, for ARNs and ids that AWS makes unique).
 *         Filled once every resource has its id; asked only afterwards.
 */
export class Identities {
  #known: readonly Identified[] = [];
  readonly #ids = once(() => new Map(this.#known.map(({ native, id }) => [native, id])));
  readonly #names = once(() => new Map(this.#known.map(({ id, names }) => [id, names])));
  readonly #byName = once(() => {
    const index = new Map<string, ResourceId[]>();
    const add = (name: string, id: ResourceId): void => {
      const group = index.get(name);
      if (group === undefined) index.set(name, [id]);
      else if (!group.includes(id)) group.push(id);
    };
    for (const { id, type, names } of this.#known)
      for (const name of names) {
        add(`${type}\n${name}`, id);
        if (isGloballyUnique(name)) add(name, id);
      }
    return index;
  });

  fill(known: readonly Identified[]): void {
    this.#known = known;
  }

  idsOf(natives: readonly Native[]): readonly ResourceId[] {
    return natives.map((native) => this.#ids().get(native)).filter((id) => id !== undefined);
  }

  isCalled(id: ResourceId, name: string): boolean {
    return this.#names().get(id)?.includes(name) === true;
  }

  byName(type: string | undefined, name: string): readonly ResourceId[] {
    if (type === undefined && !isGloballyUnique(name)) return [];
    return this.#byName().get(type === undefined ? name : `${type}\n${name}`) ?? [];
  }
}

/** An ARN, or an id such as `sg-0123456789abcdef0`. */
export function isGloballyUnique(name: string): boolean {
  return name.startsWith('arn:') || /^[a-z][a-z-]{0,20}-[0-9a-f]{8,17}$/.test(name);
}

/** What a resource is called, out of the attributes that its mapper names. */
export function namesOf(native: Native, keys: readonly string[]): readonly string[] {
  const names = new Set<string>();
  for (const key of [...keys, 'arn', 'id']) {
    const name = text(child(native.values, key));
    if (name !== undefined && name !== '') names.add(name);
  }
  return [...names];
}
