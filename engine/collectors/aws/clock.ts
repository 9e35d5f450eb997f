import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from './types.ts';

/** The clock of this machine, for the cli to hand to a scan. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await wait(milliseconds, undefined, signal === undefined ? {} : { signal });
  },
};
