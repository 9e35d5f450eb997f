import type { Budget } from '../codegen/state.ts';
import { BudgetError } from '../value/index.ts';

/** Steps after which the clock is asked. */
const CLOCK_EVERY = 4096;

/** Counts what an evaluation uses. Errors: BudgetError once it is more than the budget. */
export class Meter {
  readonly #budget: Budget;
  #used = 0;
  #asked = 0;
  #depth = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  charge(steps: number): void {
    this.#used += steps;
    if (this.#used > this.#budget.steps) throw new BudgetError('steps', 'evaluation took too many steps');
    if (this.#used - this.#asked < CLOCK_EVERY) return;
    this.#asked = this.#used;
    if (this.#budget.expired?.() === true) throw new BudgetError('time', 'evaluation took too long');
  }

  /** Runs an evaluation inside the one that is under way. */
  deeper<T>(evaluate: () => T): T {
    this.charge(1);
    if (this.#depth >= this.#budget.depth) throw new BudgetError('depth', 'rules call each other too deeply');
    this.#depth++;
    try {
      return evaluate();
    } finally {
      this.#depth--;
    }
  }
}
