/**
 * What checking types may cost, since policies may come from anybody and types can grow with each rule that uses another.
 * INVARIANT: steps depend on the modules alone, never on the clock, so that the same text always gives the same answer.
 */
class TooMuchWork extends Error {
  override name = 'TooMuchWork';
}

const LEAST_STEPS = 40_000_000;
const STEPS_A_CHARACTER = 40;

let left = LEAST_STEPS;

/** Starts counting anew, for texts of a length in all. */
export function startWork(characters: number): void {
  left = LEAST_STEPS + characters * STEPS_A_CHARACTER;
}

/** Counts steps. Throws `TooMuchWork`, which `withinWork` catches, when they are used up. */
export function spend(steps: number): void {
  left -= steps;
  if (left < 0) throw new TooMuchWork();
}

/** What a computation gives; undefined where it used up the steps. */
export function withinWork<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof TooMuchWork) return undefined;
    throw error;
  }
}
