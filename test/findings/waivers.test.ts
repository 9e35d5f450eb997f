import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderDiagnostic } from '../../engine/diagnostics/index.ts';
import { collectFindings, matchesPattern, type Waiver } from '../../engine/findings/index.ts';
import { parseWaivers } from '../../engine/findings/waiver-file.ts';
import type { PolicyId, Result, ResultVerdict } from '../../engine/policies/index.ts';
import type { ResourceId } from '../../engine/resources/index.ts';

// One seed for every run: what is found once is found again.
fc.configureGlobal({ seed: 20_261_123 });

const GOOD = `waivers:
  - policy: aws/s3-bucket-encryption
    resource: aws_s3_bucket.logs
    reason: holds public data only
    owner: web-team
    approver: security
    created: 2026-10-01
    expires: 2026-12-31
    compensatingControl: nightly inventory
    ticket: WEB-12
`;

const told = (text: string, days?: number) =>
  parseWaivers(text, 'probity.waivers.yaml', days).diagnostics.map((one) => {
    const { row, col } = one.place!;
    return `${row}:${col} ${one.code}: ${one.message}`;
  });

test('a waiver file is read with places', () => {
  const { waivers, diagnostics } = parseWaivers(GOOD, 'probity.waivers.yaml');
  expect(diagnostics).toEqual([]);
  expect(waivers).toEqual([
    {
      policy: 'aws/s3-bucket-encryption',
      resource: 'aws_s3_bucket.logs',
      reason: 'holds public data only',
      owner: 'web-team',
      approver: 'security',
      created: '2026-10-01',
      expires: '2026-12-31',
      compensatingControl: 'nightly inventory',
      ticket: 'WEB-12',
      place: { file: 'probity.waivers.yaml', row: 2, col: 5 },
    },
  ]);
});

const WRONG: readonly { readonly note: string; readonly text: string; readonly want: readonly string[] }[] = [
  {
    note: 'no approver',
    text: GOOD.replace(/ +approver.*\n/, ''),
    want: ['2:5 waiver_invalid: a waiver lacks `approver`'],
  },
  {
    note: 'no expiry',
    text: GOOD.replace(/ +expires.*\n/, ''),
    want: ['2:5 waiver_invalid: a waiver lacks `expires`'],
  },
  {
    note: 'approved by its owner',
    text: GOOD.replace('security', '"@Web-Team "'),
    want: ['6:15 waiver_invalid: `approver` is the owner'],
  },
  {
    note: 'no such day',
    text: GOOD.replace('2026-12-31', '2026-02-30'),
    want: ['8:14 waiver_invalid: `expires` is not a date'],
  },
  {
    note: 'another form of date',
    text: GOOD.replace('2026-12-31', '31.12.2026'),
    want: ['8:14 waiver_invalid: `expires` is not a date'],
  },
  {
    note: 'expires before it begins',
    text: GOOD.replace('2026-12-31', '2026-09-01'),
    want: ['8:14 waiver_invalid: `expires` is before `created`'],
  },
  {
    note: 'too long',
    text: GOOD.replace('2026-12-31', '2028-10-01'),
    want: ['8:14 waiver_invalid: a waiver may last 365 days, this one lasts 731'],
  },
  {
    note: 'names nothing',
    text: GOOD.replace(/ +resource.*\n/, ''),
    want: ['2:5 waiver_invalid: a waiver names neither `resource` nor `fingerprint`'],
  },
  {
    note: 'names everything',
    text: GOOD.replace('aws_s3_bucket.logs', '"*"'),
    want: ['3:15 waiver_invalid: a waiver may not name every resource'],
  },
  {
    note: 'a fingerprint of another form',
    text: GOOD.replace('resource: aws_s3_bucket.logs', 'fingerprint: abc'),
    want: ['3:18 waiver_invalid: `fingerprint` is not `sha256:` and 64 hex digits'],
  },
  {
    note: 'a misspelt key',
    text: GOOD.replace('expires:', 'expire:'),
    want: ['8:5 waiver_invalid: unknown key `expire` in a waiver', '2:5 waiver_invalid: a waiver lacks `expires`'],
  },
  {
    note: 'a value that is a list',
    text: GOOD.replace('web-team', '[a, b]'),
    want: ['5:12 waiver_invalid: `owner` of a waiver is not text'],
  },
  {
    note: 'an empty value',
    text: GOOD.replace('holds public data only', '""'),
    want: ['4:13 waiver_invalid: `reason` of a waiver is not text'],
  },
  {
    note: 'a list at the top',
    text: '- policy: a\n',
    want: ['1:1 waiver_invalid: a waiver file is a mapping with the list `waivers`'],
  },
  {
    note: 'an entry that is text',
    text: 'waivers:\n  - hello\n',
    want: ['2:5 waiver_invalid: a waiver is a mapping of `policy`, `reason` and so on'],
  },
  {
    note: 'an unknown key at the top',
    text: 'waiver: []\n',
    want: ['1:1 waiver_invalid: unknown key `waiver` in the waiver file'],
  },
  {
    note: 'another version',
    text: 'version: 2\nwaivers: []\n',
    want: ['1:1 waiver_invalid: the only `version` of waiver files is 1'],
  },
];

