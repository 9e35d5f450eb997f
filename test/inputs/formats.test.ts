import { describe, expect, test } from 'vitest';
import { parse, told } from './support.ts';

const PLAN = {
  format_version: '1.2',
  terraform_version: '1.11.4',
  planned_values: { root_module: {} },
  configuration: {},
};
const json = (value: unknown) => JSON.stringify(value);

type Row = {
  readonly note: string;
  readonly text: string;
  readonly kinds?: readonly string[];
  readonly codes?: readonly string[];
  readonly unrecognised?: string;
};

const PLANS: readonly Row[] = [
  { note: 'version 1.2', text: json(PLAN), kinds: ['terraform-plan'] },
  { note: 'version 0.1', text: json({ ...PLAN, format_version: '0.1' }), kinds: ['terraform-plan'] },
  { note: 'version 1.99', text: json({ ...PLAN, format_version: '1.99' }), kinds: ['terraform-plan'] },
  { note: 'version 2.0', text: json({ ...PLAN, format_version: '2.0' }), codes: ['plan_format_version'] },
  { note: 'version 0.3', text: json({ ...PLAN, format_version: '0.3' }), codes: ['plan_format_version'] },
  { note: 'changes only', text: json({ format_version: '1.0', resource_changes: [] }), kinds: ['terraform-plan'] },
  {
    note: 'errored',
    text: json({ ...PLAN, errored: true, complete: false }),
    kinds: ['terraform-plan'],
    codes: ['plan_errored'],
  },
  {
    note: 'not complete',
    text: json({ ...PLAN, complete: false }),
    kinds: ['terraform-plan'],
    codes: ['plan_incomplete'],
  },
  { note: 'complete', text: json({ ...PLAN, errored: false, complete: true }), kinds: ['terraform-plan'] },
  {
    note: 'no version',
    text: json({ planned_values: {}, resource_changes: [] }),
    unrecognised: 'a Terraform plan without its format_version',
  },
  {
    note: 'state',
    text: json({ format_version: '1.0', terraform_version: '1.11.4', values: { root_module: {} } }),
    kinds: ['terraform-state'],
  },
  {
    note: 'empty state',
    text: json({ format_version: '1.0', terraform_version: '1.11.4' }),
    kinds: ['terraform-state'],
  },
  { note: 'empty state of no version', text: json({ format_version: '1.0' }), kinds: ['terraform-state'] },
  {
    note: 'state of another format',
    text: json({ format_version: '2.0', values: { root_module: {} } }),
    unrecognised: 'a Terraform state of format version `2.0`',
  },
  {
    note: 'state file',
    text: json({ version: 4, lineage: 'x', serial: 1, resources: [] }),
    kinds: ['terraform-state'],
  },
  {
    note: 'state file of another version',
    text: json({ version: 5, lineage: 'x', serial: 1, resources: [] }),
    unrecognised: 'a Terraform state file of version 5',
  },
  {
    note: 'state file with flat attributes',
    text: json({ version: 4, lineage: 'x', resources: [{ instances: [{ attributes_flat: { id: 'x' } }] }] }),
    unrecognised: 'a Terraform state file with resources whose attributes an old version wrote',
  },
  {
    note: 'redacted',
    text: json({ plan_format_version: '1.2', resource_changes: [] }),
    unrecognised: 'a redacted plan',
  },
  {
    note: 'event stream',
    text: '{"@level":"info","@message":"a"}\n{"@level":"info","@message":"b"}\n',
    unrecognised: 'the event stream',
  },
  { note: 'one event', text: '{"@level":"info","@message":"a"}\n', unrecognised: 'one event' },
  { note: 'schemas', text: json({ format_version: '1.0', provider_schemas: {} }), unrecognised: 'the schemas' },
];

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n';
const MANIFESTS: readonly Row[] = [
  { note: 'one object', text: POD, kinds: ['kubernetes'] },
  { note: 'several', text: `---\n${POD}---\n# nothing\n---\n${POD}...\n`, kinds: ['kubernetes', 'kubernetes'] },
  {
    note: 'custom resource',
    text: 'apiVersion: a.b/v1\nkind: Foo\nmetadata: {generateName: a-}\n',
    kinds: ['kubernetes'],
  },
  { note: 'JSON', text: json({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }), kinds: ['kubernetes'] },
  {
    note: 'a list',
    text: `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n- {apiVersion: v1, kind: Pod, metadata: {name: b}}\n`,
    kinds: ['kubernetes', 'kubernetes'],
  },
  {
    note: 'an empty list',
    text: 'apiVersion: v1\nkind: List\nitems: []\n',
    kinds: ['json'],
  },
  {
    note: 'a list in a list',
    text: json({
      apiVersion: 'v1',
      kind: 'List',
      items: [{ apiVersion: 'v1', kind: 'PodList', items: [{ metadata: { name: 'a' } }] }],
    }),
    kinds: ['kubernetes'],
  },
  {
    note: 'patch without a name',
    text: 'apiVersion: v1\nkind: Pod\nspec: {}\n',
    kinds: ['json'],
    codes: ['input_unrecognised'],
  },
  {
    note: 'kustomization',
    text: 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: a}\n',
    kinds: ['json'],
  },
  { note: 'kubeconfig', text: 'apiVersion: v1\nkind: Config\nclusters: []\n', kinds: ['json'] },
  { note: 'values of a chart', text: 'replicas: 1\n', kinds: ['json'] },
  { note: 'braces of YAML', text: '{apiVersion: v1, kind: Pod, metadata: {name: a}}', kinds: ['kubernetes'] },
];

