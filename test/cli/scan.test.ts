import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { type FakeRegion, type FakeResource, type Fault, startFakeConfig } from '../collectors/fake-config-server.ts';
import { isBuilt, run } from './run.ts';

const EU = 'eu-west-1';
const US = 'us-east-1';
const VOLUME = 'AWS::EC2::Volume';

const volumes = (count: number, encrypted = true): readonly FakeResource[] =>
  Array.from({ length: count }, (_, at) => ({ type: VOLUME, id: `vol-${at}`, configuration: { encrypted } }));

type Row = {
  readonly note: string;
  readonly regions: { readonly [region: string]: FakeRegion };
  readonly fault?: Fault;
  readonly exit: number;
  /** `region seen/expected` of every row, with `!` where it is not complete. */
  readonly coverage: readonly string[];
  /** Parts of the reasons of the gate. */
  readonly reasons?: readonly string[];
  readonly stderr?: readonly string[];
};

const ROWS: readonly Row[] = [
  { note: 'a healthy account', regions: { [EU]: { resources: volumes(5) } }, exit: 0, coverage: ['eu-west-1 5/5'] },
  {
    note: 'a healthy account with a finding',
    regions: { [EU]: { resources: volumes(2, false) } },
    exit: 1,
    coverage: ['eu-west-1 2/2'],
    reasons: ['2 findings at or above severity high'],
  },
  {
    note: 'throttling, then success',
    regions: { [EU]: { resources: volumes(3) } },
    fault: ({ operation, call }) =>
      operation === 'SelectResourceConfig' && call < 2 ? { status: 400, type: 'ThrottlingException' } : undefined,
    exit: 0,
    coverage: ['eu-west-1 3/3'],
  },
  {
    note: 'empty pages with a token',
    regions: { [EU]: { resources: volumes(5), emptyPages: true, pageSize: 2 } },
    exit: 0,
    coverage: ['eu-west-1 5/5'],
  },
  {
    note: 'credentials that expire between pages',
    regions: { [EU]: { resources: volumes(5), pageSize: 2 } },
    fault: ({ operation, page }) =>
      operation === 'SelectResourceConfig' && page > 0
        ? { status: 400, type: 'ExpiredTokenException', message: 'the token is too old' }
        : undefined,
    exit: 3,
    coverage: ['eu-west-1 2/5!'],
    reasons: ['ExpiredTokenException: the token is too old'],
    stderr: ['2 of 5 seen, incomplete: '],
  },
  {
    note: 'a region without access',
    regions: { [EU]: { resources: volumes(1) }, [US]: {} },
    fault: ({ region }) =>
      region === US ? { status: 400, type: 'AccessDeniedException', message: 'not allowed here' } : undefined,
    exit: 3,
    coverage: ['eu-west-1 1/1', 'us-east-1 0/?!'],
    reasons: ['us-east-1', 'AccessDeniedException: not allowed here'],
    stderr: ['123456789012 us-east-1 AWS::EC2::Volume: 0 of ? seen, incomplete: '],
  },
  {
    note: 'findings in one region, no access to another: failed, and both are told',
    regions: { [EU]: { resources: volumes(1, false) }, [US]: {} },
    fault: ({ region }) => (region === US ? { status: 400, type: 'AccessDeniedException' } : undefined),
    exit: 1,
    coverage: ['eu-west-1 1/1', 'us-east-1 0/?!'],
    reasons: ['1 finding at or above', 'AccessDeniedException'],
  },
  {
    note: 'a recorder that is off',
    regions: { [EU]: { resources: volumes(1), recorder: 'stopped' } },
    exit: 3,
    coverage: ['eu-west-1 1/1!'],
    reasons: ['recorder'],
  },
  {
    note: 'no recorder',
    regions: { [EU]: { resources: [], recorder: 'none' } },
    exit: 3,
    coverage: ['eu-west-1 0/0!'],
    reasons: ['recorder'],
  },
  {
    note: 'fewer seen than counted',
    regions: { [EU]: { resources: volumes(2), miscount: 3 } },
    exit: 3,
    coverage: ['eu-west-1 2/5!'],
    reasons: ['2 of 5'],
  },
];

type CoverageRow = {
  readonly region: string;
  readonly seen: number;
  readonly expected: number | null;
  readonly complete: boolean;
};

const environment = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };

describe.skipIf(!isBuilt)('scan aws', () => {
  const schema = JSON.parse(readFileSync('reporters/assessment.schema.json', 'utf8'));
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

  test.each(ROWS.map((row) => [row.note, row] as const))('%s', async (_, row) => {
    const fake = await startFakeConfig(row.regions, row.fault);
    try {
      const regions = Object.keys(row.regions).join(',');
      const args = ['scan', 'aws', '--regions', regions, '--types', VOLUME, '--endpoint', fake.url, '--format', 'json'];
      const ran = await run(args, { env: environment });
      const report = JSON.parse(ran.stdout);
      expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
      const coverage: readonly CoverageRow[] = report.run.coverage;
      expect(
        coverage.map((one) => `${one.region} ${one.seen}/${one.expected ?? '?'}${one.complete ? '' : '!'}`),
      ).toEqual(row.coverage);
      const reasons = report.gate.reasons.map(({ text }: { text: string }) => text).join('\n');
      expect({ exit: ran.exit, reasons: ran.exit === row.exit ? '' : reasons }).toEqual({
        exit: row.exit,
        reasons: '',
      });
      for (const reason of row.reasons ?? []) expect(reasons).toContain(reason);
      for (const text of row.stderr ?? []) expect(ran.stderr).toContain(text);
      expect(ran.stderr).not.toContain('Warning');
      for (const one of coverage) expect(ran.stderr).toContain(`123456789012 ${one.region} ${VOLUME}: `);
      if (coverage.some((one) => !one.complete)) {
        expect(report.notChecked.map(({ what }: { what: string }) => what)).toContain(VOLUME);
      }
    } finally {
      await fake.close();
    }
  });

  test.each([
    ['no regions', ['scan', 'aws'], '--regions'],
    ['an empty region', ['scan', 'aws', '--regions', 'a,,b'], 'empty entry'],
    ['an endpoint that is no URL', ['scan', 'aws', '--regions', EU, '--endpoint', 'nowhere'], 'is not a URL'],
  ])('%s', async (_, args, message) => {
    const ran = await run(args, { env: environment });
    expect(ran.exit).toBe(2);
    expect(ran.stderr).toContain(message);
  });

  test('nobody listens: indeterminate, with the reason', async () => {
    const args = ['scan', 'aws', '--regions', EU, '--types', VOLUME, '--endpoint', 'http://127.0.0.1:9'];
    const ran = await run(args, { env: environment });
    expect(ran.exit, ran.stderr).toBe(3);
    expect(ran.stderr).toContain('ECONNREFUSED');
  }, 60_000);
});
