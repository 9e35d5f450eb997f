import { describe, expect, test } from 'vitest';
import {
  indexResources,
  type JsonValue,
  REDACTED,
  type Resource,
  redact,
  toPolicyInput,
  unknownMarks,
} from '../../engine/resources/index.ts';
import { byId, extractFiles, extractTexts } from './load.ts';

const { resources } = extractFiles(['fixtures/projects/policies-and-references/plan.json']);
const satellites = extractFiles(['fixtures/projects/satellites/plan.json']).resources;

function at(resource: Resource, ...path: (string | number)[]): object {
  return path.reduce<unknown>(
    (node, key) => (node as Record<string | number, unknown>)[key],
    toPolicyInput(resource),
  ) as object;
}

describe('what a policy sees', () => {
  test('is the same object at every call', () => {
    const role = byId(resources, 'aws_iam_role.run');
    expect(toPolicyInput(role)).toBe(toPolicyInput(role));
    expect(unknownMarks(role)).toBe(unknownMarks(role));
  });

  test('a secret by name is a marker, in canonical and native attributes', () => {
    const database = toPolicyInput(byId(resources, 'aws_db_instance.main'));
    expect([database.properties.MasterUserPassword, database.native.password]).toEqual([REDACTED, REDACTED]);
    expect(JSON.stringify(database)).not.toContain('correct horse');
  });

  test('any other sensitive value is unknown, so that no policy judges the marker', () => {
    const group = byId(resources, 'aws_security_group.hidden');
    expect(JSON.stringify(toPolicyInput(group))).not.toContain('0.0.0.0/0');
    const rule = at(group, 'properties', 'SecurityGroupIngress', 0);
    const marks = unknownMarks(group);
    expect(marks.unknown.get(rule)).toContain('CidrIp');
    expect(marks.why(rule, 'CidrIp')).toMatchObject({
      path: ['properties', 'SecurityGroupIngress', 0, 'CidrIp'],
      reason: 'redacted',
    });
  });

  test('redaction keeps the resource itself as it was', () => {
    const database = byId(resources, 'aws_db_instance.main');
    expect(redact(database).properties.MasterUserPassword).toBe(REDACTED);
    expect(database.properties.MasterUserPassword).toBe('correct horse battery staple');
    expect(database.sensitive).toEqual([['MasterUserPassword']]);
  });
});

describe('marks of unknown values', () => {
  test('name the keys of the container, and who decides', () => {
    const trail = byId(resources, 'aws_cloudtrail.main');
    const properties = at(trail, 'properties');
    const marks = unknownMarks(trail);
    expect(marks.unknown.get(properties)).toEqual(new Set(['Arn', 'S3BucketName', 'KMSKeyId']));
    expect(marks.carriers.has(toPolicyInput(trail))).toBe(true);
    expect(marks.why(properties, 'KMSKeyId')).toMatchObject({ decidedBy: ['aws_kms_key.trail'], alwaysSet: true });
    expect(marks.why(properties, 'Arn')).toMatchObject({ decidedBy: ['aws_cloudtrail.main'], alwaysSet: true });
    expect(marks.pathOf(properties)).toEqual(['properties']);
  });

  test('an open list and an owner outside the plan are open for every other key', () => {
    const group = byId(satellites, 'outside/AWS::EC2::SecurityGroup/sg-0fffffffffffffff1');
    const marks = unknownMarks(group);
    expect(marks.unknown.get(at(group, 'properties'))).toBe('all');
    expect(marks.unknown.get(at(group, 'properties', 'SecurityGroupIngress'))).toBe('all');
    expect(marks.unknown.get(toPolicyInput(group))).toEqual(new Set(['tags']));
  });

  test('native attributes are marked too', () => {
    const vault = byId(resources, 'aws_glacier_vault.unmapped');
    expect(unknownMarks(vault).unknown.get(at(vault, 'native'))).toContain('access_policy');
    expect(unknownMarks(vault).unknown.get(at(vault, 'properties'))).toContain('access_policy');
  });

  test('an ambiguous reference is marked when references are read', () => {
    const versioning = byId(satellites, 'aws_s3_bucket_versioning.either');
    const marks = unknownMarks(versioning);
    const { references } = toPolicyInput(versioning);
    expect(references).toEqual({});
    expect(marks.unknown.get(references)).toEqual(new Set(['bucket']));
  });
});