const ITEM = {
  resourceType: 'AWS::S3::Bucket',
  resourceId: 'b',
  awsRegion: 'eu-west-1',
  awsAccountId: '123456789012',
  configuration: {},
};
const CONFIG: readonly Row[] = [
  { note: 'one item', text: json(ITEM), kinds: ['aws-config'] },
  { note: 'an array', text: json([ITEM]), kinds: ['aws-config'] },
  {
    note: 'a snapshot',
    text: json({ fileVersion: '1.0', configSnapshotId: 'x', configurationItems: [ITEM] }),
    kinds: ['aws-config'],
  },
  { note: 'an empty snapshot', text: json({ fileVersion: '1.0', configurationItems: [] }), kinds: ['aws-config'] },
  {
    note: 'rule event',
    text: json({
      invokingEvent: json({ configurationItem: ITEM, messageType: 'ConfigurationItemChangeNotification' }),
    }),
    kinds: ['aws-config'],
  },
  {
    note: 'oversized rule event',
    text: json({ invokingEvent: json({ configurationItemSummary: {} }) }),
    unrecognised: 'a Config event too large',
  },
  {
    note: 'scheduled rule event',
    text: json({ invokingEvent: json({ messageType: 'ScheduledNotification' }) }),
    unrecognised: 'a Config event of type ScheduledNotification',
  },
  {
    note: 'EventBridge',
    text: json({ 'detail-type': 'x', detail: { configurationItem: ITEM } }),
    kinds: ['aws-config'],
  },
  {
    note: 'batch answer',
    text: json({ baseConfigurationItems: [ITEM], unprocessedResourceKeys: [] }),
    kinds: ['aws-config'],
  },
  {
    note: 'batch answer with a gap',
    text: json({ baseConfigurationItems: [ITEM], unprocessedResourceKeys: [{}] }),
    kinds: ['aws-config'],
    codes: ['scan_incomplete'],
  },
  {
    note: 'history with more',
    text: json({ configurationItems: [ITEM], nextToken: 'x' }),
    kinds: ['aws-config'],
    codes: ['scan_incomplete'],
  },
  { note: 'query', text: json({ Results: [json(ITEM)], QueryInfo: {} }), kinds: ['aws-config'] },
  {
    note: 'query without types',
    text: json({ Results: ['{"resourceId":"b"}'], QueryInfo: {} }),
    codes: ['config_item_invalid'],
  },
  {
    note: 'item without an id',
    text: json([{ ...ITEM, resourceId: '' }, ITEM]),
    kinds: ['aws-config'],
    codes: ['config_item_invalid'],
  },
  {
    note: 'states of one resource',
    text: json([
      { ...ITEM, configurationItemCaptureTime: 2 },
      { ...ITEM, configurationItemCaptureTime: 1 },
    ]),
    kinds: ['aws-config'],
    codes: ['config_item_superseded'],
  },
  {
    note: 'a CloudFormation template is none',
    text: json({ Resources: { A: { Type: 'AWS::S3::Bucket' } } }),
    kinds: ['json'],
  },
];

