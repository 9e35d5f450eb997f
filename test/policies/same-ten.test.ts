import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Assessment } from '../../engine/assessment.ts';
import { judge, ROOT } from './support.ts';

const FOLDER = 'fixtures/inputs/same-ten';

/** Verdicts by policy and the resource's own name, so that a plan's address and an ARN can be compared. */
function verdictsOf(assessment: Assessment): ReadonlyMap<string, string> {
  const byId = new Map(assessment.resources.map((resource) => [resource.id, resource]));
  return new Map(
    assessment.results.map(({ result, verdict }) => {
      const resource = byId.get(result.subject.id);
      const tags = resource?.tags ?? {};
      return [`${result.policy} on ${result.subject.type} ${tags.Same ?? resource?.name}`, verdict];
    }),
  );
}

test('ten resources get the same verdicts from a plan and from Config items', () => {
  const files = readdirSync(join(ROOT, FOLDER)).filter((name) => name.endsWith('.json'));
  const [items, plan] = files.sort().map((name) => verdictsOf(judge([join(FOLDER, name)])));
  expect(existsSync(join(ROOT, FOLDER))).toBe(true);
  expect(Object.fromEntries([...plan!].sort())).toEqual(Object.fromEntries([...items!].sort()));
  expect(plan!.size).toBeGreaterThanOrEqual(20);
  expect(new Set(plan!.values())).toEqual(new Set(['pass', 'fail', 'not-applicable']));
});
