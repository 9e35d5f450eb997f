import { expect, test } from 'vitest';
import { judge } from './support.ts';

/** New buckets and what stands beside them, without a word of what the provider computes: nothing is left open. */
test.each([
  ['with an account', { account: '111122223333', region: 'eu-central-1' }],
  ['without one', {}],
])('no policy is undecided on new resources of which the configuration says all it can, %s', (_, scope) => {
  const { run } = judge([]);
  const { results } = judge(['fixtures/projects/new-bucket/plan.json'], { run: { ...run, scope } });
  const decided = results.filter(({ verdict }) => verdict === 'pass' || verdict === 'fail');
  expect(decided.length).toBeGreaterThan(20);
  const open = results.filter(({ verdict }) => verdict === 'unknown');
  expect(open.map(({ result }) => `${result.policy} ${result.subject.id}`)).toEqual([]);
});