test('the index holds the inputs themselves, by canonical and native type', () => {
  const index = indexResources(resources);
  const bucket = toPolicyInput(byId(resources, 'aws_s3_bucket.data'));
  expect(index.by_type['AWS::S3::Bucket']?.['aws_s3_bucket.data']).toBe(bucket);
  expect(index.by_type.aws_s3_bucket?.['aws_s3_bucket.data']).toBe(bucket);
  expect(index.by_id['aws_s3_bucket.data']).toBe(bucket);
  expect(Object.getPrototypeOf(index.by_id)).toBeNull();
});

describe('ids', () => {
  const plan = (bucket: string): string =>
    JSON.stringify({
      format_version: '1.2',
      terraform_version: '1.11.4',
      planned_values: {
        root_module: {
          resources: [
            { address: 'aws_s3_bucket.a', mode: 'managed', type: 'aws_s3_bucket', name: 'a', values: { bucket } },
          ],
        },
      },
      resource_changes: [],
    });

  test('equal ids get the shortest path prefix that tells them apart', () => {
    const extracted = extractTexts({ 'live/eu/plan.json': plan('a'), 'live/us/plan.json': plan('b') });
    expect(extracted.resources.map((resource) => resource.id)).toEqual([
      'live/eu:aws_s3_bucket.a',
      'live/us:aws_s3_bucket.a',
    ]);
    expect(extracted.diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'resource_duplicate_id: 2 resources are called `aws_s3_bucket.a`, in `live/eu/plan.json`, `live/us/plan.json`',
    ]);
  });

  test('the scope of the run comes first', () => {
    const { resources: scoped } = extractTexts(
      { 'plan.json': plan('a') },
      { account: '123456789012', workspace: 'prod' },
    );
    expect(scoped.map((resource) => resource.id)).toEqual(['123456789012/prod/aws_s3_bucket.a']);
  });
});

describe('content keys', () => {
  const CASES: readonly {
    readonly id: string;
    readonly path: readonly (string | number)[];
    readonly want: string | undefined;
  }[] = [
    { id: 'aws_security_group.inline', path: ['SecurityGroupIngress', 0], want: 'tcp/22-23/0.0.0.0/0' },
    { id: 'aws_security_group.inline', path: ['SecurityGroupIngress', 2], want: 'tcp/22-23/?' },
    { id: 'aws_security_group.union', path: ['SecurityGroupIngress', 2], want: 'tcp/443/10.0.0.0/8' },
    { id: 'aws_s3_bucket.direct', path: ['Tags', 0], want: 'team' },
    { id: 'aws_s3_bucket.direct', path: ['Tags'], want: undefined },
  ];
  test.each(CASES)('$id $path', ({ id, path, want }) => {
    expect(byId(satellites, id).contentKey(path)).toBe(want);
  });

  test('a statement is called by its Sid, else by a digest that ignores the order of keys', () => {
    const key = (statement: JsonValue): string | undefined => {
      const item = {
        ...{ resourceType: 'AWS::S3::BucketPolicy', resourceId: 'p', awsAccountId: '1', awsRegion: 'r' },
        configuration: { Bucket: 'b', PolicyDocument: { Statement: [statement] } },
      };
      const { resources: found } = extractTexts({ 'i.json': JSON.stringify({ configurationItems: [item] }) });
      return found[0]?.contentKey(['PolicyDocument', 'Statement', 0]);
    };
    expect(key({ Sid: 'Root', Effect: 'Allow' })).toBe('Root');
    expect(key({ Effect: 'Allow', Action: '*' })).toBe(key({ Action: '*', Effect: 'Allow' }));
  });
});

describe('Kubernetes', () => {
  const { resources: objects } = extractTexts({
    'app.yaml': [
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop, labels: {app: web}}\nspec: {replicas: 2}',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: keys}\ndata: {token: c2VjcmV0}',
    ].join('\n---\n'),
  });

  test('an object is its own canonical shape', () => {
    const deployment = byId(objects, 'shop/apps/v1/Deployment/web');
    expect([deployment.type, deployment.name, deployment.scope.namespace]).toEqual([
      'apps/v1/Deployment',
      'web',
      'shop',
    ]);
    expect(deployment.properties.spec).toEqual({ replicas: 2 });
    expect(deployment.tags).toEqual({ app: 'web' });
  });

  test('the values of a Secret are hidden, its keys are not', () => {
    expect(toPolicyInput(byId(objects, 'v1/Secret/keys')).properties.data).toEqual({ token: REDACTED });
  });
});
