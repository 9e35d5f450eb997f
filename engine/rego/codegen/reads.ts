import type { RegoSet, RegoValue } from '../value/index.ts';
import { type Key, keyOf } from '../value/keys.ts';
import type { Container, Read } from './marks.ts';

/** One look at the input. */
export class Note implements Read {
  readonly container: Container;
  readonly key: RegoValue | undefined;
  readonly unknown: boolean;
  readonly shallow: boolean;

  constructor(container: Container, key: RegoValue | undefined, unknown: boolean, shallow: boolean) {
    this.container = container;
    this.key = key;
    this.unknown = unknown;
    this.shallow = shallow;
  }
}

/**
 * A rule or function that was evaluated, with what its value rests on; as an entry it stands for those reads.
 * Shape: `whole` is all that it looked at, undefined when that is nothing.
 */
export class Memo {
  readonly value: RegoValue | undefined;
  readonly reads: readonly Entry[];
  readonly whole: Whole | undefined;
  readonly isUncertain: boolean;

  constructor(value: RegoValue | undefined, reads: readonly Entry[], whole: Whole | undefined) {
    this.value = value;
    this.reads = reads;
    this.whole = whole;
    this.isUncertain = isUncertain(reads);
  }
}

/** All that a rule or function looked at, failed branches included: a part of a log, which only ever grows. */
export class Whole {
  readonly #log: readonly Entry[];
  readonly #start: number;
  readonly #end: number;
  #reads: readonly Entry[] | undefined;
  #isUncertain: boolean | undefined;

  constructor(log: readonly Entry[], start: number, end: number) {
    this.#log = log;
    this.#start = start;
    this.#end = end;
  }

  get reads(): readonly Entry[] {
    this.#reads ??= this.#log.slice(this.#start, this.#end);
    return this.#reads;
  }

  get isUncertain(): boolean {
    this.#isUncertain ??= isUncertain(this.reads);
    return this.#isUncertain;
  }
}

/** A read, or reads that were put together before and are shared by all that rest on them. */
export type Entry = Note | Memo | Whole;

/** Nothing was read. */
export const NO_ENTRIES: readonly Entry[] = [];

export function noted(entry: Entry): entry is Note {
  return entry instanceof Note;
}

export function isOpen(entry: Entry): boolean {
  return entry instanceof Note ? entry.unknown : entry.isUncertain;
}

/** Whether reads rest on something unknown. */
export function isUncertain(entries: readonly Entry[]): boolean {
  return entries.some(isOpen);
}

/** The reads that entries stand for, in order; what several share is there once. */
export function flatten(entries: readonly Entry[]): readonly Note[] {
  if (entries.every(noted)) return entries;
  const reads: Note[] = [];
  const seen = new Set<Entry>();
  const open = [...entries].reverse();
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    if (noted(entry)) reads.push(entry);
    else if (!seen.has(entry)) {
      seen.add(entry);
      for (let index = entry.reads.length - 1; index >= 0; index--) open.push(entry.reads[index]!);
    }
  }
  return reads;
}

/** What each element of a set rule rests on, in the order of their solutions; looked up by element when first needed. */
export class SetReads {
  log: readonly Entry[] = NO_ENTRIES;
  /** The elements from before anything was read. */
  readonly #certain: readonly RegoValue[];
  readonly #added: (readonly [RegoValue, readonly Entry[]])[] = [];
  #byElement: Map<Key, readonly Entry[]> | undefined;
  #solutions: Map<Key, (readonly Entry[])[]> | undefined;
  #indexed = 0;

  constructor(set: RegoSet) {
    this.#certain = [...set.unordered()];
  }

  add(element: RegoValue, reads: readonly Entry[]): void {
    this.#added.push([element, reads]);
  }

  /** Of several solutions a certain one is preferred. */
  readsOf(element: RegoValue): readonly Entry[] {
    if (this.#byElement === undefined) {
      this.#byElement = new Map(this.#certain.map((certain) => [keyOf(certain), NO_ENTRIES]));
      for (const [added, reads] of this.#added) {
        const key = keyOf(added);
        const known = this.#byElement.get(key);
        if (known === undefined || (isUncertain(known) && !isUncertain(reads))) this.#byElement.set(key, reads);
      }
    }
    return this.#byElement.get(keyOf(element)) ?? this.log;
  }

  /** The reads of every solution, for somebody who watches. */
  solutionsOf(element: RegoValue): readonly (readonly Entry[])[] {
    this.#solutions ??= new Map(this.#certain.map((certain) => [keyOf(certain), [NO_ENTRIES]]));
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
