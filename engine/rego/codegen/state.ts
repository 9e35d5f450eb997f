import type { BuiltinContext } from '../builtins/context.ts';
import { BudgetError } from '../value/budget.ts';

/**
 * What an evaluation may use.
 * Units:  steps are loop turns, calls and values made; `depth` is calls inside calls. `expired` is asked every few
 *         thousand steps and says whether the time is up; the clock is the caller's.
 */
export type Budget = {
  readonly steps: number;
  readonly depth: number;
  readonly expired?: () => boolean;
};

export const DEFAULT_BUDGET: Budget = { steps: 200_000_000, depth: 1_000 };

/** Where an evaluation is: how deep, and what it has recorded. */
export type Saved = number | { readonly depth: number; readonly trail: number; readonly held: number };

const CHUNK = 8192;

/** The part of an evaluation that generated code changes as it runs: `S` in its text. */
export class EvaluationState {
  /** Steps until `refill` is asked. */
  steps = 0;
  depth = 0;
  maxDepth = 0;
  strict = false;
  context!: BuiltinContext;
  coverage: ((file: number, row: number, col: number) => void) | undefined;
  /** Values of rules by their index, for the input and data that the evaluation was given; `with` blocks have their own. */
  readonly top: unknown[];
  /** The indexes of `top` that are set: the first `touchedCount`. */
  readonly touched: number[] = [];
  touchedCount = 0;
  #left = 0;
  #expired: (() => boolean) | undefined;

  readonly #stable: readonly number[];

  constructor(rules: number, stable: readonly number[] = []) {
    this.#stable = stable;
    this.top = new Array<unknown>(rules).fill(undefined);
  }

  /** Makes the state ready for one evaluation; with `keep` what rests on the base documents alone stays remembered. */
  start(budget: Budget, strict: boolean, keep = false): void {
    this.steps = Math.min(CHUNK, budget.steps);
    this.#left = budget.steps - this.steps;
    this.#expired = budget.expired;
    this.depth = 0;
    this.maxDepth = budget.depth;
    this.strict = strict;
    if (!keep) for (const index of this.#stable) this.top[index] = undefined;
    for (let index = 0; index < this.touchedCount; index++) this.top[this.touched[index]!] = undefined;
    this.touchedCount = 0;
  }

  /** Grants the next steps, or ends the evaluation. */
  refill(): void {
    if (this.#expired?.() === true) throw new BudgetError('time', 'evaluation took too long');
    const owed = -this.steps;
    const grant = Math.min(this.#left, CHUNK + owed);
    if (grant < owed) throw new BudgetError('steps', 'evaluation took too many steps');
    this.#left -= grant;
    this.steps += grant;
  }

  /** Where the evaluation is, to be restored when what is tried next fails. */
  save(): Saved {
    return this.depth;
  }

  restore(saved: Saved): void {
    if (typeof saved === 'number') this.depth = saved;
  }

  charge(units: number): void {
    this.steps -= units;
    if (this.steps < 0) this.refill();
  }

  cover(file: number, row: number, col: number): void {
    this.coverage?.(file, row, col);
  }
}
