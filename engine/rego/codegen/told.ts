import type { RegoSet, RegoValue } from '../value/index.ts';
import type { Derivation, DerivedElement, Marks, Read } from './marks.ts';
import { type Entry, flatten, isOpen, isUncertain, NO_ENTRIES, noted, type SetReads } from './reads.ts';

/**
 * What an evaluation read for its value; put together when it is asked for.
 * INVARIANT: for somebody who watches that is at once, before the values are taken out that were put into containers.
 */
export class Told implements Derivation {
  readonly #entries: readonly Entry[];
  readonly #log: readonly Entry[];
  readonly #logged: number;
  readonly #set: RegoSet | undefined;
  readonly #setReads: SetReads | undefined;
  readonly #tracked: Marks['tracked'];
  readonly #isWatched: boolean;
  #elements: readonly DerivedElement[] | undefined;

  /** Shape: `set` is the value when a set rule made it, `setReads` what was read for it; `logged` counts the log. */
  constructor(
    entries: readonly Entry[],
    log: readonly Entry[],
    logged: number,
    set: RegoSet | undefined,
    setReads: SetReads | undefined,
    tracked: Marks['tracked'],
    isWatched: boolean,
  ) {
    this.#entries = entries;
    this.#log = log;
    this.#logged = logged;
    this.#set = set;
    this.#setReads = setReads;
    this.#tracked = tracked;
    this.#isWatched = isWatched;
    if (isWatched) void this.elements;
  }

  get definite(): boolean {
    return !isUncertain(this.#entries);
  }

  get reads(): readonly Read[] {
    return this.#readsOf(this.#entries);
  }

  /** Each once: what was put together before was in the log before. */
  get unknownReads(): readonly Read[] {
    if (this.#logged === 0) return [];
    return this.#log.slice(0, this.#logged).filter((entry): entry is Entry & Read => noted(entry) && isOpen(entry));
  }

  get elements(): readonly DerivedElement[] | undefined {
    this.#elements ??= this.#set && [...this.#set].map((element) => this.#element(element));
    return this.#elements;
  }

  #element(value: RegoValue): DerivedElement {
    const setReads = this.#setReads;
    const entries = setReads?.readsOf(value) ?? NO_ENTRIES;
    const reads = this.#readsOf(entries);
    const solutions: readonly (readonly Read[])[] =
      this.#isWatched && setReads !== undefined ? setReads.solutionsOf(value).map(flatten) : [reads];
    return { value, reads, definite: !isUncertain(entries), solutions };
  }

  #readsOf(entries: readonly Entry[]): readonly Read[] {
    const tracked = this.#tracked;
    const reads = flatten(entries);
    return tracked === undefined ? reads : reads.filter((read) => read.unknown || tracked.has(read.container));
  }
}
