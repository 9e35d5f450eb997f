import { type Key, keyOf } from '../../rego/value/keys.ts';
import type { RegoValue } from '../../rego/value/types.ts';
import { type KnownText, mayBe, mayHave } from '../../resources/index.ts';
import { alternativesOf, type Shape } from './shape.ts';
import { hasToken } from './symbols.ts';

/**
 * One way to settle something that is not known.
 * Shape:  `text` stands for every text that starts with `prefix`, ends with `suffix` and holds `middle`, and is none of
 *         those that are tried by themselves; `number` for every number between `low` and `high`. `closed` says that a
 *         collection holds no more than it shows. `failure` is a builtin that refuses its operands.
 */
export type Choice =
  | { readonly kind: 'absent' | 'closed' | 'failure' }
  | { readonly kind: 'exact'; readonly value: RegoValue }
  | { readonly kind: 'text'; readonly prefix: string; readonly middle: readonly string[]; readonly suffix: string }
  | { readonly kind: 'number'; readonly low: number; readonly high: number; readonly isInteger: boolean }
  | { readonly kind: 'list'; readonly items: Shape; readonly text?: KnownText }
  | { readonly kind: 'object'; readonly shape: Shape };

export const SOME_TEXT: Choice = { kind: 'text', prefix: '', middle: [], suffix: '' };
export const ABSENT: Choice = { kind: 'absent' };
export const CLOSED: Choice = { kind: 'closed' };

export function someNumber(isInteger: boolean): Choice {
  return { kind: 'number', low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, isInteger };
}

/**
 * The first choices for a value of a shape; more come as comparisons are seen.
 * Shape: each class of values once; null never, since null is absent. With `text` it is a text of which that is known.
 */
export function choicesOf(shape: Shape, isOptional: boolean, text?: KnownText): Choice[] {
  const choices: Choice[] = [];
  const seen = new Set<string>();
  const add = (name: string, choice: Choice) => {
    if (!seen.has(name)) choices.push(choice);
    seen.add(name);
  };
  const objects: Shape[] = [];
  const lists: Shape[] = [];
  for (const one of alternativesOf(shape)) {
    const allows = (type: string) => one.type === undefined || one.type === type;
    if (one.enum !== undefined) {
      for (const value of one.enum)
        if (text === undefined || (typeof value === 'string' && mayBe(text, value)))
          add(`=${JSON.stringify(value)}`, { kind: 'exact', value: value as RegoValue });
      continue;
    }
    if (allows('string')) add('text', text === undefined ? SOME_TEXT : { ...SOME_TEXT, ...partsOf(text) });
    if (text !== undefined) {
      if (text.isListed && allows('array')) lists.push(one.items ?? {});
      continue;
    }
    if (allows('boolean')) {
      add('=true', { kind: 'exact', value: true });
      add('=false', { kind: 'exact', value: false });
    }
    if (allows('number') || one.type === 'integer') add('number', someNumber(one.type === 'integer'));
    if (allows('object')) objects.push(one);
    if (allows('array')) lists.push(one.items ?? {});
  }
  const [list, ...moreLists] = lists;
  if (list !== undefined)
    choices.push({
      kind: 'list',
      items: moreLists.length === 0 ? list : { anyOf: [list, ...moreLists] },
      ...(text === undefined ? {} : { text: { ...text, isListed: undefined, most: undefined } }),
    });
  for (const object of objects) choices.push({ kind: 'object', shape: object });
  if (isOptional || choices.length === 0) choices.push(ABSENT);
  return choices;
}

function partsOf({ prefix, suffix }: KnownText): { readonly prefix: string; readonly suffix: string } {
  return { prefix, suffix };
}

/** The choices of one node, growing while it is tried. */
export class Choices {
  readonly list: Choice[] = [];
  /** Tried when all others were: there is no end to what they may hold. */
  readonly #late: Choice[] = [];
  readonly #exact = new Set<Key>();
  readonly #starts = new Set<string>();
  readonly #ends = new Set<string>();
  readonly #holds = new Set<string>();

  readonly #isFilled: boolean;
  readonly #text: KnownText | undefined;

  /** `isFilled` says that the value is never the empty text, `text` what else is known of it. */
  constructor(list: Choice[], isFilled = false, text?: KnownText) {
    this.#isFilled = isFilled;
    this.#text = text;
    for (const choice of list) {
      (choice.kind === 'list' || choice.kind === 'object' ? this.#late : this.list).push(choice);
      if (choice.kind === 'exact') this.#exact.add(keyOf(choice.value));
    }
  }

  /** What is known of a text that all choices are. */
  get text(): KnownText | undefined {
    return this.#text;
  }

  at(index: number): Choice | undefined {
    const late = index < this.list.length ? undefined : this.#late.shift();
    if (late !== undefined) this.list.push(late);
    return this.list[index];
  }

  /** The value was compared with this one: it must be tried by itself. */
  addExact(value: RegoValue): void {
    if (this.#exact.has(keyOf(value)) || (this.#isFilled && value === '')) return;
    // A stand-in of another value may be anything that one may be.
    const isTold = this.#text !== undefined && !(typeof value === 'string' && hasToken(value));
    if (isTold && !(typeof value === 'string' && mayBe(this.#text as KnownText, value))) return;
    this.#exact.add(keyOf(value));
    this.list.push({ kind: 'exact', value });
  }

  /** The text was asked whether it starts with, ends with or holds another: texts that do must be tried. */
  addPart(part: 'start' | 'end' | 'inside', text: string): void {
    const set = part === 'start' ? this.#starts : part === 'end' ? this.#ends : this.#holds;
    if (set.has(text) || (this.#text !== undefined && !mayHave(this.#text, part, text))) return;
    set.add(text);
    const { prefix: first = '', suffix: last = '' } = this.#text ?? {};
    const starts = part === 'start' ? [text] : [first, ...this.#starts];
    const ends = part === 'end' ? [text] : [last, ...this.#ends];
    const inner =
      part === 'inside' ? subsets([...this.#holds]).filter((one) => one.includes(text)) : subsets([...this.#holds]);
    for (const prefix of starts)
      for (const suffix of ends) for (const middle of inner) this.list.push({ kind: 'text', prefix, middle, suffix });
  }

  /** The number was compared with `point`: its range falls into two, and the point is tried by itself. */
  splitRange(index: number, point: number): void {
    const range = this.list[index];
    if (range?.kind !== 'number') return;
    const { low, high, isInteger } = range;
    const parts: Choice[] = [
      { kind: 'number', low, high: point, isInteger },
      { kind: 'number', low: point, high, isInteger },
    ];
    const isPoint = !isInteger || Number.isInteger(point);
    const [first, ...rest] = parts.filter((part) => part.kind === 'number' && !isEmpty(part.low, part.high, isInteger));
    if (first === undefined) this.list[index] = { kind: 'exact', value: point };
    else {
      this.list[index] = first;
      this.list.push(...rest);
      if (isPoint) this.addExact(point);
    }
  }
}

function isEmpty(low: number, high: number, isInteger: boolean): boolean {
  if (low >= high) return true;
  return isInteger && Number.isFinite(low) && Number.isFinite(high) && Math.floor(low) + 1 >= high;
}

/** All subsets of at most four texts, and of more only the single ones; the caller counts what it tries. */
function subsets(texts: readonly string[]): readonly (readonly string[])[] {
  if (texts.length > 4) return [[], ...texts.map((text) => [text]), texts];
  const found: (readonly string[])[] = [[]];
  for (const text of texts) found.push(...found.map((one) => [...one, text]));
  return found;
}
