import { expect, test } from 'vitest';
import { readPolicyFiles } from '../../../engine/cli/policy-files.ts';
import { ROOT, shippedPolicies } from '../support.ts';
import { checkPlan, emptyTally, plansWithUnknowns } from './soundness.ts';
import { policyTexts } from './worlds.ts';

/** Units: substitutions a pair, and every how many of the plans; `npm run soundness` tries 100 on all of them. */
const SAMPLE = { times: 12, stride: 14 } as const;

test('no definite verdict is contradicted by a value for what is unknown', { timeout: 120_000 }, () => {
  const plans = plansWithUnknowns();
  const own = plans.filter((path) => path.includes('/fixtures/'));
  const foreign = plans.filter((path, index) => !path.includes('/fixtures/') && index % SAMPLE.stride === 0);
  const set = shippedPolicies();
  const texts = policyTexts(readPolicyFiles(`${ROOT}policies`, 'policies').files);
  const tally = emptyTally();
  for (const plan of [...own, ...foreign]) checkPlan(plan, set, texts, SAMPLE.times, tally);
  expect(tally.contradictions).toEqual([]);
  expect(tally.definite).toBeGreaterThan(50);
  expect(tally.avoidable.length / Math.max(tally.unknown, 1)).toBeLessThan(0.2);
});
