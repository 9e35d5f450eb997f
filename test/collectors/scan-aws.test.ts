import { afterEach, describe, expect, test } from 'vitest';
import type { CoverageRow as AssessmentRow } from '../../engine/assessment.ts';
import {
  type Clock,
  type CoverageRow,
  diagnoseCoverage,
  type ScanOptions,
  scanAws,
} from '../../engine/collectors/aws/index.ts';
import { parseInputs } from '../../engine/inputs/index.ts';
import {
  type FakeConfig,
  type FakeRegion,
  type FakeResource,
  type Fault,
  startFakeConfig,
} from './fake-config-server.ts';

const EU = 'eu-west-1';
const US = 'us-east-1';
const BUCKET = 'AWS::S3::Bucket';
const clock: Clock = { now: () => 0, sleep: async () => undefined };
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

let fake: FakeConfig | undefined;
afterEach(async () => {
  await fake?.close();
  fake = undefined;
});

/** Scans the fake and gives one line for each row, and the ids that came in batches. */
async function scan(
  regions: { readonly [region: string]: FakeRegion },
  fault?: Fault,
  options: Partial<ScanOptions> = {},
) {
  fake = await startFakeConfig(regions, fault);
  const rows: CoverageRow[] = [];
  const files: { path: string; bytes: Uint8Array }[] = [];
  const given: ScanOptions = {
    regions: Object.keys(regions),
    types: [BUCKET],
    account: '123456789012',
    endpoint: fake.url,
    credentials,
    clock,
    ...options,
    limits: { maxAttempts: 3, ...options.limits },
  };
  for await (const event of scanAws(given)) {
    if (event.kind === 'row') rows.push(event.row);
    else files.push(event.items);
  }
  rows.sort((a, b) => (`${a.region} ${a.type}` < `${b.region} ${b.type}` ? -1 : 1));
  const parsed = parseInputs(files);
  const items = parsed.documents.flatMap(({ root }) => root as readonly { resourceId: string; tags: object | null }[]);
  return { rows, items, ids: items.map(({ resourceId }) => resourceId).sort(), parsed, requests: fake.requests };
}

const line = ({ region, type, expected, seen, failed, complete, errors }: CoverageRow) =>
  `${region} ${type} ${seen}/${expected ?? '?'}${failed > 0 ? ` failed ${failed}` : ''} ${complete ? 'complete' : `incomplete: ${errors.join('; ')}`}`;

const buckets = (count: number, change: Partial<FakeResource> = {}): readonly FakeResource[] =>
  Array.from({ length: count }, (_, at) => ({ type: BUCKET, id: `b${at}`, ...change }));

type Row = {
  readonly note: string;
  readonly regions: { readonly [region: string]: FakeRegion };
  readonly fault?: Fault;
  readonly options?: Partial<ScanOptions>;
  readonly want: readonly string[];
  readonly items?: number;
};

const once =
  (operation: string, call: number, type: string, status = 400): Fault =>
  (at) =>
    at.operation === operation && at.call === call ? { status, type } : undefined;
const always =
  (region: string, operation: RegExp, type: string, message: string): Fault =>
  (at) =>
    at.region === region && operation.test(at.operation) ? { status: 400, type, message } : undefined;

