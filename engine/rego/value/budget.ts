/**
 * The policy used more than it may: steps, depth, time or size. Never caught by the policy itself; the evaluation ends
 * with the diagnostic `budget_error`.
 * Shape:  `what` names the thing that ran out (`size`, `steps`, `depth`, `time`).
 */
export class BudgetError extends Error {
  override name = 'BudgetError';
  readonly what: 'size' | 'steps' | 'depth' | 'time';

  constructor(what: 'size' | 'steps' | 'depth' | 'time', message: string) {
    super(message);
    this.what = what;
  }
}
