import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../policies/support.ts';
import { changedVerdicts, FOLDER, judgeAlone } from './compare.ts';

const drifted = judgeAlone(`${FOLDER}/changed/drift-plan.json`);
const applied = judgeAlone(`${FOLDER}/changed/later-after.json`);

describe('a refresh-only plan', () => {
  test('judges everything that is there, as the refresh found it', () => {
    const gone = new Set(['aws_s3_bucket_public_access_block.kept']);
    const there = applied.resources.map(({ id }) => id).filter((id) => !gone.has(id));
    expect(drifted.resources.map(({ id }) => id).sort()).toEqual(there.sort());
  });

  const VERDICTS = [
    ['aws/security-group-open-admin-ports', 'aws_security_group.rules', 'fail'],
    ['aws/log-group-retention', 'aws_cloudwatch_log_group.this', 'fail'],
    ['aws/kms-key-rotation', 'aws_kms_key.this', 'fail'],
    ['aws/s3-bucket-public-access', 'aws_s3_bucket.kept', 'unknown'],
  ] as const;
  test.each(VERDICTS)('%s on %s: %s', (policy, resource, verdict) => {
    const find = ({ results }: typeof drifted) =>
      results.find(({ result }) => result.policy === policy && result.subject.id === resource)?.verdict;
    expect(find(drifted)).toBe(verdict);
    expect(find(applied)).not.toBe(verdict);
  });

  test('tells what was changed outside, and marks it', () => {
    const told = drifted.diagnostics.filter(({ code }) => code === 'resource_drift').map(({ message }) => message);
    expect(told).toContain('`aws_cloudwatch_log_group.this` was changed outside of Terraform: `retention_in_days`');
    expect(told).toContain('`aws_s3_bucket_public_access_block.kept` was deleted outside of Terraform');
    const group = drifted.resources.find(({ id }) => id === 'aws_cloudwatch_log_group.this');
    expect(group?.change).toMatchObject({ actions: ['no-op'], drift: true, before: { retention_in_days: 400 } });
    expect(group?.properties.RetentionInDays).toBe(3);
  });
});

const SHARED = '../shared/data/tf-plans/generated-here/scenarios';
describe.skipIf(!existsSync(join(ROOT, SHARED)))('real plans before and after drift', () => {
  const [before, after, refreshed] = ['02-noop-with-one-update', '03-drift', '04-refresh-only'].map((name) =>
    existsSync(join(ROOT, SHARED)) ? judgeAlone(`${SHARED}/${name}.json`) : undefined,
  );

  test('a verdict differs only where something was changed outside, or on what looks at that', () => {
    const said = changedVerdicts(before!, after!).map(({ policy, resource }) => `${policy} ${resource}`);
    const drift = after!.diagnostics.filter(({ code }) => code === 'resource_drift').map(({ message }) => message);
    const named = (resource: string) => drift.some((message) => message.startsWith(`\`${resource}\``));
    expect(said.filter((one) => !named(one.split(' ')[1] ?? ''))).toEqual([]);
  });

  test('the refresh-only plan of the same drift judges the same resources', () => {
    expect(refreshed!.resources.length).toBeGreaterThan(25);
    const inPlan = new Set(after!.resources.map(({ id }) => id));
    expect(refreshed!.resources.filter(({ id }) => !inPlan.has(id)).map(({ id }) => id)).toEqual([]);
  });
});