const ROWS: readonly Row[] = [
  { note: 'all of it', regions: { [EU]: { resources: buckets(3) } }, want: [`${EU} ${BUCKET} 3/3 complete`], items: 3 },
  { note: 'nothing there', regions: { [EU]: {} }, want: [`${EU} ${BUCKET} 0/0 complete`] },
  {
    note: 'several pages',
    regions: { [EU]: { resources: buckets(7), pageSize: 2 } },
    want: [`${EU} ${BUCKET} 7/7 complete`],
    items: 7,
  },
  {
    note: 'empty pages with a token',
    regions: { [EU]: { resources: buckets(5), pageSize: 2, emptyPages: true } },
    want: [`${EU} ${BUCKET} 5/5 complete`],
    items: 5,
  },
  {
    note: 'a token that comes again',
    regions: { [EU]: { resources: buckets(3), pageSize: 2, sameToken: true } },
    want: [
      `${EU} ${BUCKET} 2/3 incomplete: the pages go round in a circle: a next token came twice; 3 resources were counted but 2 could be read`,
    ],
    items: 2,
  },
  {
    note: 'throttling, then success',
    regions: { [EU]: { resources: buckets(2) } },
    fault: once('SelectResourceConfig', 0, 'ThrottlingException'),
    want: [`${EU} ${BUCKET} 2/2 complete`],
    items: 2,
  },
  {
    note: 'a server error, then success',
    regions: { [EU]: { resources: buckets(2) } },
    fault: once('SelectResourceConfig', 0, 'InternalFailure', 500),
    want: [`${EU} ${BUCKET} 2/2 complete`],
    items: 2,
  },
  {
    note: 'throttling without end',
    regions: { [EU]: { resources: buckets(2) } },
    fault: always(EU, /^Select/, 'ThrottlingException', 'Rate exceeded'),
    options: { limits: { maxAttempts: 2 } },
    want: [
      `${EU} ${BUCKET} 0/2 incomplete: SelectResourceConfig: ThrottlingException: Rate exceeded; 2 resources were counted but 0 could be read`,
    ],
  },
  {
    note: 'credentials that expire between pages',
    regions: { [EU]: { resources: buckets(6), pageSize: 2 } },
    fault: ({ operation, page }) =>
      operation === 'SelectResourceConfig' && page === 2
        ? {
            status: 400,
            type: 'ExpiredTokenException',
            message: 'The security token included in the request is expired',
          }
        : undefined,
    want: [
      `${EU} ${BUCKET} 4/6 incomplete: SelectResourceConfig: ExpiredTokenException: The security token included in the request is expired; 6 resources were counted but 4 could be read`,
    ],
    items: 4,
  },
  {
    note: 'a region without access',
    regions: { [EU]: { resources: buckets(1) }, [US]: { resources: buckets(1) } },
    fault: always(US, /./, 'AccessDeniedException', 'no'),
    want: [
      `${EU} ${BUCKET} 1/1 complete`,
      `${US} ${BUCKET} 0/? incomplete: DescribeConfigurationRecorders: AccessDeniedException: no; GetDiscoveredResourceCounts: AccessDeniedException: no; SelectResourceConfig: AccessDeniedException: no; how many resources there are could not be read`,
    ],
    items: 1,
  },
  {
    note: 'a region without access, all types',
    regions: { [US]: {} },
    fault: always(US, /./, 'AccessDeniedException', 'no'),
    options: { types: undefined as never },
    want: [
      ...['Group', 'Policy', 'Role', 'User'].map(
        (name) =>
          `global AWS::IAM::${name} 0/? incomplete: no recorder of the scanned regions records this global type; how many resources there are could not be read`,
      ),
      `${US} * 0/? incomplete: DescribeConfigurationRecorders: AccessDeniedException: no; GetDiscoveredResourceCounts: AccessDeniedException: no; how many resources there are could not be read`,
    ],
  },
  {
    note: 'no right to count',
    regions: { [EU]: { resources: buckets(1) } },
    fault: always(EU, /^GetDiscovered/, 'AccessDeniedException', 'no'),
    want: [
      `${EU} ${BUCKET} 1/? incomplete: GetDiscoveredResourceCounts: AccessDeniedException: no; how many resources there are could not be read`,
    ],
    items: 1,
  },
  {
    note: 'a count that is too high',
    regions: { [EU]: { resources: buckets(2), miscount: 3 } },
    want: [`${EU} ${BUCKET} 2/5 incomplete: 5 resources were counted but 2 could be read`],
    items: 2,
  },
  {
    note: 'a count that is too low',
    regions: { [EU]: { resources: buckets(3), miscount: -1 } },
    want: [`${EU} ${BUCKET} 3/2 complete`],
    items: 3,
  },
  {
    note: 'what the query leaves out',
    regions: { [EU]: { resources: [...buckets(2), { type: BUCKET, id: 'x', inSql: false }] } },
    want: [`${EU} ${BUCKET} 3/3 complete`],
    items: 3,
  },
  {
    note: 'rows without configuration',
    regions: { [EU]: { resources: buckets(3, { isPartial: true }) } },
    want: [`${EU} ${BUCKET} 3/3 complete`],
    items: 3,
  },
  {
    note: 'keys left unprocessed, then read',
    regions: { [EU]: { resources: buckets(2, { isPartial: true, unprocessed: 2 }) } },
    want: [`${EU} ${BUCKET} 2/2 complete`],
    items: 2,
  },
  {
    note: 'keys left unprocessed for good',
    regions: { [EU]: { resources: [...buckets(1), { type: BUCKET, id: 'x', isPartial: true, unprocessed: 99 }] } },
    want: [
      `${EU} ${BUCKET} 1/2 failed 1 incomplete: BatchGetResourceConfig: 1 resources have no configuration to read, such as x; 2 resources were counted but 1 could be read`,
    ],
    items: 1,
  },
  {
    note: 'a recorder that is stopped',
    regions: { [EU]: { resources: buckets(1), recorder: 'stopped' } },
    want: [`${EU} ${BUCKET} 1/1 incomplete: the configuration recorder is stopped`],
    items: 1,
  },
  {
    note: 'no recorder',
    regions: { [EU]: { recorder: 'none' } },
    want: [`${EU} ${BUCKET} 0/0 incomplete: no configuration recorder is set up`],
  },
  {
    note: 'a recorder that fails',
    regions: { [EU]: { recorder: 'failing' } },
    want: [`${EU} ${BUCKET} 0/0 incomplete: the configuration recorder fails (AccessDenied: no bucket)`],
  },
  {
    note: 'a type that is not recorded',
    regions: { [EU]: { recordingGroup: { allSupported: false, resourceTypes: ['AWS::EC2::VPC'] } } },
    want: [`${EU} ${BUCKET} 0/0 incomplete: the configuration recorder does not record this type`],
  },
  {
    note: 'a type that is excluded',
    regions: {
      [EU]: {
        recordingGroup: {
          recordingStrategy: { useOnly: 'EXCLUSION_BY_RESOURCE_TYPES' },
          exclusionByResourceTypes: { resourceTypes: [BUCKET] },
        },
      },
    },
    want: [`${EU} ${BUCKET} 0/0 incomplete: the configuration recorder does not record this type`],
  },
  {
    note: 'global types of a default recorder',
    regions: { [EU]: { recordingGroup: { allSupported: true } } },
    options: { types: ['AWS::IAM::Role'] },
    want: [
      'global AWS::IAM::Role 0/? incomplete: no recorder of the scanned regions records this global type; how many resources there are could not be read',
    ],
  },
  {
    note: 'global types that one region of two records',
    regions: {
      [EU]: { recordingGroup: { allSupported: true } },
      [US]: { resources: [{ type: 'AWS::IAM::Role', id: 'r' }] },
    },
    options: { types: ['AWS::IAM::Role'] },
    want: [`${US} AWS::IAM::Role 1/1 complete`],
    items: 1,
  },
  {
    note: 'every type that was counted',
    regions: { [EU]: { resources: ['AWS::A::B', 'AWS::C::D', BUCKET].map((type) => ({ type, id: type })) } },
    options: { types: undefined as never },
    want: [`${EU} AWS::A::B 1/1 complete`, `${EU} AWS::C::D 1/1 complete`, `${EU} ${BUCKET} 1/1 complete`],
    items: 3,
  },
  {
    note: 'an empty region whose recorder is off',
    regions: { [EU]: { recorder: 'stopped' } },
    options: { types: undefined as never },
    want: [
      `${EU} * 0/? incomplete: the configuration recorder is stopped; how many resources there are could not be read`,
    ],
  },
  {
    note: 'a name that is no type',
    regions: { [EU]: {} },
    options: { types: ["x' OR 'a' = 'a"] },
    want: [`${EU} x' OR 'a' = 'a 0/0 incomplete: \`x' OR 'a' = 'a\` is no resource type`],
  },
  {
    note: 'shards that were read before',
    regions: { [EU]: { resources: buckets(1) }, [US]: {} },
    options: { isDone: ({ region }) => region === EU },
    want: [`${US} ${BUCKET} 0/0 complete`],
  },
];

