import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../engine/resources/index.ts';
import { byId, extractFiles, unknownOf } from './load.ts';

type MergeCase = {
  readonly note: string;
  readonly id: string;
  readonly property: string;
  readonly want: JsonValue | undefined;
  /** What is told of the property in `unknown`. */
  readonly unknown?: readonly string[];
};

const OPEN_SSH = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' };
const BLOCK_ALL = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};

/** The state holds satellites that the configuration no longer has; the owners are no-op and still show them. */
const REMOVED: readonly MergeCase[] = [
  { note: 'deleted encryption is gone', id: 'aws_s3_bucket.logs', property: 'BucketEncryption', want: undefined },
  {
    note: 'deleted public access block is gone',
    id: 'aws_s3_bucket.logs',
    property: 'PublicAccessBlockConfiguration',
    want: undefined,
  },
  {
    note: 'a no-op satellite decides',
    id: 'aws_s3_bucket.logs',
    property: 'VersioningConfiguration',
    want: { Status: 'Enabled' },
  },
  {
    note: 'what nothing tells of an existing owner is unknown',
    id: 'aws_s3_bucket.logs',
    property: 'OwnershipControls',
    want: undefined,
    unknown: ['OwnershipControls not-reported aws_s3_bucket.logs'],
  },
  {
    note: 'a deleted rule is gone, the other stays',
    id: 'aws_security_group.web',
    property: 'SecurityGroupIngress',
    want: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8' }],
  },
  {
    note: 'a rule that no satellite explains leaves the list open',
    id: 'aws_security_group.shared',
    property: 'SecurityGroupIngress',
    want: [],
    unknown: ['SecurityGroupIngress[...] ambiguous aws_security_group_rule.shared'],
  },
  {
    note: 'without changes of that kind the refresh counts beside the satellite',
    id: 'aws_security_group.quiet',
    property: 'SecurityGroupIngress',
    want: [
      { IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, CidrIp: '10.1.0.0/16' },
      { IpProtocol: 'tcp', FromPort: 9090, ToPort: 9090, CidrIp: '0.0.0.0/0' },
    ],
  },
];

