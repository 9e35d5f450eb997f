import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { check, projectFolder } from './support-terminal.ts';

/** Policies of which the plan says nothing but that they are known after apply, read out of the sources beside it. */
const ROWS: readonly string[] = [
  'pass aws/iam-policy-admin aws_iam_policy.fine',
  'fail aws/iam-policy-admin aws_iam_policy.heredoc main.tf:27:9',
  'fail aws/iam-policy-admin aws_iam_policy.star main.tf:17:7',
  'fail aws/iam-role-trust-wildcard aws_iam_role.r main.tf:52:61',
  'pass aws/kms-key-policy-public aws_kms_key.k',
  'pass aws/s3-bucket-policy-public aws_s3_bucket_policy.b',
  'fail aws/s3-bucket-policy-public module.m.aws_s3_bucket_policy.c main.tf:56:49',
  'pass aws/s3-bucket-tls-only aws_s3_bucket.b',
];

type Report = {
  readonly results: readonly {
    readonly policy: string;
    readonly resource: string;
    readonly verdict: string;
    readonly findings?: readonly { readonly location: { file: string; line: number; column: number } }[];
  }[];
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'open-'));
  cpSync(projectFolder('projects/open-policies'), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

async function rows(plan = 'plan.json'): Promise<readonly string[]> {
  const report = JSON.parse((await check(folder, [plan])).read('json')) as Report;
  return report.results.map(({ policy, resource, verdict, findings = [] }) => {
    const places = findings.map(({ location: { file, line, column } }) => ` ${file}:${line}:${column}`);
    return `${verdict} ${policy} ${resource}${places.join('')}`;
  });
}

test('documents with an unknown part are judged by what is known', async () => {
  const found = await rows();
  expect(ROWS.filter((row) => !found.includes(row))).toEqual([]);
});

test('without the sources they are not known', async () => {
  for (const name of ['main.tf', 'provider.tf', 'm']) rmSync(join(folder, name), { recursive: true });
  const found = await rows();
  expect(found).toContain('unknown aws/iam-policy-admin aws_iam_policy.star');
  expect(
    found
      .filter((row) => /policy-(?:admin|public) (?!aws_iam_role)/.test(row))
      .every((row) => row.startsWith('unknown')),
  ).toBe(true);
});

test('the values of variables are those of the plan', async () => {
  const found = await rows('allowed.json');
  expect(found.some((row) => row.startsWith('fail aws/s3-bucket-policy-public aws_s3_bucket_policy.b'))).toBe(true);
  expect(found).not.toContain('pass aws/s3-bucket-tls-only aws_s3_bucket.b');
});

test('sources that mention other things than the plan tell nothing', async () => {
  const path = join(folder, 'main.tf');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/Action = \["s3:GetObject"\], Resource = "[^"]*"/, 'Action = "*", Resource = "*"'));
  const found = await rows();
  expect(found).toContain('unknown aws/iam-policy-admin aws_iam_policy.fine');
});
