import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../engine/resources/index.ts';
import { byId, extractTexts, unknownOf } from './load.ts';

type Block = { readonly [attribute: string]: JsonValue };

/** A plan of new buckets and of a versioning resource whose `bucket` is not known. */
function planOf(given: {
  readonly buckets: readonly (string | number | undefined)[];
  readonly versioning: Block;
  readonly references: readonly string[];
  readonly forEach?: readonly string[];
}): string {
  const instance = (type: string, name: string, key: string | number | undefined, values: Block): Block => ({
    address: `${type}.${name}${key === undefined ? '' : `[${JSON.stringify(key)}]`}`,
    ...{ mode: 'managed', type, name, values },
    ...(key === undefined ? {} : { index: key }),
  });
  const resources = [
    ...given.buckets.map((key) => instance('aws_s3_bucket', 'b', key, {})),
    instance('aws_s3_bucket_versioning', 'v', given.versioning.key as string | undefined, {
      versioning_configuration: [{ status: 'Enabled' }],
    }),
  ];
  return JSON.stringify({
    ...{ format_version: '1.2', terraform_version: '1.0.0' },
    planned_values: { root_module: { resources } },
    resource_changes: resources.map((resource) => ({
      ...resource,
      change: {
        actions: ['create'],
        before: null,
        after: resource.values ?? null,
        after_unknown: { id: true, bucket: true, server_side_encryption_configuration: true, versioning: true },
      },
    })),
    configuration: {
      root_module: {
        resources: [
          { address: 'aws_s3_bucket.b', mode: 'managed', type: 'aws_s3_bucket', name: 'b' },
          {
            ...{ address: 'aws_s3_bucket_versioning.v', mode: 'managed', type: 'aws_s3_bucket_versioning', name: 'v' },
            expressions: { bucket: { references: given.references } },
            ...(given.forEach === undefined ? {} : { for_each_expression: { references: given.forEach } }),
          },
        ],
      },
    },
  });
}

type ReferenceCase = {
  readonly note: string;
  readonly buckets: readonly (string | number | undefined)[];
  readonly key?: string | number;
  readonly references: readonly string[];
  readonly forEach?: readonly string[];
  /** Ids of the buckets that get the versioning; `?` before those for which it is ambiguous. */
  readonly want: readonly string[];
};

const CASES: readonly ReferenceCase[] = [
  {
    note: 'the notation since Terraform 1.0.8',
    buckets: [undefined],
    references: ['aws_s3_bucket.b.id', 'aws_s3_bucket.b'],
    want: ['aws_s3_bucket.b'],
  },
  { note: 'the notation before', buckets: [undefined], references: ['aws_s3_bucket.b'], want: ['aws_s3_bucket.b'] },
  {
    note: 'one index, with all its prefixes',
    buckets: [0, 1],
    references: ['aws_s3_bucket.b[1].id', 'aws_s3_bucket.b[1]', 'aws_s3_bucket.b'],
    want: ['aws_s3_bucket.b[1]'],
  },
  {
    note: 'one key with a point and a bracket in it',
    buckets: ['a.b]c', 'd'],
    references: ['aws_s3_bucket.b["a.b]c"].id', 'aws_s3_bucket.b["a.b]c"]', 'aws_s3_bucket.b'],
    want: ['aws_s3_bucket.b["a.b]c"]'],
  },
  {
    note: 'each.key',
    buckets: ['x', 'y'],
    key: 'y',
    references: ['aws_s3_bucket.b', 'each.key'],
    want: ['aws_s3_bucket.b["y"]'],
  },
  {
    note: 'each.value over resources',
    buckets: ['x', 'y'],
    key: 'x',
    references: ['each.value.id', 'each.value'],
    forEach: ['aws_s3_bucket.b'],
    want: ['aws_s3_bucket.b["x"]'],
  },
  {
    note: 'count.index',
    buckets: [0, 1],
    key: 0,
    references: ['aws_s3_bucket.b', 'count.index'],
    want: ['aws_s3_bucket.b[0]'],
  },
  { note: 'a splat of one', buckets: [0], references: ['aws_s3_bucket.b'], want: ['aws_s3_bucket.b[0]'] },
  {
    note: 'equal keys without each.key tell nothing',
    buckets: ['x', 'y'],
    key: 'y',
    references: ['aws_s3_bucket.b'],
    want: ['?aws_s3_bucket.b["x"]', '?aws_s3_bucket.b["y"]'],
  },
  { note: 'a local value', buckets: [undefined], references: ['local.b'], want: ['?aws_s3_bucket.b'] },
  {
    note: 'a data source',
    buckets: [undefined],
    references: ['data.aws_s3_bucket.c.id', 'data.aws_s3_bucket.c'],
    want: [],
  },
];

