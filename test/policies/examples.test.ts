import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judge, ROOT, shippedArtifact } from './support.ts';

const { policies, diagnostics } = shippedArtifact();

test('the shipped policies compile without a diagnostic', () => {
  expect(diagnostics).toEqual([]);
  expect(policies.length).toBeGreaterThanOrEqual(30);
});

describe.each(policies.map((policy) => policy.id))('%s', (id) => {
  const folder = join('policies', id);
  const examples = readdirSync(join(ROOT, folder, 'examples')).sort();

  test('has its files and an example that passes and one that fails', () => {
    expect(existsSync(join(ROOT, folder, 'policy_test.rego'))).toBe(true);
    expect(examples.some((name) => name.startsWith('pass.'))).toBe(true);
    expect(examples.some((name) => name.startsWith('fail.'))).toBe(true);
  });

  test.each(examples)('%s has the verdict that its name says', (name) => {
    const expected = name.slice(0, name.indexOf('.'));
    const assessment = judge([join(folder, 'examples', name)]);
    const verdicts = assessment.results.filter(({ result }) => result.policy === id).map((one) => one.verdict);
    expect(verdicts).toContain(expected);
    const others = { pass: ['pass', 'not-applicable'], fail: ['fail', 'pass', 'not-applicable'] };
    const allowed = others[expected as keyof typeof others] ?? [expected, 'pass', 'not-applicable'];
    expect(verdicts.filter((verdict) => !allowed.includes(verdict))).toEqual([]);
  });
});
