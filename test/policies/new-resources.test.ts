import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judge, ROOT } from './support.ts';

/** New resources and what stands beside them, without a word of what the provider computes: nothing is left open. */
const PROJECTS = [
  { project: 'new-bucket', decided: 20, type: 'aws_s3_bucket', computed: 23 },
  { project: 'new-resources', decided: 30, type: 'aws_instance', computed: 40 },
] as const;

const SCOPES = [
  ['with an account', { account: '111122223333', region: 'eu-central-1' }],
  ['without one', {}],
] as const;

describe.each(PROJECTS)('$project', ({ project, decided, type, computed }) => {
  const path = `fixtures/projects/${project}/plan.json`;

  test.each(SCOPES)(
    'no policy is undecided on new resources of which the configuration says all it can, %s',
    (_, scope) => {
      const { run } = judge([]);
      const { results } = judge([path], { run: { ...run, scope } });
      expect(results.filter(({ verdict }) => verdict === 'pass' || verdict === 'fail').length).toBeGreaterThan(decided);
      const open = results.filter(({ verdict }) => verdict === 'unknown');
      expect(open.map(({ result }) => `${result.policy} ${result.subject.id}`)).toEqual([]);
    },
  );

  test('and the plan shows everything that the provider computes', () => {
    const plan = JSON.parse(readFileSync(`${ROOT}${path}`, 'utf8'));
    const marks = (plan.resource_changes as { type: string; change: { after_unknown: object } }[])
      .filter((change) => change.type === type)
      .map(({ change }) => Object.values(change.after_unknown).filter((mark) => mark === true).length);
    expect(Math.max(...marks)).toBeGreaterThanOrEqual(computed);
  });
});

test('any action on one resource that is not known yet is a wildcard, and no administrator', () => {
  const { results } = judge(['fixtures/projects/new-resources/plan.json']);
  const verdicts = results
    .filter(({ result }) => result.subject.source.address === 'aws_iam_policy.web')
    .map(({ result, verdict }) => `${result.policy} ${verdict}`);
  expect(verdicts).toEqual(['aws/iam-policy-admin pass', 'aws/iam-policy-wildcard-actions fail']);
});
