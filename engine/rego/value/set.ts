import { compare } from './compare.ts';
import { type Key, keyOf, memberKeyText } from './keys.ts';
import type { RegoValue } from './types.ts';

/**
 * A Rego set.
 * Shape:  membership by value in constant time; `sorted` gives OPA's order and is cached.
 * INVARIANT: `add` is only called by the expression that builds the set, before anything else sees it.
 */
export class RegoSet implements Iterable<RegoValue> {
  #items = new Map<Key, RegoValue>();
  #sorted: readonly RegoValue[] | undefined;
  #keyTexts: readonly string[] | undefined;

  static of(values: Iterable<RegoValue>): RegoSet {
    const set = new RegoSet();
    for (const value of values) set.add(value);
    return set;
  }

  get size(): number {
    return this.#items.size;
  }

  has(value: RegoValue): boolean {
    return this.#items.has(keyOf(value));
  }

  /** The member that equals `value` (1.0 may be held for 1), or undefined. */
  get(value: RegoValue): RegoValue | undefined {
    return this.#items.get(keyOf(value));
  }

  /** Adds a value; the first of several equal ones stays. Returns this. */
  add(value: RegoValue): this {
    const key = keyOf(value);
    if (!this.#items.has(key)) {
      this.#items.set(key, value);
      this.#sorted = undefined;
      this.#keyTexts = undefined;
    }
    return this;
  }

  sorted(): readonly RegoValue[] {
    this.#sorted ??= [...this.#items.values()].sort(compare);
    return this.#sorted;
  }

  /** The members in no particular order: for operations whose result does not depend on it. */
  unordered(): Iterable<RegoValue> {
    return this.#items.values();
  }

  sortedKeyTexts(): readonly string[] {
    this.#keyTexts ??= [...this.#items.values()].map(memberKeyText).sort();
    return this.#keyTexts;
  }

  isSubsetOf(other: RegoSet): boolean {
    if (this.size > other.size) return false;
    for (const key of this.#items.keys()) if (!other.#items.has(key)) return false;
    return true;
  }

  union(other: RegoSet): RegoSet {
    const result = new RegoSet();
    result.#items = new Map(this.#items);
    for (const [key, value] of other.#items) if (!result.#items.has(key)) result.#items.set(key, value);
    return result;
  }

  intersection(other: RegoSet): RegoSet {
    const result = new RegoSet();
    const [small, large] = this.size <= other.size ? [this, other] : [other, this];
    for (const [key, value] of small.#items) if (large.#items.has(key)) result.#items.set(key, value);
    return result;
  }

  difference(other: RegoSet): RegoSet {
    const result = new RegoSet();
    for (const [key, value] of this.#items) if (!other.#items.has(key)) result.#items.set(key, value);
    return result;
  }

  [Symbol.iterator](): Iterator<RegoValue> {
    return this.sorted()[Symbol.iterator]();
  }
}

export const EMPTY_SET: RegoSet = new RegoSet();