describe('scans an account', () => {
  test.each(ROWS)('$note', async ({ regions, fault, options, want, items = 0 }) => {
    const found = await scan(regions, fault, options);
    expect(found.rows.map(line)).toEqual(want);
    expect(found.items.length).toBe(items);
    expect(found.parsed.diagnostics).toEqual([]);
    expect(new Set(found.ids).size).toBe(items);
    expect(diagnoseCoverage(found.rows).length).toBe(found.rows.filter(({ complete }) => !complete).length);
  });
});

test('the ledger tells pages, retries, recorder and times', async () => {
  const resources = buckets(3).map((one, at) => ({ ...one, captured: `2026-01-0${at + 1}T00:00:00.000Z` }));
  const { rows, items } = await scan(
    { [EU]: { resources, pageSize: 2 } },
    once('SelectResourceConfig', 1, 'ThrottlingException'),
  );
  const row: AssessmentRow | undefined = rows[0];
  expect(row).toEqual({
    account: '123456789012',
    region: EU,
    type: BUCKET,
    expected: 3,
    expectedFrom: 'GetDiscoveredResourceCounts',
    seen: 3,
    failed: 0,
    pages: 2,
    retries: 1,
    errors: [],
    recorder: 'recording',
    oldestCapture: '2026-01-01T00:00:00.000Z',
    newestCapture: '2026-01-03T00:00:00.000Z',
    complete: true,
  });
  expect(items[0]).toMatchObject({
    accountId: '123456789012',
    region: EU,
    tags: { team: 'a' },
    configuration: { name: 'b0' },
  });
});

