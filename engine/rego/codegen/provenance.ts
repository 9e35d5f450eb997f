import { get, type PlainObject, RegoNumber, RegoObject, RegoSet, type RegoValue } from '../value/index.ts';
import { type Key, keyOf } from '../value/keys.ts';
import type { Container, Derivation, Marks, Read, UnknownKeys } from './marks.ts';
import { EvaluationState } from './state.ts';

type Maybe = RegoValue | undefined;
type Frame = { readonly trail: number; readonly log: number; readonly held: number; kept: Read[] | undefined };
type Memo = { readonly value: Maybe; readonly reads: readonly Read[]; readonly log: readonly Read[] };
type SetReads = { readonly log: readonly Read[]; readonly elements: ReadonlyMap<Key, readonly Read[]> };

const NO_MARKS: Marks = { unknown: new Map(), carriers: new Set() };
const NO_READS: readonly Read[] = [];

/**
 * The state of an evaluation that records what it reads of the input.
 * Shape:  `#trail` holds the reads that the current branch rests on; leaving a branch takes its reads off again.
 *         `#log` holds every unknown read, of failed branches too. While `#held` is above 0 (under `not`, in
 *         comprehensions, in alternatives) a failed branch counts as well, so nothing is taken off.
 * INVARIANT: a read that a result rests on is on the trail when the result is made; more may be there, never less.
 */
export class ProvenanceState extends EvaluationState {
  #marks = NO_MARKS;
  #trail: Read[] = [];
  #log: Read[] = [];
  #held = 0;
  #frames: Frame[] = [];
  #elements = new Map<object, Map<Key, readonly Read[]>>();
  #sets = new Map<object, SetReads>();
  #copies = new Set<Container>();
  #copiedKeys = new Map<Container, UnknownKeys>();

  begin(marks: Marks): void {
    this.#marks = marks;
    this.#trail = [];
    this.#log = [];
    this.#held = 0;
    this.#frames = [];
    this.#elements = new Map();
    this.#sets = new Map();
    this.#copies = new Set();
    this.#copiedKeys = new Map();
  }

  /** What the evaluation read for its value. */
  derivation(value: Maybe): Derivation {
    const set = value instanceof RegoSet ? this.#sets.get(value) : undefined;
    const elements =
      set &&
      [...(value as RegoSet)].map((element) => {
        const reads = set.elements.get(keyOf(element)) ?? NO_READS;
        return { value: element, reads, definite: !reads.some((read) => read.unknown) };
      });
    return {
      definite: !this.#trail.some((read) => read.unknown),
      reads: this.#trail,
      unknownReads: this.#log,
      elements,
    };
  }

