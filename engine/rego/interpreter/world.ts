import type { Builtin, BuiltinContext } from '../builtins/index.ts';
import { keyOf, type RegoValue } from '../value/index.ts';
import type { Meter } from './meter.ts';
import type { RuleFolder } from './rule-index.ts';
import type { Tracing } from './trace.ts';

/** What a function or builtin is replaced by: a value, or another function or builtin by the parts of its name. */
export type Mock =
  | { readonly kind: 'value'; readonly value: RegoValue }
  | { readonly kind: 'function'; readonly path: readonly string[] };

/** Replacements by the name that they replace, as `nameKey` writes it. */
export type Mocks = ReadonlyMap<string, Mock>;

export const NO_MOCKS: Mocks = new Map();

/**
 * What the same expression may mean something else under: `with` makes another world out of this one.
 * Shape:  `rules` are all rules that `with` has not put values in the place of. `memo` holds the values of rules and
 *         calls by who made them; it belongs to this world alone.
 */
export type World = {
  readonly input: RegoValue | undefined;
  readonly data: RegoValue;
  readonly rules: RuleFolder;
  readonly mocks: Mocks;
  readonly memo: Memo;
  readonly meter: Meter;
  readonly builtins: Builtins;
  readonly context: BuiltinContext;
  /** Whether a builtin's error ends the evaluation; otherwise the call is undefined. */
  readonly strict: boolean;
  /** Set where each step is to be told. */
  readonly tracing?: Tracing;
};

/** A builtin by its name: how many operands it takes, whether it has several results, and what it does. */
export type BuiltinUse = { readonly arity: number; readonly isRelation: boolean; readonly call: Builtin };
export type Builtins = (name: string) => BuiltinUse | undefined;

export function nameKey(path: readonly string[]): string {
  return JSON.stringify(path);
}

/** The world with something replaced. */
export function changed(world: World, change: Partial<Pick<World, 'input' | 'data' | 'rules' | 'mocks'>>): World {
  return { ...world, ...change, memo: new Memo() };
}

/** Values that were found before, by rule and goal; `undefined` is remembered too. */
export class Memo {
  readonly #values = new Map<RuleFolder, Map<unknown, RegoValue | undefined>>();
  #unmocked: World | undefined;

  once(folder: RuleFolder, goal: readonly RegoValue[], find: () => RegoValue | undefined): RegoValue | undefined {
    let known = this.#values.get(folder);
    if (known === undefined) {
      known = new Map();
      this.#values.set(folder, known);
    }
    const key = keyOf(goal);
    if (!known.has(key)) known.set(key, find());
    return known.get(key);
  }

  /** The world of this memo without replaced functions; one, so that its own memo is kept. */
  unmocked(world: World): World {
    if (world.mocks.size === 0) return world;
    this.#unmocked ??= changed(world, { mocks: NO_MOCKS });
    return this.#unmocked;
  }
}
