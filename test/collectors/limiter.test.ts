import { expect, test } from 'vitest';
import { Limiter } from '../../engine/collectors/aws/limiter.ts';
import { mergeStreams } from '../../engine/collectors/aws/merge.ts';

/** A clock that moves only when someone sleeps, and remembers how long. */
function fakeClock() {
  let now = 0;
  const slept: number[] = [];
  const sleep = async (milliseconds: number) => {
    slept.push(milliseconds);
    now += milliseconds;
  };
  return { now: () => now, sleep, slept };
}

test('a burst is free, then one token at a time; keys do not share', async () => {
  const clock = fakeClock();
  const limiter = new Limiter(2, 3, clock);
  for (let at = 0; at < 5; at += 1) await limiter.take('a', undefined);
  await limiter.take('b', undefined);
  expect(clock.slept).toEqual([500, 500]);
});

test('callers that ask at once queue', async () => {
  const slept: number[] = [];
  const limiter = new Limiter(10, 1, { now: () => 0, sleep: async (milliseconds) => void slept.push(milliseconds) });
  await Promise.all([1, 2, 3, 4].map(() => limiter.take('a', undefined)));
  expect(slept).toEqual([100, 200, 300]);
});

test('an aborted signal ends the wait', async () => {
  const limiter = new Limiter(1, 1, fakeClock());
  await expect(limiter.take('a', AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
});

test('merged streams give everything, a few at a time, and are closed when the reader leaves', async () => {
  let open = 0;
  let most = 0;
  const stream = (name: string) =>
    async function* () {
      open += 1;
      most = Math.max(most, open);
      try {
        for (let at = 0; at < 3; at += 1) yield `${name}${at}`;
      } finally {
        open -= 1;
      }
    };
  const all: string[] = [];
  for await (const one of mergeStreams(['a', 'b', 'c', 'd'].map(stream), 2)) all.push(one);
  expect(all.sort()).toEqual(['a', 'b', 'c', 'd'].flatMap((name) => [0, 1, 2].map((at) => `${name}${at}`)));
  expect([open, most]).toEqual([0, 2]);
  for await (const _ of mergeStreams(['a', 'b', 'c'].map(stream), 2)) break;
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(open).toBe(0);
});
