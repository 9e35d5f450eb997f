import { get, type PlainObject, RegoNumber, RegoObject, RegoSet, type RegoValue } from '../value/index.ts';
import type { Container, Derivation, Marks, UnknownKeys, Watch } from './marks.ts';
import { type Entry, flatten, isOpen, Memo, NO_ENTRIES, Note, noted, SetReads, Whole } from './reads.ts';
import { missing, RUNTIME } from './runtime.ts';
import { EvaluationState, type Saved } from './state.ts';
import { Told } from './told.ts';

type Maybe = RegoValue | undefined;

const { UNDEFINED } = RUNTIME;

const NO_MARKS: Marks = { unknown: new Map(), carriers: new Set() };

const NOTHING_READ: Derivation = { definite: true, reads: [], unknownReads: [], elements: undefined };

/**
 * The state of an evaluation that records what it reads of the input.
 * Shape:  the first `trail` entries of `#trail` are the reads that the current branch rests on; leaving a branch sets
 *         `trail` back. `#log` holds all of them, of failed branches too; `logged` counts it, so that code can tell that
 *         nothing was read since it began. While `held` is above 0 (under `not`, in comprehensions, in alternatives) a
 *         failed branch counts as well, so nothing is taken off. A function keeps in locals of its own where trail and
 *         log were when it began.
 * INVARIANT: a read that a result rests on is on the trail when the result is made; more may be there, never less. What is
 *         put on the trail is in the log. Unknown keys are absent, unless somebody watches, whose code looks up every key by `getKey`.
 */
export class ProvenanceState extends EvaluationState {
  trail = 0;
  logged = 0;
  held = 0;
  /** Whether reads of what is known are recorded too. */
  tracking = false;
  /** Whether anything is unknown, or a set that rests on it was made. */
  wary = false;
  /** Whether entries that are found are to be told, too. */
  noting = false;
  #marks = NO_MARKS;
  #hasUnknown = false;
  #tracked: Marks['tracked'];
  #watch: Watch | undefined;
  #trail: Entry[] = [];
  #log: Entry[] = [];
  /** Whether anything unknown was read. */
  #isOpen = false;
  /** All sets that set rules have made or are making. */
  readonly #rules: RegoSet[] = [];
  #ruleCount = 0;
  /** What the elements of those sets rest on for which something was read. */
  #elements = new Map<object, SetReads>();
  /** Those of them for which something unknown was read. */
  #sets = new Map<object, SetReads>();
  #copies = new Set<Container>();
  #copiedKeys = new Map<Container, UnknownKeys>();
  /** What each copy is a copy of. */
  #originals = new Map<Container, Container>();

