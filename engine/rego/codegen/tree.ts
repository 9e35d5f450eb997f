import { ObjectBuilder } from '../value/access.ts';
import { equals, RegoSet, type RegoValue } from '../value/index.ts';
import { type Key, keyOf } from '../value/keys.ts';

type Branch = { readonly kind: 'branch'; readonly entries: Map<Key, readonly [RegoValue, Slot]> };
/** `own` is the set that the tree itself has made and may add to. */
type Leaf = { readonly kind: 'leaf'; value: RegoValue; own: RegoSet | undefined };
type Slot = Branch | Leaf;

/** A nested object under construction from the heads of several rules. */
export class Tree {
  #root: Slot = branch();

  /** Puts a value at a path; false when another value is there. */
  put(path: readonly RegoValue[], value: RegoValue): boolean {
    const slot = this.#descend(path);
    if (slot === undefined) return false;
    if (slot.kind === 'leaf') return equals(slot.value, value);
    if (slot.entries.size > 0) return false;
    this.#replace(path, { kind: 'leaf', value, own: undefined });
    return true;
  }

  /** Adds an element to the set at a path; false when something else is there. */
  add(path: readonly RegoValue[], element: RegoValue): boolean {
    const slot = this.#descend(path);
    if (slot === undefined) return false;
    if (slot.kind === 'branch') {
      if (slot.entries.size > 0) return false;
      const own = new RegoSet().add(element);
      this.#replace(path, { kind: 'leaf', value: own, own });
      return true;
    }
    if (!(slot.value instanceof RegoSet)) return false;
    if (slot.own === undefined) {
      slot.own = slot.value.union(new RegoSet());
      slot.value = slot.own;
    }
    slot.own.add(element);
    return true;
  }

  done(): RegoValue {
    return finished(this.#root);
  }

  #descend(path: readonly RegoValue[]): Slot | undefined {
    let slot = this.#root;
    for (const key of path) {
      if (slot.kind === 'leaf') return undefined;
      const id = keyOf(key);
      let entry = slot.entries.get(id);
      if (entry === undefined) {
        entry = [key, branch()];
        slot.entries.set(id, entry);
      }
      slot = entry[1];
    }
    return slot;
  }

  #replace(path: readonly RegoValue[], slot: Slot): void {
    const last = path[path.length - 1];
    if (last === undefined) {
      this.#root = slot;
      return;
    }
    const parent = this.#descend(path.slice(0, -1));
    if (parent?.kind === 'branch') parent.entries.set(keyOf(last), [last, slot]);
  }
}

function branch(): Branch {
  return { kind: 'branch', entries: new Map() };
}

function finished(slot: Slot): RegoValue {
  if (slot.kind === 'leaf') return slot.value;
  const object = new ObjectBuilder();
  for (const [key, child] of slot.entries.values()) object.set(key, finished(child));
  return object.build();
}
