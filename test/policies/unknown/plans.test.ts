import { describe, expect, it } from 'vitest';
import { judge } from '../support.ts';
import { type PlannedText, planText } from './plan-text.ts';

/**
 * A plan, and the verdicts that are asked for: policy, address and verdict, with the paths that a failing or unknown one
 * names.
 */
type PlanCase = {
  readonly note: string;
  readonly resources: readonly PlannedText[];
  readonly more?: Readonly<Record<string, unknown>>;
  readonly want: readonly string[];
};

const BUCKET: PlannedText = {
  address: 'aws_s3_bucket.b',
  values: { bucket: null, force_destroy: false, tags: null },
  unknown: { id: true, arn: true, bucket: true, bucket_domain_name: true, tags_all: true, policy: true, acl: true },
  expressions: {},
};
const to = (...references: readonly string[]) => ({ references });
const BLOCK = {
  block_public_acls: true,
  block_public_policy: true,
  ignore_public_acls: true,
  restrict_public_buckets: true,
};

const CASES: readonly PlanCase[] = [
  {
    note: 'a KMS key that the same plan makes: https://github.com/bridgecrewio/checkov/issues (key not known before apply)',
    resources: [
      {
        address: 'aws_kms_key.k',
        values: { enable_key_rotation: true },
        unknown: { arn: true, id: true, key_id: true, policy: true },
      },
      {
        address: 'aws_cloudtrail.t',
        values: { name: 't', s3_bucket_name: 'logs' },
        unknown: { arn: true, id: true, kms_key_id: true },
        expressions: {
          name: { constant_value: 't' },
          s3_bucket_name: { constant_value: 'logs' },
          kms_key_id: to('aws_kms_key.k.arn', 'aws_kms_key.k'),
        },
      },
    ],
    want: ['aws/cloudtrail-encryption aws_cloudtrail.t pass'],
  },
  {
    note: 'a bucket with its satellites, all new',
    resources: [
      BUCKET,
      {
        address: 'aws_s3_bucket_versioning.v',
        values: { versioning_configuration: [{ status: 'Enabled' }] },
        unknown: { id: true, bucket: true },
        expressions: { bucket: to('aws_s3_bucket.b.id', 'aws_s3_bucket.b') },
      },
      {
        address: 'aws_s3_bucket_public_access_block.p',
        values: BLOCK,
        unknown: { id: true, bucket: true },
        expressions: { bucket: to('aws_s3_bucket.b.id', 'aws_s3_bucket.b') },
      },
    ],
    want: [
      'aws/s3-bucket-encryption aws_s3_bucket.b pass',
      'aws/s3-bucket-public-access aws_s3_bucket.b pass',
      'aws/s3-bucket-versioning aws_s3_bucket.b pass',
    ],
  },
  {
    note: 'a bucket policy that is not known: nothing is said before apply, and which value is missing',
    resources: [
      BUCKET,
      {
        address: 'aws_s3_bucket_policy.p',
        values: {},
        unknown: { id: true, bucket: true, policy: true },
        expressions: { bucket: to('aws_s3_bucket.b.id', 'aws_s3_bucket.b'), policy: to('var.policy') },
      },
    ],
    want: ['aws/s3-bucket-policy-public aws_s3_bucket_policy.p unknown PolicyDocument'],
  },
  {
    note: 'satellites of two instances, each of its own',
    resources: ['a', 'b'].flatMap((key): readonly PlannedText[] => [
      {
        ...BUCKET,
        address: `aws_s3_bucket.b["${key}"]`,
        values: { bucket: `x-${key}` },
        unknown: { id: true, arn: true },
      },
      {
        address: `aws_s3_bucket_versioning.v["${key}"]`,
        values: { bucket: `x-${key}`, versioning_configuration: [{ status: key === 'a' ? 'Enabled' : 'Suspended' }] },
        unknown: { id: true },
        expressions: { bucket: to('aws_s3_bucket.b', 'each.key') },
      },
    ]),
    want: [
      'aws/s3-bucket-versioning aws_s3_bucket.b["a"] pass',
      'aws/s3-bucket-versioning aws_s3_bucket.b["b"] fail VersioningConfiguration.Status',
    ],
  },
  {
    note: 'two satellites for one value',
    resources: [
      BUCKET,
      ...['v', 'w'].map(
        (name): PlannedText => ({
          address: `aws_s3_bucket_versioning.${name}`,
          values: { versioning_configuration: [{ status: name === 'v' ? 'Enabled' : 'Suspended' }] },
          unknown: { id: true, bucket: true },
          expressions: { bucket: to('aws_s3_bucket.b.id', 'aws_s3_bucket.b') },
        }),
      ),
    ],
    want: ['aws/s3-bucket-versioning aws_s3_bucket.b unknown VersioningConfiguration'],
  },
  {
    note: 'an owner outside the plan can fail and cannot pass',
    resources: [
      {
        address: 'aws_s3_bucket_public_access_block.p',
        values: { ...BLOCK, bucket: 'elsewhere', block_public_acls: false },
        unknown: { id: true },
        expressions: { bucket: { constant_value: 'elsewhere' } },
      },
    ],
    want: [
      'aws/s3-bucket-public-access aws_s3_bucket_public_access_block.p fail PublicAccessBlockConfiguration.BlockPublicAcls',
      'aws/s3-bucket-versioning aws_s3_bucket_public_access_block.p unknown ',
    ],
  },
  {
    note: 'every action beside an ARN that is not known',
    resources: [
      BUCKET,
      {
        address: 'data.aws_iam_policy_document.d',
        values: {
          statement: [
            { actions: ['*'], resources: [null], effect: 'Allow' },
            { actions: ['s3:GetObject'], resources: [null], effect: 'Allow' },
          ],
        },
        unknown: { id: true, json: true, statement: [{ resources: [true] }, { resources: [true] }] },
        expressions: {
          statement: [
            { actions: { constant_value: ['*'] }, resources: to('aws_s3_bucket.b.arn', 'aws_s3_bucket.b') },
            { actions: { constant_value: ['s3:GetObject'] }, resources: to('aws_s3_bucket.b.arn', 'aws_s3_bucket.b') },
          ],
        },
      },
      {
        address: 'aws_iam_policy.p',
        values: { name: 'p' },
        unknown: { arn: true, id: true, policy_id: true, policy: true },
        expressions: {
          policy: to('data.aws_iam_policy_document.d.json', 'data.aws_iam_policy_document.d'),
        },
      },
    ],
    want: ['aws/iam-policy-wildcard-actions aws_iam_policy.p fail PolicyDocument.Statement.0'],
  },
  {
    note: 'a public principal beside an ARN that is not known',
    resources: [
      BUCKET,
      {
        address: 'data.aws_iam_policy_document.d',
        values: {
          statement: [
            { actions: ['s3:*'], resources: [null], effect: 'Allow', principals: [{ type: '*', identifiers: ['*'] }] },
          ],
        },
        unknown: { id: true, json: true, statement: [{ resources: [true] }] },
        expressions: { statement: [{ resources: to('aws_s3_bucket.b.arn', 'aws_s3_bucket.b') }] },
      },
      {
        address: 'aws_s3_bucket_policy.p',
        values: {},
        unknown: { id: true, bucket: true, policy: true },
        expressions: {
          bucket: to('aws_s3_bucket.b.id', 'aws_s3_bucket.b'),
          policy: to('data.aws_iam_policy_document.d.json', 'data.aws_iam_policy_document.d'),
        },
      },
    ],
    want: ['aws/s3-bucket-policy-public aws_s3_bucket_policy.p fail PolicyDocument.Statement.0'],
  },
  {
    note: 'a satellite in another module, whose bucket comes in through a variable',
    resources: [
      BUCKET,
      {
        address: 'module.guard.aws_s3_bucket_public_access_block.p',
        values: BLOCK,
        unknown: { id: true, bucket: true },
        expressions: { bucket: to('var.bucket') },
      },
    ],
    more: {
      moduleCalls: { guard: { expressions: { bucket: to('aws_s3_bucket.b.id', 'aws_s3_bucket.b') } } },
    },
    want: ['aws/s3-bucket-public-access aws_s3_bucket.b pass'],
  },
  {
    note: 'a module variable that a resource of the same plan sets',
    resources: [
      {
        address: 'aws_kms_key.k',
        values: { enable_key_rotation: true },
        unknown: { arn: true, id: true, key_id: true, policy: true },
      },
      {
        address: 'module.data.aws_db_instance.d',
        values: { identifier: 'd', engine: 'postgres', storage_encrypted: true },
        unknown: { arn: true, id: true, kms_key_id: true, resource_id: true },
        expressions: {
          identifier: { constant_value: 'd' },
          storage_encrypted: { constant_value: true },
          kms_key_id: to('var.key'),
        },
      },
    ],
    more: { moduleCalls: { data: { expressions: { key: to('aws_kms_key.k.arn', 'aws_kms_key.k') } } } },
    want: ['aws/rds-encryption module.data.aws_db_instance.d pass'],
  },
];

describe('verdicts over plans with unknown values', () => {
  it.each(CASES)('$note', ({ resources, more, want }) => {
    const files = [{ path: 'plan.json', bytes: Buffer.from(planText(resources, more)) }];
    const { results, diagnostics } = judge([], { files });
    expect(diagnostics.filter((diagnostic) => diagnostic.severity === 'error')).toEqual([]);
    const asked = want.map((row) => row.split(' ').slice(0, 2).join(' '));
    const got = results.flatMap(({ result }) => {
      const name = `${result.policy} ${result.subject.source.address}`;
      if (!asked.includes(name)) return [];
      const named =
        result.verdict === 'fail' ? result.denials : result.verdict === 'unknown' ? result.missing : undefined;
      const paths = named?.map(({ path }) => path.join('.')).join(' ');
      return [`${name} ${result.verdict}${paths === undefined ? '' : ` ${paths}`}`];
    });
    expect(got.sort()).toEqual([...want].sort());
  });
});