describe.each(Object.entries({ plans: PLANS, manifests: MANIFESTS, 'AWS Config': CONFIG }))('%s', (_, rows) => {
  test.each(rows)('$note', ({ text, kinds = [], codes = [], unrecognised }) => {
    const parsed = parse(text);
    expect(parsed.documents.map(({ kind }) => kind)).toEqual(kinds);
    expect(
      parsed.diagnostics.map(({ code }) => code),
      told(parsed).join('\n'),
    ).toEqual(codes);
    expect(parsed.unrecognised.map(({ reason }) => reason.slice(0, unrecognised?.length))).toEqual(
      unrecognised === undefined ? [] : [unrecognised],
    );
  });
});

test('an item of a typed list gets the kind of its list, and its own place', () => {
  const text = 'apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- metadata:\n    name: a\n';
  const document = parse(text).documents[0];
  expect(document?.root).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } });
  expect(document?.locate(['metadata', 'name'])).toEqual({ file: 'a', row: 5, col: 11 });
});

test('items have one spelling, however they were encoded', () => {
  const policy = { Version: '2012-10-17', Statement: [] };
  const plain = {
    ...ITEM,
    arn: 'arn:aws:s3:::b',
    resourceName: 'b',
    availabilityZone: 'Regional',
    configurationItemStatus: 'OK',
    configurationItemCaptureTime: '2024-05-01T12:00:00.500+02:00',
    tags: { a: 'b' },
    configuration: { name: 'b', doc: encodeURIComponent(json(policy)) },
    supplementaryConfiguration: {
      BucketPolicy: json({ policyText: json(policy) }),
      Twice: json(json({ a: 1 })),
      Id: '12',
      Off: 'false',
    },
    relationships: [],
  };
  const { awsAccountId, arn, ...rest } = plain;
  const encoded = {
    ...rest,
    accountId: awsAccountId,
    ARN: arn,
    configurationItemCaptureTime: 1714557600.5,
    tags: [{ key: 'a', value: 'b', tag: 'a=b' }],
    configuration: json(json(plain.configuration)),
    supplementaryConfiguration: json(plain.supplementaryConfiguration),
  };
  const want = {
    accountId: '123456789012',
    region: 'eu-west-1',
    availabilityZone: 'Regional',
    resourceType: 'AWS::S3::Bucket',
    resourceId: 'b',
    resourceName: 'b',
    arn: 'arn:aws:s3:::b',
    tags: { a: 'b' },
    configuration: { name: 'b', doc: policy },
    supplementaryConfiguration: { BucketPolicy: { policyText: json(policy) }, Twice: { a: 1 }, Id: '12', Off: false },
    relationships: [],
    captureTime: '2024-05-01T10:00:00.500Z',
    resourceCreationTime: null,
    status: 'OK',
  };
  expect(parse(json([plain])).documents[0]?.root).toEqual([want]);
  const document = parse(`{"configurationItems":\n[${json(encoded)}]}`).documents[0];
  expect(document?.root).toEqual([want]);
  expect(document?.locate([0])).toEqual({ file: 'a', row: 2, col: 2 });
  expect(document?.locate([0, 'accountId']).col).toBeGreaterThan(2);
});

test('what is not reported is null, and deleted items stay', () => {
  const root = parse(json({ ...ITEM, configuration: undefined, configurationItemStatus: 'ResourceDeleted' }))
    .documents[0]?.root;
  expect(root).toMatchObject([
    { tags: null, configuration: null, supplementaryConfiguration: null, status: 'ResourceDeleted' },
  ]);
});
