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

type Solutions = readonly (readonly Entry[])[];

/**
 * What each element of a set rule rests on, in the order of their solutions; looked up by element when first needed.
 * Shape: `certain` are the elements from before anything was read, `added` those that came later, with their reads.
 */
export class SetReads {
  log: readonly Entry[] = NO_ENTRIES;
  readonly #set: RegoSet;
  readonly #certain: readonly RegoValue[];
  readonly #added: RegoValue[] = [];
  readonly #reads: (readonly Entry[])[] = [];
  #known: Map<RegoValue, Solutions> | undefined;
  #byKey: Map<Key, (readonly Entry[])[]> | undefined;

  constructor(set: RegoSet) {
    this.#set = set;
    this.#certain = [...set.unordered()];
  }

  add(element: RegoValue, reads: readonly Entry[]): void {
    this.#added.push(element);
    this.#reads.push(reads);
    this.#known = undefined;
    this.#byKey = undefined;
  }

  /** Of several solutions a certain one is preferred. */
  readsOf(element: RegoValue): readonly Entry[] {
    const solutions = this.solutionsOf(element);
    if (solutions.length === 1) return solutions[0]!;
    return solutions.find((reads) => !isUncertain(reads)) ?? solutions[0]!;
  }

  /** The reads of every solution. Elements are told apart by identity first: their keys cost much. */
  solutionsOf(element: RegoValue): Solutions {
    this.#known ??= this.#members();
    let found = this.#known.get(element);
    if (found === undefined) {
      this.#byKey ??= this.#keyed();
      found = this.#byKey.get(keyOf(element)) ?? [this.log];
      this.#known.set(element, found);
    }
    return found;
  }

  /** The solutions of each member when no two gave the same. */
  #members(): Map<RegoValue, Solutions> {
    if (this.#certain.length + this.#added.length !== this.#set.size) return new Map();
    const known = new Map<RegoValue, Solutions>(this.#certain.map((element) => [element, [NO_ENTRIES]]));
    for (const [index, element] of this.#added.entries()) known.set(element, [this.#reads[index]!]);
    return known;
  }

  #keyed(): Map<Key, (readonly Entry[])[]> {
    const byKey = new Map(this.#certain.map((element) => [keyOf(element), [NO_ENTRIES]]));
    for (const [index, element] of this.#added.entries()) {
      const known = byKey.get(keyOf(element));
      if (known === undefined) byKey.set(keyOf(element), [this.#reads[index]!]);
      else known.push(this.#reads[index]!);
    }
    return byKey;
  }
}
