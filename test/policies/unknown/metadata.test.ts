import { describe, expect, it } from 'vitest';
import { compilePolicies } from '../../../engine/policies/compile.ts';
import { freshTree, loadPolicySet } from '../../../engine/policies/index.ts';
import { judge } from '../support.ts';
import { planText } from './plan-text.ts';

/** A policy of its own over a bucket whose versioning is not known, or off. */
type OwnCase = {
  readonly note: string;
  readonly custom: string;
  readonly rules: string;
  readonly status: string | null;
  readonly want: string;
};

const PATHLESS = 'deny contains {"message": "off"} if not input.properties.VersioningConfiguration.Status == "Enabled"';

const CASES: readonly OwnCase[] = [
  {
    note: 'unknown stays unknown',
    custom: '',
    rules: PATHLESS,
    status: null,
    want: 'unknown VersioningConfiguration.Status',
  },
  {
    note: 'a policy may count unknown as fail',
    custom: '#   unknown: {as: fail}\n',
    rules: PATHLESS,
    status: null,
    want: 'fail ',
  },
  {
    note: 'a denial without a path blames what it read',
    custom: '',
    rules: PATHLESS,
    status: 'Suspended',
    want: 'fail VersioningConfiguration.Status',
  },
  {
    note: 'through a helper',
    custom: '',
    rules: 'deny contains "off" if not on\non if input.properties.VersioningConfiguration.Status == "Enabled"',
    status: 'Suspended',
    want: 'fail VersioningConfiguration.Status',
  },
  {
    note: 'what reads no property blames the resource',
    custom: '',
    rules: 'deny contains "off" if input.name',
    status: null,
    want: 'fail ',
  },
];

describe('what a policy says of itself', () => {
  it.each(CASES)('$note', ({ custom, rules, status, want }) => {
    const text = `# METADATA\n# title: own\n# custom:\n#   severity: high\n#   resource_types: [AWS::S3::Bucket]\n${custom}package probity.own.bucket\n\n${rules}\n`;
    const artifact = compilePolicies([{ path: 'own/policy.rego', text }], { namespaces: [], library: [] });
    expect(artifact.diagnostics).toEqual([]);
    const plan = planText([
      { address: 'aws_s3_bucket.b', values: { bucket: 'b' }, unknown: { id: true, arn: true } },
      {
        address: 'aws_s3_bucket_versioning.v',
        values: { bucket: 'b', versioning_configuration: [status === null ? {} : { status }] },
        unknown: { id: true, versioning_configuration: [status === null ? { status: true } : {}] },
        expressions: { bucket: { references: ['aws_s3_bucket.b.id', 'aws_s3_bucket.b'] } },
      },
    ]);
    const policies = loadPolicySet([freshTree(artifact)], artifact.digest);
    const { results } = judge([], { files: [{ path: 'plan.json', bytes: Buffer.from(plan) }], policies });
    const shown = results.map(({ result }) => {
      const named = result.verdict === 'fail' ? result.denials : result.verdict === 'unknown' ? result.missing : [];
      return `${result.verdict} ${named.map(({ path }) => path.join('.')).join(' ')}`;
    });
    expect(shown).toEqual([want]);
  });
});
