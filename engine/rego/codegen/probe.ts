import { get, type PlainObject, RegoNumber, RegoObject, RegoSet, type RegoValue } from '../value/index.ts';
import type { Container, Marks } from './marks.ts';
import { missing } from './runtime.ts';
import { EvaluationState } from './state.ts';

type Maybe = RegoValue | undefined;

/**
 * The state of an evaluation in fast mode, which can see whether it comes upon anything that is not known.
 * Shape:  while `marks` is undefined nothing is looked for. `uncertain` is set by the first look at something unknown: a
 *         key that is absent because it is not known, entries of a container that may have more, a container as a whole
 *         that has an unknown somewhere below. An evaluation that leaves it unset would give its value whatever the
 *         unknown values are.
 * INVARIANT: unknown keys are absent, so that only look-ups which find nothing can meet one.
 */
export class FastState extends EvaluationState {
  marks: Marks | undefined;
  uncertain = false;

  /** A property that was not found by reading it in place. */
  readonly missing = (container: Maybe, key: string): Maybe => {
    const value = missing(container, key);
    if (value === undefined && this.marks !== undefined) this.#absent(this.marks, container, key);
    return value;
  };

  readonly getKey = (container: Maybe, key: RegoValue): Maybe => {
    const value = get(container, key);
    if (value === undefined && this.marks !== undefined) this.#absent(this.marks, container, key);
    return value;
  };

  #absent({ unknown }: Marks, container: Maybe, key: RegoValue): void {
    if (typeof container !== 'object' || container === null) return;
    const keys = unknown.get(container);
    if (keys === 'all' || keys?.has(key as string) === true) this.uncertain = true;
  }

  /** A container is iterated over. */
  scan(container: Container): void {
    if (this.marks?.unknown.has(container) === true) this.uncertain = true;
  }

  /** `count`, `object.keys`: which entries there are, not what they hold. */
  useKeys(value: Maybe): void {
    if (typeof value === 'object' && value !== null) this.scan(value);
  }

  /** `object.get`: one key or a path of keys, and nothing else of the object. */
  usePath(value: Maybe, key: RegoValue): void {
    let container = value;
    for (const part of Array.isArray(key) ? (key as readonly RegoValue[]) : [key]) {
      container = this.getKey(container, part);
    }
  }

  /** `with` replaced a part of a document, and copied what lies around it. */
  copied(from: Maybe, _to: Maybe, path: readonly string[]): void {
    if (path.length > 0 && typeof from === 'object' && from !== null && this.#isCarrier(from)) this.uncertain = true;
  }

  /** A value is looked at as a whole: compared, given to a builtin, put out. */
  use(value: Maybe): void {
    if (typeof value !== 'object' || value === null || this.uncertain) return;
    if (this.marks !== undefined && this.marks.carriers.size > 0) this.#useDeep(value, 0);
  }

  /** A value that was read from input or data is looked at as a whole: what lies around an unknown is a carrier. */
  useBase(value: Maybe): void {
    if (typeof value === 'object' && value !== null && this.#isCarrier(value)) this.uncertain = true;
  }

  #useDeep(value: RegoValue, depth: number): void {
    if (typeof value !== 'object' || value === null || value instanceof RegoNumber || this.uncertain) return;
    if (this.#isCarrier(value) || depth > 200) this.uncertain = true;
    else if (Array.isArray(value)) this.#useAll(value, depth);
    else if (value instanceof RegoSet) this.#useAll(value.unordered(), depth);
    else if (value instanceof RegoObject) for (const pair of value.unordered()) this.#useAll(pair, depth);
    else this.#useAll(Object.values(value as PlainObject), depth);
  }

  #useAll(values: readonly RegoValue[], depth: number): void {
    this.charge(values.length + 1);
    for (const value of values) this.#useDeep(value, depth + 1);
  }

  #isCarrier(container: Container): boolean {
    return this.marks?.carriers.has(container) === true;
  }
}