test.for(WRONG)('not applied: $note', ({ text, want }) => {
  expect(told(text)).toEqual(want);
  expect(parseWaivers(text, 'w.yaml').waivers).toEqual([]);
});

test('text that is not YAML is told at its place', () => {
  expect(told('waivers: [\n')[0]).toMatch(/^\d+:\d+ waiver_invalid: the waiver file is not YAML: /);
  expect(told('a: 1\na: 2\n')[0]).toMatch(/^2:1 waiver_invalid: the waiver file is not YAML: /);
});

test('the place is shown with the line', () => {
  const [one] = parseWaivers(GOOD.replace('2026-12-31', '2026-02-30'), 'probity.waivers.yaml').diagnostics;
  expect(renderDiagnostic(one!)).toContain('8 |     expires: 2026-02-30');
});

test('one wrong waiver does not take the others with it', () => {
  const text = `${GOOD}${GOOD.replace('waivers:\n', '').replace('2026-12-31', 'never')}`;
  expect(parseWaivers(text, 'w.yaml').waivers).toHaveLength(1);
});

test('a longest life can be set', () => {
  expect(told(GOOD, 30)).toEqual(['8:14 waiver_invalid: a waiver may last 30 days, this one lasts 91']);
});

test.for(['', 'waivers:\n', 'waivers: []\n', '# nothing\n'])('an empty file %j has no waivers', (text) => {
  expect(parseWaivers(text, 'w.yaml')).toEqual({ waivers: [], diagnostics: [] });
});

test('reading never throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((json) => `waivers: ${json}`),
      ),
      (text) => {
        parseWaivers(text, 'w.yaml');
      },
    ),
  );
  expect(told(`waivers: ${'['.repeat(20_000)}`).length).toBeGreaterThan(0);
});

