import { describe, expect, test } from 'vitest';
import { byId, extractFiles, extractTexts, unknownOf } from './load.ts';

const PLAN = 'fixtures/projects/policies-and-references/plan.json';

type PropertyCase = {
  readonly note: string;
  readonly id: string;
  readonly want: { readonly [property: string]: unknown };
  readonly unknown?: readonly string[];
};

/** A policy of this plan by its ARN, as far as a plan without an account can tell it. */

const CASES: readonly PropertyCase[] = [
  {
    note: 'a deferred policy document is rebuilt from its statements',
    id: 'aws_iam_role.run',
    want: {
      Policies: [
        {
          PolicyName: 'wide',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Sid: 'Everything', Action: '*', Resource: [] },
              {
                Effect: 'Deny',
                Action: ['s3:DeleteBucket', 's3:PutBucketPolicy'],
                Resource: '*',
                Condition: { StringEquals: {} },
              },
            ],
          },
        },
      ],
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    },
    unknown: [
      'RoleId after-apply aws_iam_role.run',
      'Arn after-apply aws_iam_role.run',
      'Policies.0.PolicyDocument.Statement.0.Resource[...] after-apply aws_s3_bucket.data',
      'Policies.0.PolicyDocument.Statement.1.Condition.StringEquals.aws:SourceArn after-apply aws_s3_bucket.data',
    ],
  },
  {
    note: 'principal * in a rebuilt document; the bucket by the name that its reference leads to',
    id: 'aws_s3_bucket_policy.data',
    want: {
      Bucket: 'acme-data',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Principal: '*' }],
      },
    },
    unknown: ['PolicyDocument.Statement.0.Resource after-apply aws_s3_bucket.data'],
  },
  {
    note: 'a policy within a bucket is a resource of its own',
    id: 'aws_s3_bucket.old/AWS::S3::BucketPolicy',
    want: { Bucket: 'acme-old' },
    unknown: [],
  },
  {
    note: 'an exclusive list removes the others',
    id: 'aws_iam_role.closed',
    want: { Policies: [{ PolicyName: 'kept', PolicyDocument: { Version: '2012-10-17', Statement: [] } }] },
  },
  { note: 'a list of owners', id: 'aws_iam_user.two', want: { Policies: [], ManagedPolicyArns: [] } },
  { note: 'a login profile', id: 'aws_iam_user.one', want: { LoginProfile: { PasswordResetRequired: false } } },
  {
    note: 'a key policy of its own',
    id: 'aws_kms_key.trail',
    want: {
      EnableKeyRotation: false,
      KeyPolicy: {
        Version: '2012-10-17',
        Statement: [{ Sid: 'Root', Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' }],
      },
    },
  },
  {
    note: 'defaults of a new database',
    id: 'aws_db_instance.main',
    want: { StorageEncrypted: false, PubliclyAccessible: false, BackupRetentionPeriod: 0, MultiAZ: false },
  },
  {
    note: "a cluster's member has the cluster's storage",
    id: 'aws_rds_cluster_instance.main',
    want: { StorageEncrypted: true, BackupRetentionPeriod: 1 },
  },
  {
    note: 'defaults of a new trail',
    id: 'aws_cloudtrail.main',
    want: { IsMultiRegionTrail: false, EnableLogFileValidation: false, IsLogging: true },
    unknown: [
      'Arn after-apply aws_cloudtrail.main',
      'S3BucketName after-apply aws_s3_bucket.data',
      'KMSKeyId after-apply aws_kms_key.trail',
    ],
  },
  {
    note: 'defaults of a new bucket',
    id: 'aws_s3_bucket.data',
    want: {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { BucketKeyEnabled: false, ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
        ],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      VersioningConfiguration: undefined,
    },
  },
  { note: 'a new volume is not encrypted', id: 'aws_ebs_volume.plain', want: { Encrypted: false } },
  {
    note: 'a volume from a snapshot takes over what is outside',
    id: 'aws_ebs_volume.copy',
    want: { Encrypted: undefined },
    unknown: [
      'VolumeId after-apply aws_ebs_volume.copy',
      'Encrypted outside-plan aws_ebs_volume.copy',
      'Iops after-apply aws_ebs_volume.copy',
      'KmsKeyId after-apply aws_ebs_volume.copy',
      'Size after-apply aws_ebs_volume.copy',
      'Throughput after-apply aws_ebs_volume.copy',
      'VolumeType after-apply aws_ebs_volume.copy',
    ],
  },
  {
    note: 'metadata options of a new instance; no public address asked for',
    id: 'aws_instance.plain',
    want: {
      MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'optional' },
      NetworkInterfaces: [{ AssociatePublicIpAddress: false, DeviceIndex: '0' }],
      PublicIp: undefined,
    },
  },
  {
    note: 'the default group of a network has no rules but those that are written',
    id: 'aws_default_security_group.default',
    want: { GroupName: 'default', SecurityGroupIngress: [], SecurityGroupEgress: [] },
  },
  {
    note: 'a listener without a protocol',
    id: 'aws_lb_listener.http',
    want: { Protocol: 'HTTP', Port: 80, SslPolicy: undefined },
  },
  {
    note: 'what a password policy does not set',
    id: 'aws_iam_account_password_policy.all',
    want: { MinimumPasswordLength: 14, RequireSymbols: false, ExpirePasswords: false, MaxPasswordAge: undefined },
    unknown: [],
  },
  {
    note: 'an account-wide public access block',
    id: 'aws_s3_account_public_access_block.all',
    want: { BlockPublicAcls: true, RestrictPublicBuckets: false },
  },
];

