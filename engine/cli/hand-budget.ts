import { getHeapStatistics } from 'node:v8';
import { DEFAULT_BUDGET } from '../rego/codegen/state.ts';

/** Heap for each step: what a policy makes is charged by its size, so that the steps bound the memory too. */
const BYTES_PER_STEP = 21;

/** Steps of an evaluation that a user runs by hand: as many as the heap of this process bears, and no more than usual. */
export function handSteps(): number {
  return Math.min(DEFAULT_BUDGET.steps, Math.floor(getHeapStatistics().heap_size_limit / BYTES_PER_STEP));
}
