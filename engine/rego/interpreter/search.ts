/**
 * Depth-first search through a row of choices: every way to take one choice at each of `length` places.
 * Shape:  yields the state after the last place. Keeps its own stack, so that a row of any length may be searched.
 */
export function* search<State>(
  start: State,
  length: number,
  choices: (index: number, state: State) => Iterable<State>,
): Generator<State> {
  if (length === 0) {
    yield start;
    return;
  }
  const open: Iterator<State>[] = [choices(0, start)[Symbol.iterator]()];
  for (let last = open[0]; last !== undefined; last = open[open.length - 1]) {
    const { done, value } = last.next();
    if (done === true) open.pop();
    else if (open.length === length) yield value;
    else open.push(choices(open.length, value)[Symbol.iterator]());
  }
}

/** Whether there is at least one solution. */
export function hasAny(solutions: Iterable<unknown>): boolean {
  for (const _ of solutions) return true;
  return false;
}
