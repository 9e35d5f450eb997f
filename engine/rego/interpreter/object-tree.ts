import { equals, type Key, keyOf, ObjectBuilder, RegoSet, type RegoValue } from '../value/index.ts';

type Leaf = { readonly kind: 'leaf'; readonly value: RegoValue };
type Branch = { readonly kind: 'branch'; readonly entries: Map<Key, Entry> };
type Entry = { readonly key: RegoValue; node: Leaf | Branch };

/** An object under construction: values at paths, each path with one value. */
export class ObjectTree {
  readonly #root: Branch = { kind: 'branch', entries: new Map() };

  /** Puts a value at a path, which has at least one key. Says whether there is room: no other value lies on the way. */
  put(path: readonly RegoValue[], value: RegoValue): boolean {
    const entry = this.#entryAt(path);
    if (entry === undefined) return false;
    const { node } = entry;
    if (node.kind === 'leaf') return equals(node.value, value);
    if (node.entries.size > 0) return false;
    entry.node = { kind: 'leaf', value };
    return true;
  }

  /** Adds a member to the set at a path. */
  add(path: readonly RegoValue[], member: RegoValue): boolean {
    const entry = this.#entryAt(path);
    if (entry === undefined) return false;
    const { node } = entry;
    if (node.kind === 'branch' && node.entries.size > 0) return false;
    const before = node.kind === 'leaf' ? node.value : new RegoSet();
    if (!(before instanceof RegoSet)) return false;
    entry.node = { kind: 'leaf', value: before.union(RegoSet.of([member])) };
    return true;
  }

  build(): RegoValue {
    return built(this.#root);
  }

  #entryAt(path: readonly RegoValue[]): Entry | undefined {
    let node: Leaf | Branch = this.#root;
    let entry: Entry | undefined;
    for (const key of path) {
      if (node.kind === 'leaf') return undefined;
      entry = node.entries.get(keyOf(key));
      if (entry === undefined) {
        entry = { key, node: { kind: 'branch', entries: new Map() } };
        node.entries.set(keyOf(key), entry);
      }
      node = entry.node;
    }
    return entry;
  }
}

function built(node: Leaf | Branch): RegoValue {
  if (node.kind === 'leaf') return node.value;
  const object = new ObjectBuilder();
  for (const { key, node: child } of node.entries.values()) object.set(key, built(child));
  return object.build();
}
