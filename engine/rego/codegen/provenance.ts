import { get, type PlainObject, RegoNumber, RegoObject, RegoSet, type RegoValue } from '../value/index.ts';
import type { Container, Derivation, Marks, Read, UnknownKeys, Watch } from './marks.ts';
import { from, isUncertain, NO_READS, SetReads, Trail } from './reads.ts';
import { EvaluationState, type Saved } from './state.ts';

type Maybe = RegoValue | undefined;
type Frame = {
  readonly trail: number;
  readonly log: number;
  readonly known: number;
  readonly held: number;
  kept: Read[] | undefined;
};
type Memo = { readonly value: Maybe; readonly reads: readonly Read[]; readonly log: readonly Read[] };

const NO_MARKS: Marks = { unknown: new Map(), carriers: new Set() };

/**
 * The state of an evaluation that records what it reads of the input.
 * Shape:  `#trail` holds the reads that the current branch rests on; leaving a branch takes its reads off again.
 *         `#log` holds every unknown read, of failed branches too. While `#held` is above 0 (under `not`, in
 *         comprehensions, in alternatives) a failed branch counts as well, so nothing is taken off.
 * INVARIANT: a read that a result rests on is on the trail when the result is made; more may be there, never less.
 */
export class ProvenanceState extends EvaluationState {
  #marks = NO_MARKS;
  #hasUnknown = false;
  #tracked: Marks['tracked'];
  #watch: Watch | undefined;
  #trail = new Trail();
  #log: Read[] = [];
  /** Every read of a tracked container, of failed branches too. */
  #known: Read[] = [];
  #held = 0;
  #frames: Frame[] = [];
  /** All sets that set rules have made or are making. */
  #rules = new Map<object, SetReads>();
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
    this.#trail = new Trail();
    this.#log = [];
    this.#known = [];
    this.#held = 0;
    this.#frames = [];
    this.#rules = new Map();
    this.#sets = new Map();
    this.#copies = new Set();
    this.#copiedKeys = new Map();
    this.#originals = new Map();
  }

  /** What the evaluation read for its value. */
  derivation(value: Maybe): Derivation {
    const set = value instanceof RegoSet ? this.#rules.get(value) : undefined;
    const elements =
      set &&
      [...(value as RegoSet)].map((element) => {
        const reads = set.readsOf(element);
        const solutions = this.#watch === undefined ? [reads] : set.solutionsOf(element);
        return { value: element, reads, definite: !isUncertain(reads), solutions };
      });
    const reads = this.#trail.from(0);
    return {
      definite: !isUncertain(reads),
      reads,
      unknownReads: this.#log,
      elements,
    };
  }

  override save(): Saved {
    return { depth: this.depth, trail: this.#trail.size, held: this.#held, frames: this.#frames.length };
  }

  override restore(saved: Saved): void {
    if (typeof saved === 'number') return;
    this.#trail.cut(saved.trail);
    this.#frames.length = saved.frames;
    this.#held = saved.held;
    this.depth = saved.depth;
  }

  /** A function begins. */
  enter(): Frame {
    const frame: Frame = {
      trail: this.#trail.size,
      log: this.#log.length,
      known: this.#known.length,
      held: this.#held,
      kept: undefined,
    };
    this.#frames.push(frame);
    this.#held = 0;
    return frame;
  }

  /** A function of arguments ends: its result rests on the reads of the clauses that gave it. */
  leave(frame: Frame, value: Maybe): void {
    this.remember(frame, value);
  }

  /** A rule ends; the result is remembered with its reads. */
  remember(frame: Frame, value: Maybe): Memo {
    const reads = value === undefined ? NO_READS : (frame.kept ?? this.#trail.from(frame.trail));
    return this.#finish(frame, { value, reads, log: this.#allOf(frame) });
  }

  /** A set rule ends; each element has reads of its own. */
  rememberSet(frame: Frame, value: RegoSet): Memo {
    const log = from(this.#log, frame.log);
    const set = this.#rules.get(value);
    if (set !== undefined) {
      set.log = log;
      if (log.length > 0) this.#sets.set(value, set);
    }
    return this.#finish(frame, { value, reads: NO_READS, log });
  }

  /** All that was read since a function began, whatever became of it. */
  #allOf(frame: Frame): readonly Read[] {
    const log = from(this.#log, frame.log);
    return this.#known.length === frame.known ? log : [...log, ...from(this.#known, frame.known)];
  }

  #finish(frame: Frame, memo: Memo): Memo {
    this.#trail.cut(frame.trail);
    this.#held = frame.held;
    this.#frames.pop();
    this.#take(memo);
    return memo;
  }

  /** A remembered rule is used again. */
  recall(memo: Memo): Maybe {
    this.#take(memo);
    return memo.value;
  }

  #take(memo: Memo): void {
    for (const read of memo.reads) this.#push(read);
    if (this.#held > 0) for (const read of memo.log) this.#push(read);
  }

  /** A clause gave the value of its rule or function. */
  keep(): void {
    const frame = this.#frames[this.#frames.length - 1];
    if (frame === undefined) return;
    frame.kept ??= [];
    for (const read of this.#trail.from(frame.trail)) frame.kept.push(read);
  }

  /** What follows is tried because something before gave nothing: all that was looked at counts. */
  resort(): void {
    const frame = this.#frames[this.#frames.length - 1];
    for (let index = frame?.log ?? 0; index < this.#log.length; index++) this.#push(this.#log[index]!);
  }

  mark(): number {
    return this.#trail.size;
  }

  back(mark: number): void {
    if (this.#held === 0) this.#trail.cut(mark);
  }

  hold(): void {
    this.#held++;
  }

  release(): void {
    this.#held--;
  }

  /** An element is added to a set rule. */
  member(set: RegoSet, value: RegoValue): void {
    this.use(value);
    const frame = this.#frames[this.#frames.length - 1];
    if (frame !== undefined) this.#rules.get(set)?.add(value, this.#trail.from(frame.trail));
  }

  /** A set rule begins its set. */
  rule(set: RegoSet): void {
    this.#rules.set(set, new SetReads());
  }

  /** A key of a value is read. */
  dot(container: Maybe, key: RegoValue): Maybe {
    const value = get(container, key);
    if (typeof container !== 'object' || container === null) return value;
    this.#watch?.lookup(container, key);
    if (this.#isUnknown(container, key, value)) this.#record(container, key);
    else if (this.#tracked?.has(container)) {
      this.#track(container, key);
    }
    const set = this.#setOf(container);
    if (set !== undefined) this.#useSet(set, key);
    return value;
  }

  /** A container is iterated over: more entries may come to be known. */
  scan(container: Container): void {
    if (this.#unknownOf(container) !== undefined) {
      const read: Read = { container: this.#originalOf(container), key: undefined, unknown: true, shallow: true };
      this.#log.push(read);
      // Somebody who tries values sees further entries; what they give rests on there being any.
      if (this.#held > 0 || this.#watch !== undefined) this.#push(read);
    }
    const set = this.#setOf(container);
    if (set !== undefined && this.#held > 0) for (const read of set.log) this.#push(read);
  }

  /** One entry of an iteration. */
  item(container: Container, key: Maybe): void {
    const set = this.#setOf(container);
    if (set !== undefined && key !== undefined) this.#useSet(set, key);
    else if (key !== undefined && this.#tracked?.has(container)) {
      this.#track(container, key);
    }
  }

  #useSet(set: SetReads, element: RegoValue): void {
    if (this.#held > 0) for (const read of set.log) this.#push(read);
    else if (this.#watch === undefined) for (const read of set.readsOf(element)) this.#push(read);
    else for (const reads of set.solutionsOf(element)) for (const read of reads) this.#push(read);
  }

  /** A value is looked at as a whole: compared, given to a builtin, put out. */
  use(value: Maybe): void {
    if (typeof value !== 'object' || value === null) return;
    // The set that is the answer is asked element by element.
    if (this.#watch !== undefined && this.#frames.length === 0 && this.#rules.has(value)) return;
    if (this.#marks.carriers.size > 0 || this.#sets.size > 0) this.#useDeep(value, 0);
  }

  #useDeep(value: RegoValue, depth: number): undefined {
    if (typeof value !== 'object' || value === null || value instanceof RegoNumber) return;
    if (this.#isCarrier(value) || depth > 200) return this.#record(value, undefined);
    const set = this.#setOf(value);
    if (set !== undefined) for (const read of set.log) this.#push(read);
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
    if (set !== undefined) for (const read of set.log) this.#push(read);
  }

  /** `object.get`: one key or a path of keys, and nothing else of the object. */
  usePath(value: Maybe, key: RegoValue): void {
    let container = value;
    for (const part of Array.isArray(key) ? (key as readonly RegoValue[]) : [key])
      container = this.dot(container, part);
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

  #record(container: Container, key: Maybe, shallow?: true): undefined {
    const read: Read = { container: this.#originalOf(container), key, unknown: true, ...(shallow ? { shallow } : {}) };
    this.#log.push(read);
    this.#push(read);
  }

  #track(container: Container, key: RegoValue): void {
    const read = { container, key, unknown: false };
    this.#known.push(read);
    this.#trail.push(read);
  }

  #originalOf(container: Container): Container {
    return this.#originals.size === 0 ? container : (this.#originals.get(container) ?? container);
  }

  #push(read: Read): undefined {
    if (this.#watch !== undefined && read.unknown) {
      const before = this.#trail.lastUnknown();
      if (before !== undefined) this.#watch.joined(before, read);
    }
    this.#trail.push(read);
  }
}