  /** A function begins. */
  enter(): Frame {
    const frame = { trail: this.#trail.length, log: this.#log.length, held: this.#held, kept: undefined };
    this.#frames.push(frame);
    this.#held = 0;
    return frame;
  }

  /** A function of arguments ends: its result rests on the reads of the clauses that gave it. */
  leave(frame: Frame, value: Maybe): void {
    this.#finish(frame, value);
  }

  /** A rule ends; the result is remembered with its reads. */
  remember(frame: Frame, value: Maybe): Memo {
    return this.#finish(frame, value);
  }

  #finish(frame: Frame, value: Maybe): Memo {
    const log = this.#log.slice(frame.log);
    const elements = value instanceof RegoSet ? this.#elements.get(value) : undefined;
    const own =
      elements !== undefined || value === undefined ? NO_READS : (frame.kept ?? this.#trail.slice(frame.trail));
    if (elements !== undefined) this.#sets.set(value as RegoSet, { log, elements });
    this.#trail.length = frame.trail;
    this.#held = frame.held;
    this.#frames.pop();
    const memo = { value, reads: own, log };
    this.#take(memo);
    return memo;
  }

  /** A remembered rule is used again. */
  recall(memo: Memo): Maybe {
    this.#take(memo);
    return memo.value;
  }

  #take(memo: Memo): void {
    for (const read of memo.reads) this.#trail.push(read);
    if (this.#held > 0) for (const read of memo.log) this.#trail.push(read);
  }

  /** A clause gave the value of its rule or function. */
  keep(): void {
    const frame = this.#frames[this.#frames.length - 1];
    if (frame === undefined) return;
    frame.kept ??= [];
    for (let index = frame.trail; index < this.#trail.length; index++) frame.kept.push(this.#trail[index]!);
  }

  /** What follows is tried because something before gave nothing: all that was looked at counts. */
  resort(): void {
    const frame = this.#frames[this.#frames.length - 1];
    for (let index = frame?.log ?? 0; index < this.#log.length; index++) this.#trail.push(this.#log[index]!);
  }

  mark(): number {
    return this.#trail.length;
  }

  back(mark: number): void {
    if (this.#held === 0) this.#trail.length = mark;
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
    if (frame === undefined) return;
    let elements = this.#elements.get(set);
    if (elements === undefined) {
      elements = new Map();
      this.#elements.set(set, elements);
    }
    const key = keyOf(value);
    const known = elements.get(key);
    const reads = this.#trail.slice(frame.trail);
    if (known === undefined || (isUncertain(known) && !isUncertain(reads))) elements.set(key, reads);
  }

  /** A set rule without elements is one all the same. */
  rule(set: RegoSet): void {
    if (!this.#elements.has(set)) this.#elements.set(set, new Map());
  }

  /** A key of a value is read. */
  dot(container: Maybe, key: RegoValue): Maybe {
    const value = get(container, key);
    if (typeof container !== 'object' || container === null) return value;
    if (this.#isUnknown(container, key, value)) this.#record(container, key);
    else if (this.#marks.tracked?.has(container)) {
      this.#trail.push({ container, key, unknown: false });
    }
    const set = this.#sets.get(container);
    if (set !== undefined) this.#useSet(set, key);
    return value;
  }

  /** A container is iterated over: more entries may come to be known. */
  scan(container: Container): void {
    if (this.#unknownOf(container) !== undefined) {
      const read = { container, key: undefined, unknown: true };
      this.#log.push(read);
      if (this.#held > 0) this.#trail.push(read);
    }
    const set = this.#sets.get(container);
    if (set !== undefined && this.#held > 0) for (const read of set.log) this.#trail.push(read);
  }

  /** One entry of an iteration. */
  item(container: Container, key: Maybe): void {
    const set = this.#sets.get(container);
    if (set !== undefined && key !== undefined) this.#useSet(set, key);
    else if (key !== undefined && this.#marks.tracked?.has(container)) {
      this.#trail.push({ container, key, unknown: false });
    }
  }

  #useSet(set: SetReads, element: RegoValue): void {
    for (const read of this.#held > 0 ? set.log : (set.elements.get(keyOf(element)) ?? set.log)) this.#trail.push(read);
  }

  /** A value is looked at as a whole: compared, given to a builtin, put out. */
  use(value: Maybe): void {
    if (typeof value !== 'object' || value === null) return;
    if (this.#marks.carriers.size > 0 || this.#sets.size > 0) this.#useDeep(value, 0);
  }

  #useDeep(value: RegoValue, depth: number): undefined {
    if (typeof value !== 'object' || value === null || value instanceof RegoNumber) return;
    if (this.#isCarrier(value) || depth > 200) return this.#record(value, undefined);
    const set = this.#sets.get(value);
    if (set !== undefined) for (const read of set.log) this.#trail.push(read);
    if (this.#marks.tracked?.has(value)) return;
    if (Array.isArray(value)) for (const item of value) this.#useDeep(item, depth + 1);
    else if (value instanceof RegoSet) for (const item of value.unordered()) this.#useDeep(item, depth + 1);
    else if (value instanceof RegoObject) for (const [, item] of value.unordered()) this.#useDeep(item, depth + 1);
    else for (const key of Object.keys(value)) this.#useDeep((value as PlainObject)[key]!, depth + 1);
  }

  /** `count`, `object.keys`: which entries there are, not what they hold. */
  useKeys(value: Maybe): void {
    if (typeof value !== 'object' || value === null) return;
    if (this.#unknownOf(value) !== undefined) this.#record(value, undefined);
    const set = this.#sets.get(value);
    if (set !== undefined) for (const read of set.log) this.#trail.push(read);
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
      const unknown = this.#unknownOf(original);
      if (unknown === 'all') this.#copiedKeys.set(copy, 'all');
      else if (unknown !== undefined)
        this.#copiedKeys.set(copy, new Set([...unknown].filter((other) => other !== key)));
      [original, copy] = [get(original, key), get(copy, key)];
    }
  }

  #isCarrier(container: Container): boolean {
    return this.#marks.carriers.has(container) || this.#copies.has(container);
  }

  #unknownOf(container: Container): UnknownKeys | undefined {
    return this.#marks.unknown.get(container) ?? this.#copiedKeys.get(container);
  }

  #isUnknown(container: Container, key: RegoValue, value: Maybe): boolean {
    const unknown = this.#unknownOf(container);
    if (unknown === undefined) return false;
    return unknown === 'all' ? value === undefined : unknown.has(key as string);
  }

  #record(container: Container, key: Maybe): undefined {
    const read = { container, key, unknown: true };
    this.#log.push(read);
    this.#trail.push(read);
  }
}

function isUncertain(reads: readonly Read[]): boolean {
  return reads.some((read) => read.unknown);
}