describe('owners by reference', () => {
  test.each(CASES)('$note', ({ buckets, key, references, forEach, want }) => {
    const text = planOf({ buckets, references, versioning: { key: key ?? null }, ...(forEach && { forEach }) });
    const { resources } = extractTexts({ 'plan.json': text });
    const found = resources.flatMap((resource) => {
      if (resource.nativeType !== 'aws_s3_bucket') return [];
      if (resource.properties.VersioningConfiguration !== undefined) return [resource.id];
      return unknownOf(resource).some((path) => path.startsWith('VersioningConfiguration')) ? [`?${resource.id}`] : [];
    });
    expect(found).toEqual(want);
  });
});

test('a plan without planned values is read from its changes', () => {
  const change = (address: string, actions: string[], after: JsonValue): Block => ({
    ...{ address, mode: 'managed', type: 'aws_ebs_volume', name: address },
    change: { actions, before: { encrypted: true }, after, after_unknown: {} },
  });
  const { resources, deletions } = extractTexts({
    'plan.json': JSON.stringify({
      ...{ format_version: '0.1', terraform_version: '0.12.31' },
      resource_changes: [
        change('aws_ebs_volume.a', ['no-op'], { encrypted: true }),
        change('aws_ebs_volume.b', ['delete', 'create'], { encrypted: false }),
        change('aws_ebs_volume.c', ['delete'], null),
      ],
    }),
  });
  expect(resources.map(({ id, properties }) => [id, properties.Encrypted])).toEqual([
    ['aws_ebs_volume.a', true],
    ['aws_ebs_volume.b', false],
  ]);
  expect(deletions.map(({ id }) => id)).toEqual(['aws_ebs_volume.c']);
});

test('what Terraform says of a change is kept', () => {
  const { resources } = extractTexts({
    'plan.json': JSON.stringify({
      ...{ format_version: '1.2', terraform_version: '1.11.4', complete: false },
      planned_values: {
        root_module: {
          child_modules: [
            {
              address: 'module.a["x.y"]',
              resources: [
                {
                  ...{ address: 'module.a["x.y"].aws_vpc.v', mode: 'managed', type: 'aws_vpc', name: 'v' },
                  values: { cidr_block: '10.0.0.0/16' },
                },
              ],
            },
          ],
        },
      },
      resource_changes: [
        {
          ...{ address: 'module.a["x.y"].aws_vpc.v', previous_address: 'aws_vpc.v', mode: 'managed', type: 'aws_vpc' },
          ...{ name: 'v', module_address: 'module.a["x.y"]' },
          change: {
            actions: ['delete', 'create'],
            before: { cidr_block: '10.1.0.0/16' },
            after: { cidr_block: '10.0.0.0/16' },
            replace_paths: [['cidr_block']],
            importing: { id: 'vpc-1' },
          },
        },
      ],
      resource_drift: [{ address: 'module.a["x.y"].aws_vpc.v' }],
    }),
  });
  const vpc = byId(resources, 'module.a["x.y"].aws_vpc.v');
  expect(vpc.source.modules).toEqual([{ name: 'a', address: 'module.a["x.y"]' }]);
  expect(vpc.change).toMatchObject({
    ...{ actions: ['delete', 'create'], replacePaths: [['cidr_block']], previousAddress: 'aws_vpc.v' },
    ...{ importing: true, drift: true },
  });
});