describe('canonical properties of a plan', () => {
  const { resources } = extractFiles([PLAN]);
  test.each(CASES)('$note ($id)', ({ id, want, unknown }) => {
    const resource = byId(resources, id);
    for (const [property, value] of Object.entries(want))
      expect(resource.properties[property], property).toEqual(value);
    if (unknown !== undefined) expect(unknownOf(resource)).toEqual(unknown);
  });

  test.each([
    ['aws_cloudtrail.main', { KMSKeyId: ['aws_kms_key.trail'], S3BucketName: ['aws_s3_bucket.data'] }],
    ['aws_cloudtrail.by_name', { S3BucketName: ['aws_s3_bucket.data'] }],
    ['aws_flow_log.main', { LogDestination: ['aws_s3_bucket.data'], ResourceId: ['aws_vpc.main'] }],
    ['aws_iam_user.two', { ManagedPolicyArns: ['aws_iam_policy.some'] }],
    ['aws_glacier_vault.unmapped', { access_policy: ['aws_s3_bucket.data'] }],
  ])('references of %s', (id, want) => {
    expect(byId(resources, id).references).toEqual(want);
  });

  test('a type without a mapper keeps its native type and attributes', () => {
    const vault = byId(resources, 'aws_glacier_vault.unmapped');
    expect([vault.type, vault.properties.name]).toEqual(['aws_glacier_vault', 'unmapped']);
    expect(unknownOf(vault)).toContain('access_policy after-apply aws_s3_bucket.data');
  });
});

describe('the same ten resources', () => {
  const plan = extractFiles(['fixtures/inputs/same-ten/plan.json']).resources;
  const live = extractFiles(['fixtures/inputs/same-ten/config-items.json']).resources;
  const canonical = plan.filter((resource) => resource.type.startsWith('AWS::'));

  test('are told alike where both sources tell', () => {
    const found = canonical.map((planned) => {
      const item = live.find((one) => one.type === planned.type && one.name === planned.name);
      const hidden = [...planned.unknown, ...(item?.unknown ?? [])].map(({ path }) => path[0]);
      const properties = Object.keys({ ...planned.properties, ...item?.properties });
      const differing = properties.filter(
        (property) =>
          !hidden.includes(property) &&
          JSON.stringify(sorted(planned.properties[property])) !== JSON.stringify(sorted(item?.properties[property])),
      );
      return `${planned.type} ${planned.name}: ${differing.join(' ')}`.trim();
    });
    expect(found.sort()).toEqual([
      'AWS::CloudTrail::Trail acme-ten-trail:',
      'AWS::EC2::SecurityGroup acme-ten-web:',
      'AWS::EC2::Volume vol-0123456789abcdef0:',
      'AWS::IAM::Role acme-ten-deploy:',
      'AWS::IAM::User acme-ten-carol:',
      'AWS::KMS::Key a1b2c3d4-1111-2222-3333-444455556666: KeyState',
      'AWS::Lambda::Function acme-ten-job:',
      'AWS::RDS::DBInstance acme-ten-db:',
      'AWS::S3::Bucket acme-ten-bad:',
      'AWS::S3::Bucket acme-ten-good:',
      'AWS::S3::BucketPolicy acme-ten-bad:',
      'AWS::S3::BucketPolicy acme-ten-good:',
    ]);
  });

  test('the policy of a live bucket refers to it', () => {
    const policy = byId(live, 'arn:aws:s3:::acme-ten-good/AWS::S3::BucketPolicy');
    expect(policy.references.Bucket).toEqual(['arn:aws:s3:::acme-ten-good']);
    expect(policy.derived).toBe('split');
  });

  test('a live trail refers to its bucket and key', () => {
    const trail = live.find((one) => one.type === 'AWS::CloudTrail::Trail');
    expect(trail?.references).toEqual({
      KMSKeyId: ['arn:aws:kms:eu-west-1:123456789012:key/a1b2c3d4-1111-2222-3333-444455556666'],
      S3BucketName: ['arn:aws:s3:::acme-ten-good'],
    });
  });
});

/** Lists of rules and names in any order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted((value as Record<string, unknown>)[key])]));
}

test('an item in CloudFormation shape passes through', () => {
  const item = {
    resourceType: 'AWS::ECR::Repository',
    resourceId: 'app',
    awsAccountId: '123456789012',
    awsRegion: 'eu-west-1',
    configuration: { RepositoryName: 'app', ImageTagMutability: 'IMMUTABLE' },
  };
  const { resources } = extractTexts({ 'item.json': JSON.stringify({ configurationItems: [item] }) });
  expect(resources.map(({ id, type, properties }) => ({ id, type, properties }))).toEqual([
    {
      id: '123456789012/eu-west-1/AWS::ECR::Repository/app',
      type: 'AWS::ECR::Repository',
      properties: { RepositoryName: 'app', ImageTagMutability: 'IMMUTABLE' },
    },
  ]);
});

test('a list that an item does not hold is not reported, a null list is empty', () => {
  const item = (configuration: object) => ({
    ...{ resourceType: 'AWS::IAM::User', resourceId: 'AIDA1', awsAccountId: '123456789012', awsRegion: 'global' },
    ...{ tags: {}, configuration },
  });
  const { resources } = extractTexts({
    'a.json': JSON.stringify({
      configurationItems: [item({ userName: 'a', userPolicyList: null, attachedManagedPolicies: [] })],
    }),
  });
  const [user] = resources;
  expect([user?.properties.Policies, user?.properties.ManagedPolicyArns]).toEqual([[], []]);
  expect(user === undefined ? [] : unknownOf(user)).toEqual(['Groups not-reported', 'LoginProfile not-reported']);
});