const FOUND: readonly MergeCase[] = [
  {
    note: 'by reference, with an unknown key',
    id: 'aws_s3_bucket.direct',
    property: 'BucketEncryption',
    want: {
      ServerSideEncryptionConfiguration: [
        { BucketKeyEnabled: false, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
      ],
    },
    unknown: [
      'BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.KMSMasterKeyID after-apply aws_kms_key.main',
    ],
  },
  {
    note: 'by a known name',
    id: 'aws_s3_bucket.named',
    property: 'VersioningConfiguration',
    want: { Status: 'Enabled' },
  },
  {
    note: 'in another module through a variable',
    id: 'aws_s3_bucket.hardened',
    property: 'AccessControl',
    want: 'PublicRead',
  },
  {
    note: 'the satellite over the default of new buckets',
    id: 'aws_s3_bucket.hardened',
    property: 'OwnershipControls',
    want: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
  },
  {
    note: 'owner in a module instance through an output, blue',
    id: 'module.store["blue"].aws_s3_bucket.this',
    property: 'PublicAccessBlockConfiguration',
    want: { ...BLOCK_ALL, BlockPublicAcls: false },
  },
  {
    note: 'owner in a module instance through an output, green',
    id: 'module.store["green"].aws_s3_bucket.this',
    property: 'PublicAccessBlockConfiguration',
    want: BLOCK_ALL,
  },
  {
    note: 'each.value',
    id: 'aws_s3_bucket.each["a"]',
    property: 'VersioningConfiguration',
    want: { Status: 'Enabled' },
  },
  {
    note: 'each.value, other key',
    id: 'aws_s3_bucket.each["b"]',
    property: 'VersioningConfiguration',
    want: { Status: 'Suspended' },
  },
  {
    note: 'count.index',
    id: 'aws_s3_bucket.counted[0]',
    property: 'VersioningConfiguration',
    want: { Status: 'Enabled' },
  },
  {
    note: 'count.index, other index',
    id: 'aws_s3_bucket.counted[1]',
    property: 'VersioningConfiguration',
    want: { Status: 'Suspended' },
  },
  {
    note: 'nothing tells which instance',
    id: 'aws_s3_bucket.either["x"]',
    property: 'VersioningConfiguration',
    want: undefined,
    unknown: ['VersioningConfiguration ambiguous aws_s3_bucket_versioning.either'],
  },
  {
    note: 'through a local value',
    id: 'aws_s3_bucket.hidden',
    property: 'PublicAccessBlockConfiguration',
    want: undefined,
    unknown: ['PublicAccessBlockConfiguration ambiguous aws_s3_bucket_public_access_block.hidden'],
  },
  {
    note: 'two satellites for one value',
    id: 'aws_s3_bucket.twice',
    property: 'VersioningConfiguration',
    want: undefined,
    unknown: ['VersioningConfiguration ambiguous aws_s3_bucket_versioning.twice_off aws_s3_bucket_versioning.twice_on'],
  },
  {
    note: 'a union without repetitions',
    id: 'aws_security_group.union',
    property: 'SecurityGroupIngress',
    want: [
      { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '10.0.0.0/8' },
      { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '192.168.0.0/16' },
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8' },
    ],
  },
  {
    note: 'a rule of which the group is not known yet',
    id: 'aws_security_group.union',
    property: 'SecurityGroupEgress',
    want: [{ IpProtocol: '-1' }],
    unknown: ['SecurityGroupEgress.0.DestinationSecurityGroupId after-apply aws_security_group.inline'],
  },
  {
    note: 'inline rules, one entry a peer',
    id: 'aws_security_group.inline',
    property: 'SecurityGroupIngress',
    want: [
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 23, CidrIp: '0.0.0.0/0' },
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 23, CidrIpv6: '::/0' },
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 23 },
    ],
    unknown: ['SecurityGroupIngress.2.SourceSecurityGroupId after-apply aws_security_group.inline'],
  },
  {
    note: 'no egress rules on a new group',
    id: 'aws_security_group.inline',
    property: 'SecurityGroupEgress',
    want: [],
  },
  {
    note: 'an owner outside the plan shows what its satellite sets',
    id: 'outside/AWS::EC2::SecurityGroup/sg-0fffffffffffffff1',
    property: 'SecurityGroupIngress',
    want: [OPEN_SSH],
    unknown: ['SecurityGroupIngress[...] outside-plan aws_security_group_rule.outside'],
  },
];

describe.each([
  ['satellites removed by the plan', 'fixtures/projects/removed-satellites/plan.json', REMOVED],
  ['owners of satellites', 'fixtures/projects/satellites/plan.json', FOUND],
] as const)('%s', (_, file, cases) => {
  const { resources } = extractFiles([file]);
  test.each(cases)('$note ($id)', ({ id, property, want, unknown }) => {
    const resource = byId(resources, id);
    expect(resource.properties[property]).toEqual(want);
    expect(unknownOf(resource).filter((path) => path.startsWith(property))).toEqual(unknown ?? []);
  });
});

test('an owner outside the plan is open as a whole and marked as partial', () => {
  const { resources } = extractFiles(['fixtures/projects/satellites/plan.json']);
  const partial = byId(resources, 'outside/AWS::S3::Bucket/acme-elsewhere');
  expect(partial.derived).toBe('partial');
  expect(partial.properties.BucketName).toBe('acme-elsewhere');
  expect(unknownOf(partial)).toEqual(['[...] outside-plan aws_s3_bucket_public_access_block.outside']);
});

test('deleted satellites are deletions, not resources', () => {
  const { resources, deletions } = extractFiles(['fixtures/projects/removed-satellites/plan.json']);
  expect(resources).toHaveLength(7);
  expect(deletions.map((resource) => `${resource.id} ${resource.change?.actions.join()}`)).toEqual([
    'aws_s3_bucket_public_access_block.logs delete',
    'aws_s3_bucket_server_side_encryption_configuration.logs delete',
    'aws_security_group_rule.shared delete',
    'aws_security_group_rule.ssh delete',
  ]);
});

test('a notice names what cannot be told', () => {
  const { diagnostics } = extractFiles(['fixtures/projects/satellites/plan.json']);
  expect(diagnostics.map((one) => `${one.code} ${one.severity}`)).toContain('resource_ambiguous notice');
});
