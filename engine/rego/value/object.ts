import { compare } from './compare.ts';
import { type Key, keyOf, memberKeyText } from './keys.ts';
import type { RegoValue } from './types.ts';

type Entry = readonly [RegoValue, RegoValue];

/**
 * A Rego object with at least one key that is no string. Objects with string keys only are plain objects: build with
 * `ObjectBuilder` where the keys are not known.
 * INVARIANT: `set` is only called by the expression that builds the object, before anything else sees it.
 */
export class RegoObject implements Iterable<Entry> {
  readonly #entries = new Map<Key, Entry>();
  #sorted: readonly Entry[] | undefined;
  #keyTexts: readonly string[] | undefined;

  get size(): number {
    return this.#entries.size;
  }

  get(key: RegoValue): RegoValue | undefined {
    return this.#entries.get(keyOf(key))?.[1];
  }

  has(key: RegoValue): boolean {
    return this.#entries.has(keyOf(key));
  }

  /** Sets a key's value; of several equal keys the first spelling stays. Returns this. */
  set(key: RegoValue, value: RegoValue): this {
    const id = keyOf(key);
    const present = this.#entries.get(id);
    this.#entries.set(id, present === undefined ? [key, value] : [present[0], value]);
    this.#sorted = undefined;
    this.#keyTexts = undefined;
    return this;
  }

  /** The entries in the order of their keys; cached. */
  sorted(): readonly Entry[] {
    this.#sorted ??= [...this.#entries.values()].sort((a, b) => compare(a[0], b[0]));
    return this.#sorted;
  }

  unordered(): Iterable<Entry> {
    return this.#entries.values();
  }

  sortedKeyTexts(): readonly string[] {
    this.#keyTexts ??= [...this.#entries.values()].map(([k, v]) => `${memberKeyText(k)}:${memberKeyText(v)}`).sort();
    return this.#keyTexts;
  }

  [Symbol.iterator](): Iterator<Entry> {
    return this.sorted()[Symbol.iterator]();
  }
}
