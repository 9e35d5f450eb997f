import { BudgetError } from './budget.ts';

/**
 * What the walks through whole values (comparing, keys of sets, texts) may still visit in the evaluation that runs now.
 * Values share their parts, so forty small arrays can stand for a trillion: a walk has to be charged as it goes.
 * Units:  steps, four for a part of an array, object or set; without limit outside of an evaluation.
 * INVARIANT: evaluations are synchronous and never run inside each other, hence one meter.
 */
const meter = { left: Number.POSITIVE_INFINITY };

/** Opens the meter for one evaluation; `closeMeter` takes the limit away again. */
export function openMeter(units: number): void {
  meter.left = units;
}

export function closeMeter(): void {
  meter.left = Number.POSITIVE_INFINITY;
}

/**
 * Charges a visit of the parts of one array, object or set.
 * Errors: BudgetError when the evaluation has no more.
 */
export function visit(parts: number): void {
  meter.left -= 4 * (parts + 1);
  if (meter.left < 0) throw new BudgetError('steps', 'evaluation took too many steps');
}