test('a fetched item keeps the tags of its row; one that no query gave has none reported', async () => {
  const { items } = await scan({
    [EU]: {
      resources: [
        { type: BUCKET, id: 'p', isPartial: true },
        { type: BUCKET, id: 'u', inSql: false },
      ],
    },
  });
  expect(items.map(({ resourceId, tags }) => [resourceId, tags])).toEqual([
    ['p', { team: 'a' }],
    ['u', null],
  ]);
});

test('asks for named columns, a hundred rows, and the account of STS', async () => {
  const { requests, rows } = await scan({ [EU]: { resources: buckets(1) } }, undefined, {
    account: undefined as never,
  });
  expect(rows[0]?.account).toBe('123456789012');
  const select = requests.find(({ operation }) => operation === 'SelectResourceConfig')?.input;
  expect(select).toEqual({
    Expression:
      "SELECT accountId, awsRegion, availabilityZone, resourceType, resourceId, resourceName, arn, tags, configuration, supplementaryConfiguration, relationships, configurationItemCaptureTime, configurationItemStatus, resourceCreationTime WHERE resourceType = 'AWS::S3::Bucket'",
    Limit: 100,
  });
});

test('stopping leaves a row for everything that was not reached', async () => {
  const controller = new AbortController();
  const fault: Fault = ({ operation, page }) => {
    if (operation === 'SelectResourceConfig' && page === 1) controller.abort();
    return undefined;
  };
  const { rows } = await scan({ [EU]: { resources: buckets(6), pageSize: 2 } }, fault, {
    types: [BUCKET, 'AWS::EC2::VPC'],
    signal: controller.signal,
  });
  expect(rows.map(line)).toEqual([
    `${EU} AWS::EC2::VPC 0/0 incomplete: the scan was stopped`,
    `${EU} ${BUCKET} 2/6 incomplete: the scan was stopped; 6 resources were counted but 2 could be read`,
  ]);
});

test('a reader that leaves early ends the scan', async () => {
  fake = await startFakeConfig({ [EU]: { resources: buckets(10), pageSize: 1 } });
  for await (const event of scanAws({
    regions: [EU],
    types: [BUCKET],
    account: '1',
    endpoint: fake.url,
    credentials,
    clock,
  })) {
    if (event.kind === 'batch') break;
  }
  const count = fake.requests.length;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(fake.requests.length).toBe(count);
});
