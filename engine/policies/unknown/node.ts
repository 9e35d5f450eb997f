import type { RegoValue } from '../../rego/runtime.ts';
import { type Choice, Choices, CLOSED, choicesOf } from './choices.ts';
import type { Variable } from './unknowns.ts';

/** What may be added to one list: each class of elements once, texts that are nothing in particular twice. */
export type ListPool = {
  readonly choices: Choices;
  readonly taken: number[];
  /** How many elements there are at least. */
  readonly least: number;
  readonly most: number;
};

/**
 * One thing for which values are tried, in their order.
 * Shape:  `id` is the number that its tokens hold; `mark` is how much was settled before it. `result` is the name of the
 *         builtin's call for one that stands for a result. Elements are added to a list in the order of its pool, so that
 *         each set of classes comes once.
 */
export class Node {
  readonly id: number;
  readonly mark: number;
  readonly cell: string;
  readonly variable: Variable | undefined;
  readonly result: string | undefined;
  readonly list: ListPool | undefined;
  readonly choices: Choices;
  value: RegoValue | undefined;
  choice: Choice | undefined;
  index = 0;
  /** Has its first choice while another group is tried. */
  isFirst = false;
  readonly #start: number;
  /** 1 where a list may end here, which is tried first. */
  readonly #closing: number;
  readonly #isFull: boolean;

  constructor(
    id: number,
    mark: number,
    of: Variable | { readonly result: string; readonly cell: string; readonly choices: Choice[] },
    pool?: ListPool,
  ) {
    this.id = id;
    this.mark = mark;
    this.cell = of.cell;
    this.list = pool;
    this.variable = 'result' in of ? undefined : of;
    this.result = 'result' in of ? of.result : undefined;
    this.choices =
      pool?.choices ??
      ('result' in of ? new Choices(of.choices) : new Choices(firstChoices(of), of.place.isFilled, of.place.text));
    this.#start = pool === undefined ? 0 : startIn(pool);
    this.#isFull = pool !== undefined && pool.taken.length >= pool.most;
    this.#closing = pool === undefined || pool.taken.length < pool.least ? 0 : 1;
  }

  /** The choice at a place in the order; undefined behind the last one that is known so far. */
  choiceAt(index: number): Choice | undefined {
    if (this.list === undefined) return this.choices.at(index);
    if (index < this.#closing) return CLOSED;
    return this.#isFull ? undefined : this.choices.at(this.poolIndex(index));
  }

  /** Where the choice at `index` stands in the list's pool. */
  poolIndex(index: number): number {
    return this.#start + index - this.#closing;
  }

  divide(point: number): void {
    this.choices.splitRange(this.list === undefined ? this.index : this.poolIndex(this.index), point);
  }
}

export function newPool(variable: Variable): ListPool {
  const { shape, text } = variable.place;
  return {
    choices: new Choices(choicesOf(shape, false, text), false, text),
    taken: [],
    least: text === undefined ? 0 : 1,
    most: text?.most ?? Number.POSITIVE_INFINITY,
  };
}

function firstChoices({ kind, place }: Variable): Choice[] {
  const choices = choicesOf(place.shape, place.isOptional, place.text);
  return kind === 'member' ? [CLOSED, ...choices] : choices;
}

function startIn({ choices, taken }: ListPool): number {
  const last = taken.at(-1);
  if (last === undefined) return 0;
  const choice = choices.list[last];
  const { prefix = '', suffix = '' } = choices.text ?? {};
  const isPlain =
    choice?.kind === 'text' && choice.prefix === prefix && choice.suffix === suffix && choice.middle.length === 0;
  return isPlain && taken.filter((index) => index === last).length < 2 ? last : last + 1;
}
