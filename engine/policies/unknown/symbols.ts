import { RegoNumber } from '../../rego/value/number.ts';
import { RegoObject } from '../../rego/value/object.ts';
import { RegoSet } from '../../rego/value/set.ts';
import type { RegoValue } from '../../rego/value/types.ts';

/**
 * Stand-ins for a value that is not one of those a policy compares with.
 * Shape:  a text holds `OPEN id CLOSE` of the node that chose it, so that whatever text is made of it tells where it came
 *         from; `n` before the id marks the printed form of a number. Private characters: no real value holds them.
 */
const OPEN = '\u{f0000}';
const CLOSE = '\u{f0001}';
const TOKEN = new RegExp(`${OPEN}n?([0-9]+)${CLOSE}`, 'gu');

export function textToken(node: number): string {
  return `${OPEN}${node}${CLOSE}`;
}

/** A number within an open range between the numbers it was compared with. */
export class NumberSymbol extends RegoNumber {
  readonly node: number;
  readonly low: number;
  readonly high: number;

  constructor(node: number, low: number, high: number) {
    super(String(between(low, high)));
    this.node = node;
    this.low = low;
    this.high = high;
  }

  /** What stands for it within a text. */
  get token(): string {
    return `${OPEN}n${this.node}${CLOSE}`;
  }
}

/** A number between two others, whole if there is one; undefined in an empty range is the caller's to prevent. */
export function between(low: number, high: number): number {
  if (low === Number.NEGATIVE_INFINITY) return high === Number.POSITIVE_INFINITY ? 0 : Math.ceil(high) - 1;
  if (high === Number.POSITIVE_INFINITY) return Math.floor(low) + 1;
  const whole = Math.floor(low) + 1;
  return whole < high ? whole : (low + high) / 2;
}

export function hasToken(text: string): boolean {
  return text.includes(OPEN);
}

/** The nodes whose tokens a text holds, in order. */
export function nodesIn(text: string): readonly number[] {
  return hasToken(text) ? [...text.matchAll(TOKEN)].map((match) => Number(match[1])) : [];
}

/** A text in two: before and after its only token; undefined when it holds none, several, or that of a number. */
export function aroundToken(text: string): readonly [string, string] | undefined {
  const parts = text.split(OPEN);
  const close = parts[1]?.indexOf(CLOSE) ?? -1;
  if (parts.length !== 2 || close < 0 || parts[1]!.startsWith('n')) return undefined;
  return [parts[0]!, parts[1]!.slice(close + CLOSE.length)];
}

/** A message for people. */
export function shownText(text: string): string {
  return hasToken(text) ? text.replace(TOKEN, '(known after apply)').replaceAll(/[\u{f0000}\u{f0001}]/gu, '') : text;
}

/** Calls `visit` for every scalar in a value, keys included; false when there are too many to look at. */
export function visitScalars(value: RegoValue, visit: (scalar: RegoValue) => void): boolean {
  const open: RegoValue[] = [value];
  for (let seen = 0; open.length > 0; seen++) {
    if (seen > 20_000) return false;
    const next = open.pop() as RegoValue;
    if (typeof next !== 'object' || next === null || next instanceof RegoNumber) visit(next);
    else if (Array.isArray(next)) for (const item of next) open.push(item);
    else if (next instanceof RegoSet) for (const item of next.unordered()) open.push(item);
    else if (next instanceof RegoObject) for (const [key, item] of next.unordered()) open.push(key, item);
    else for (const [key, item] of Object.entries(next)) open.push(key, item);
  }
  return true;
}

export function isSymbol(scalar: RegoValue): scalar is string | NumberSymbol {
  return typeof scalar === 'string' ? hasToken(scalar) : scalar instanceof NumberSymbol;
}

/** The symbols anywhere in some values; undefined when there is too much to look at. */
export function symbolsIn(values: readonly RegoValue[]): readonly (string | NumberSymbol)[] | undefined {
  const found = new Set<string | NumberSymbol>();
  for (const value of values) {
    const isSeen = visitScalars(value, (scalar) => {
      if (isSymbol(scalar)) found.add(scalar);
    });
    if (!isSeen) return undefined;
  }
  return [...found];
}