  begin(marks: Marks): void {
    this.#marks = marks;
    this.#hasUnknown = marks.unknown.size > 0;
    this.#tracked = marks.tracked;
    this.#watch = marks.watch;
    this.tracking = marks.tracked !== undefined;
    this.wary = marks.carriers.size > 0 || marks.unknown.size > 0 || marks.watch !== undefined;
    this.noting = this.tracking || marks.watch !== undefined;
    if (this.logged > 0) {
      this.#trail = [];
      this.#log = [];
    }
    this.trail = 0;
    this.logged = 0;
    this.held = 0;
    this.#isOpen = false;
    this.#ruleCount = 0;
    if (this.#elements.size > 0) this.#elements = new Map();
    if (this.#sets.size > 0) this.#sets = new Map();
    if (this.#originals.size === 0) return;
    this.#copies = new Set();
    this.#copiedKeys = new Map();
    this.#originals = new Map();
  }

  /** What the evaluation read for its value. */
  derivation(value: Maybe): Derivation {
    const isWatched = this.#watch !== undefined;
    const set = value instanceof RegoSet && this.#isRule(value) ? value : undefined;
    if (set === undefined && this.logged === 0) return NOTHING_READ;
    const reads = set && this.#elements.get(set);
    return new Told(this.#from(0), this.#log, this.logged, set, reads, this.#tracked, isWatched);
  }

  #isRule(value: Maybe): boolean {
    for (let index = this.#ruleCount - 1; index >= 0; index--) if (this.#rules[index] === value) return true;
    return false;
  }

  override save(): Saved {
    return { depth: this.depth, trail: this.trail, held: this.held };
  }

  override restore(saved: Saved): void {
    if (typeof saved === 'number') return;
    this.trail = saved.trail;
    this.held = saved.held;
    this.depth = saved.depth;
  }

  /** A rule or function ends for which something was read; the result is remembered with its reads. */
  remember(trail: number, log: number, held: number, kept: readonly Entry[] | undefined, value: Maybe): Memo {
    const reads = value === undefined ? NO_ENTRIES : (kept ?? this.#from(trail));
    return this.#finish(trail, held, new Memo(value, reads, new Whole(this.#log, log, this.logged)));
  }

  /** The same where the result is not remembered. */
  leave(trail: number, log: number, held: number, kept: readonly Entry[] | undefined, value: Maybe): void {
    if (this.#watch !== undefined) {
      this.remember(trail, log, held, kept, value);
      return;
    }
    this.held = held;
    if (value === undefined || kept !== undefined) this.trail = trail;
    if (value !== undefined && kept !== undefined) this.#joinAll(kept);
    if (held > 0) for (let index = log; index < this.logged; index++) this.#trail[this.trail++] = this.#log[index]!;
  }

  /** A set rule ends; each element has reads of its own. */
  rememberSet(trail: number, log: number, held: number, value: RegoSet): Memo {
    const entries = this.#isOpen ? this.#log.slice(log, this.logged).filter(isOpen) : NO_ENTRIES;
    if (entries.length > 0) {
      const set = this.#readsOfSet(value);
      set.log = entries;
      this.#sets.set(value, set);
      this.wary = true;
      this.noting = true;
    }
    const whole = entries.length === 0 ? undefined : new Whole(entries, 0, entries.length);
    return this.#finish(trail, held, new Memo(value, NO_ENTRIES, whole));
  }

  #finish(trail: number, held: number, memo: Memo): Memo {
    this.trail = trail;
    this.held = held;
    this.#take(memo);
    return memo;
  }

  /** A remembered rule is used again; one for which nothing was read is remembered as its value. */
  recall(memo: unknown): Maybe {
    if (!(memo instanceof Memo)) return memo === UNDEFINED ? undefined : (memo as RegoValue);
    // What it looked at counts in the log of whoever asks again, too.
    if (memo.whole !== undefined) this.#log[this.logged++] = memo.whole;
    this.#take(memo);
    return memo.value;
  }

  #take(memo: Memo): void {
    if (this.#watch !== undefined) {
      for (const read of flatten(memo.reads)) this.#join(read);
      if (this.held > 0 && memo.whole !== undefined) this.#join(memo.whole);
      return;
    }
    if (memo.reads.length > 0) this.#trail[this.trail++] = memo;
    if (this.held > 0 && memo.whole !== undefined) this.#trail[this.trail++] = memo.whole;
  }

  /** A clause gave the value of its rule or function; gives what clauses that did rest on. */
  keep(trail: number, kept: readonly Entry[] | undefined): readonly Entry[] {
    const entries = this.#from(trail);
    if (kept === undefined || kept.length === 0) return entries;
    return entries.length === 0 ? kept : [...kept, ...entries];
  }

  /** What follows is tried because something before gave nothing: all that was unknown and looked at counts. */
  resort(log: number): void {
    for (let index = log; index < this.logged; index++) {
      const entry = this.#log[index]!;
      if (isOpen(entry)) this.#join(entry);
    }
  }

  /** An element is added to a set rule. */
  member(trail: number, set: RegoSet, value: RegoValue): void {
    const known = this.#elements.get(set);
    if (known === undefined && this.trail === trail && this.#watch === undefined) return;
    (known ?? this.#readsOfSet(set)).add(value, this.#from(trail));
  }

  /** The elements that a set has when its reads are first asked for rest on nothing. */
  #readsOfSet(set: RegoSet): SetReads {
    let reads = this.#elements.get(set);
    if (reads === undefined) {
      reads = new SetReads(set);
      this.#elements.set(set, reads);
    }
    return reads;
  }

  /** A set rule begins its set. */
  rule(set: RegoSet): void {
    this.#rules[this.#ruleCount++] = set;
  }

  /** A property that was not found by reading it in place. */
  readonly missing = (container: Maybe, key: string): Maybe => {
    const value = missing(container, key);
    if (this.wary && typeof container === 'object' && container !== null) this.#look(container, key, value);
    return value;
  };

  readonly getKey = (container: Maybe, key: RegoValue): Maybe => {
    const value = get(container, key);
    if (typeof container !== 'object' || container === null) return value;
    if (this.#watch !== undefined) this.#watch.lookup(container, key);
    if (this.wary && (value === undefined || this.noting)) this.#look(container, key, value);
    if (this.tracking) this.track(container, key);
    return value;
  };

  #look(container: Container, key: RegoValue, value: Maybe): void {
    if (this.#hasUnknown && (value === undefined || this.#watch !== undefined)) {
      if (this.#isUnknown(container, key, value)) this.#record(container, key);
    }
    const set = this.#setOf(container);
    if (set !== undefined) this.#useSet(set, key);
  }

  /** A key of a container is read of which all is known. */
  track(container: Maybe, key: RegoValue): void {
    if (typeof container !== 'object' || container === null) return;
    const read = new Note(container, key, false, false);
    this.#log[this.logged++] = read;
    this.#trail[this.trail++] = read;
  }

  /** A container is iterated over: more entries may come to be known. */
  scan(container: Container): void {
    if (this.#unknownOf(container) !== undefined) {
      const read = new Note(this.#originalOf(container), undefined, true, true);
      this.#isOpen = true;
      this.#log[this.logged++] = read;
      // Somebody who tries values sees further entries; what they give rests on there being any.
      if (this.held > 0 || this.#watch !== undefined) this.#push(read);
    }
    const set = this.#setOf(container);
    if (set !== undefined && this.held > 0) this.#joinAll(set.log);
  }

  /** One entry of an iteration. */
  item(container: Container, key: Maybe): void {
    if (key === undefined) return;
    const set = this.#setOf(container);
    if (set !== undefined) this.#useSet(set, key);
    else if (this.tracking) this.track(container as RegoValue, key);
  }

  #useSet(set: SetReads, element: RegoValue): void {
    if (this.held > 0) this.#joinAll(set.log);
    else if (this.#watch === undefined) this.#joinAll(set.readsOf(element));
    else for (const reads of set.solutionsOf(element)) this.#joinAll(reads);
  }

  /** The value that is the answer; a set is asked element by element by somebody who watches. */
  answer(value: Maybe): void {
    if (this.#watch === undefined || !this.#isRule(value)) this.use(value);
  }

  /** A value is looked at as a whole: compared, given to a builtin, put out. */
  use(value: Maybe): void {
    if (typeof value === 'object' && value !== null) this.#useDeep(value, 0);
  }

  /** A value that was read from input or data is looked at as a whole: what lies around an unknown is a carrier. */
  useBase(value: Maybe): void {
    if (typeof value === 'object' && value !== null && this.#isCarrier(value)) this.#record(value, undefined);
  }

  #useDeep(value: RegoValue, depth: number): undefined {
    if (typeof value !== 'object' || value === null || value instanceof RegoNumber) return;
    if (this.#isCarrier(value) || depth > 200) return this.#record(value, undefined);
    const set = this.#setOf(value);
    if (set !== undefined) this.#joinAll(set.log);
    if (this.#tracked?.has(value)) return;
    if (Array.isArray(value)) for (const item of value) this.#useDeep(item, depth + 1);
    else if (value instanceof RegoSet) for (const item of value.unordered()) this.#useDeep(item, depth + 1);
    else if (value instanceof RegoObject) for (const [, item] of value.unordered()) this.#useDeep(item, depth + 1);
    else for (const key of Object.keys(value)) this.#useDeep((value as PlainObject)[key]!, depth + 1);
  }

  /** `count`, `object.keys`: which entries there are, not what they hold. */
  useKeys(value: Maybe): void {
    if (typeof value !== 'object' || value === null) return;
    if (this.#unknownOf(value) !== undefined) this.#record(value, undefined, true);
    const set = this.#setOf(value);
    if (set !== undefined) this.#joinAll(set.log);
  }

  /** `object.get`: one key or a path of keys, and nothing else of the object. */
  usePath(value: Maybe, key: RegoValue): void {
    let container = value;
    for (const part of Array.isArray(key) ? (key as readonly RegoValue[]) : [key])
      container = this.getKey(container, part);
  }

  /** `with` made copies of the containers on a path: they are as unknown as what they were copied from. */
  copied(from: Maybe, to: Maybe, path: readonly string[]): void {
    let [original, copy] = [from, to];
    for (const key of path) {
      if (typeof original !== 'object' || original === null || typeof copy !== 'object' || copy === null) return;
      if (this.#isCarrier(original)) this.#copies.add(copy);
      this.#originals.set(copy, this.#originalOf(original));
      const unknown = this.#unknownOf(original);
      if (unknown === 'all') this.#copiedKeys.set(copy, 'all');
      else if (unknown !== undefined)
        this.#copiedKeys.set(copy, new Set([...unknown].filter((other) => other !== key)));
      [original, copy] = [get(original, key), get(copy, key)];
    }
  }

  #from(start: number): readonly Entry[] {
    return this.trail === start ? NO_ENTRIES : this.#trail.slice(start, this.trail);
  }

  #isCarrier(container: Container): boolean {
    return this.#marks.carriers.has(container) || (this.#copies.size > 0 && this.#copies.has(container));
  }

  #unknownOf(container: Container): UnknownKeys | undefined {
    if (!this.#hasUnknown) return undefined;
    const unknown = this.#marks.unknown.get(container);
    return unknown === undefined && this.#copiedKeys.size > 0 ? this.#copiedKeys.get(container) : unknown;
  }

  /** The set rule's reads when the container is its set and something unknown was read for it. */
  #setOf(container: Container): SetReads | undefined {
    return this.#sets.size === 0 ? undefined : this.#sets.get(container);
  }

  #isUnknown(container: Container, key: RegoValue, value: Maybe): boolean {
    const unknown = this.#unknownOf(container);
    if (unknown === undefined) return false;
    if (unknown !== 'all') return unknown.has(key as string);
    return value === undefined || this.#watch?.isSettled(this.#originalOf(container), key) === true;
  }

  #record(container: Container, key: Maybe, isShallow = false): undefined {
    const read = new Note(this.#originalOf(container), key, true, isShallow);
    this.#isOpen = true;
    this.#log[this.logged++] = read;
    this.#push(read);
  }

  #originalOf(container: Container): Container {
    return this.#originals.size === 0 ? container : (this.#originals.get(container) ?? container);
  }

  #joinAll(entries: readonly Entry[]): void {
    for (const entry of entries) this.#join(entry);
  }

  /** Puts what was read before on the trail; for somebody who watches, read by read. */
  #join(entry: Entry): void {
    if (noted(entry)) this.#push(entry);
    else if (this.#watch === undefined) this.#trail[this.trail++] = entry;
    else for (const read of flatten([entry])) this.#push(read);
  }

  #push(read: Note): void {
    if (this.#watch !== undefined && read.unknown) {
      let before = this.trail - 1;
      while (before >= 0 && !(this.#trail[before] as Note).unknown) before--;
      if (before >= 0) this.#watch.joined(this.#trail[before] as Note, read);
    }
    this.#trail[this.trail++] = read;
  }
}