describe('in a run', () => {
  const common = {
    policy: 'aws/s3-bucket-encryption' as PolicyId,
    severity: 'high' as const,
    subject: {
      id: 'prod/aws_s3_bucket.logs' as ResourceId,
      type: 'AWS::S3::Bucket',
      name: 'logs',
      source: { kind: 'terraform-plan', document: 'plan.json', address: 'aws_s3_bucket.logs', modules: [] },
      locate: () => ({ file: 'plan.json', row: 1, col: 1 }),
      contentKey: () => undefined,
    },
  };
  const failing: Result = {
    ...common,
    verdict: 'fail',
    denials: [
      { message: 'a', path: ['A'] },
      { message: 'b', path: ['B'] },
    ],
  };
  const [waiver] = parseWaivers(GOOD, 'probity.waivers.yaml').waivers;
  const run = (change: Partial<Waiver>, now = '2026-11-23T12:00:00Z', results: readonly Result[] = [failing]) => {
    const collected = collectFindings(results, { waivers: [{ ...waiver!, ...change }], now });
    return {
      verdict: collected.results[0]!.verdict,
      statuses: collected.findings.map((finding) => finding.status).join(' '),
      codes: collected.diagnostics.map((one) => `${one.severity} ${one.code}`).join(' '),
    };
  };

  test.for([
    { note: 'in force', change: {}, now: '2026-11-23T12:00:00Z', want: ['waived', 'waived waived', ''] },
    {
      note: 'last second',
      change: {},
      now: '2026-12-31T23:59:59Z',
      want: ['waived', 'waived waived', 'warning waiver_expiring'],
    },
    { note: 'expired', change: {}, now: '2027-01-01T00:00:00Z', want: ['fail', 'new new', 'warning waiver_expired'] },
    {
      note: 'expires soon',
      change: {},
      now: '2026-12-20T00:00:00Z',
      want: ['waived', 'waived waived', 'warning waiver_expiring'],
    },
    { note: 'not yet', change: {}, now: '2026-09-30T23:59:59Z', want: ['fail', 'new new', 'error waiver_invalid'] },
    {
      note: 'by id',
      change: { resource: 'prod/aws_s3_bucket.logs' },
      now: '2026-11-23T12:00:00Z',
      want: ['waived', 'waived waived', ''],
    },
    {
      note: 'by pattern',
      change: { resource: 'aws_s3_bucket.*' },
      now: '2026-11-23T12:00:00Z',
      want: ['waived', 'waived waived', ''],
    },
    {
      note: 'another resource',
      change: { resource: 'aws_s3_bucket.log' },
      now: '2026-11-23T12:00:00Z',
      want: ['fail', 'new new', 'notice waiver_unused'],
    },
    {
      note: 'another policy',
      change: { policy: 'aws/other' },
      now: '2026-11-23T12:00:00Z',
      want: ['fail', 'new new', 'notice waiver_unused'],
    },
    {
      note: 'a date that is none',
      change: { expires: 'never' },
      now: '2026-11-23T12:00:00Z',
      want: ['fail', 'new new', 'error waiver_invalid'],
    },
  ])('$note', ({ change, now, want }) => {
    const { verdict, statuses, codes } = run(change, now);
    expect([verdict, statuses, codes]).toEqual(want);
  });

  test('by fingerprint it takes one finding, and the result still fails', () => {
    const [first] = collectFindings([failing], { waivers: [], now: '2026-11-23T12:00:00Z' }).findings;
    const { resource: _, ...rest } = waiver!;
    const collected = collectFindings([failing], {
      waivers: [{ ...rest, fingerprint: first!.fingerprint }],
      now: '2026-11-23T12:00:00Z',
    });
    expect(collected.findings.map((finding) => finding.status)).toEqual(['waived', 'new']);
    expect(collected.results[0]!.verdict).toBe('fail');
  });

  test.for<ResultVerdict>([
    { verdict: 'unknown', missing: [], denials: [] },
    { verdict: 'error', diagnostics: [] },
    { verdict: 'pass' },
  ])('a waiver never changes $verdict', (of) => {
    expect(run({}, '2026-11-23T12:00:00Z', [{ ...common, ...of }])).toMatchObject({
      verdict: of.verdict,
      codes: 'notice waiver_unused',
    });
  });

  test('the exception of a document policy is waived with its reason', () => {
    const exempt: Result = {
      ...common,
      verdict: 'waived',
      reason: 'by exception',
      denials: [{ message: 'a', path: [] }],
    };
    const { results } = collectFindings([exempt], { waivers: [], now: '2026-11-23T12:00:00Z' });
    expect(results[0]).toMatchObject({
      verdict: 'waived',
      findings: [{ status: 'waived', waivedBecause: 'by exception' }],
    });
  });
});

test.for([
  ['a*c', 'abc', true],
  ['a*c', 'abcd', false],
  ['*.b', 'a.b', true],
  ['a*', 'a', true],
  ['a**b', 'ab', true],
  ['a', 'ab', false],
  ['*a*b*', 'xaybz', true],
  ['module.x["a.b"]', 'module.x["a.b"]', true],
] as const)('the pattern %s and %s: %s', ([pattern, text, want]) => {
  expect(matchesPattern(pattern, text)).toBe(want);
});

test('patterns agree with the obvious regular expression', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
  fc.assert(
    fc.property(words, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 }), (pattern, text) => {
      expect(matchesPattern(pattern, text)).toBe(new RegExp(`^${pattern.replaceAll(/\*+/g, '.*')}$`).test(text));
    }),
  );
});
