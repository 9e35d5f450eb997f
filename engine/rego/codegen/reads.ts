import type { RegoValue } from '../value/index.ts';
import { type Key, keyOf } from '../value/keys.ts';
import type { Read } from './marks.ts';

/** Nothing was read. */
export const NO_READS: readonly Read[] = [];

/** What each element of a set rule rests on, in the order of their solutions; looked up by element when first needed. */
export class SetReads {
  log: readonly Read[] = NO_READS;
  readonly #added: (readonly [RegoValue, readonly Read[]])[] = [];
  #byElement: Map<Key, readonly Read[]> | undefined;
  #solutions: Map<Key, (readonly Read[])[]> | undefined;
  #indexed = 0;

  add(element: RegoValue, reads: readonly Read[]): void {
    this.#added.push([element, reads]);
  }

  /** Of several solutions a certain one is preferred. */
  readsOf(element: RegoValue): readonly Read[] {
    if (this.#byElement === undefined) {
      this.#byElement = new Map();
      for (const [added, reads] of this.#added) {
        const key = keyOf(added);
        const known = this.#byElement.get(key);
        if (known === undefined || (isUncertain(known) && !isUncertain(reads))) this.#byElement.set(key, reads);
      }
    }
    return this.#byElement.get(keyOf(element)) ?? this.log;
  }

  /** The reads of every solution, for somebody who watches. */
  solutionsOf(element: RegoValue): readonly (readonly Read[])[] {
    this.#solutions ??= new Map();
    const solutions = this.#solutions;
    for (; this.#indexed < this.#added.length; this.#indexed++) {
      const [added, reads] = this.#added[this.#indexed]!;
      const known = solutions.get(keyOf(added));
      if (known === undefined) solutions.set(keyOf(added), [reads]);
      else known.push(reads);
    }
    return solutions.get(keyOf(element)) ?? [this.log];
  }
}

/** A list that is cut back often: setting the length of an array costs far more than a counter beside it. */
export class Trail {
  size = 0;
  readonly #reads: Read[] = [];

  push(read: Read): void {
    this.#reads[this.size++] = read;
  }

  cut(size: number): void {
    this.size = size;
  }

  /** The last read of something unknown. */
  lastUnknown(): Read | undefined {
    for (let index = this.size - 1; index >= 0; index--) if (this.#reads[index]!.unknown) return this.#reads[index];
    return undefined;
  }

  /** What is there from an index on; without a copy when that is nothing. */
  from(start: number): readonly Read[] {
    return this.size === start ? NO_READS : this.#reads.slice(start, this.size);
  }
}

/** What a list holds from an index on; without a copy when that is nothing. */
export function from(reads: readonly Read[], start: number): readonly Read[] {
  return reads.length === start ? NO_READS : reads.slice(start);
}

/** Whether reads rest on something unknown. */
export function isUncertain(reads: readonly Read[]): boolean {
  return reads.some((read) => read.unknown);
}
