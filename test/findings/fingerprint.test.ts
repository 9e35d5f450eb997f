import { describe, expect, test } from 'vitest';
import { collectFindings, formatPath, keyPath } from '../../engine/findings/index.ts';
import type { Denial, PolicyId, Result, Subject } from '../../engine/policies/index.ts';
import type { ResourceId } from '../../engine/resources/index.ts';

const NOW = '2026-11-23T12:00:00Z';

function result(
  denials: readonly Denial[],
  change: Partial<Subject> = {},
  policy = 'aws/s3-bucket-encryption',
): Result {
  const subject: Subject = {
    id: 'aws_s3_bucket.logs' as ResourceId,
    type: 'AWS::S3::Bucket',
    name: 'logs',
    source: { kind: 'terraform-plan', document: 'plan.json', address: 'aws_s3_bucket.logs', modules: [] },
    locate: () => ({ file: 'plan.json', row: 1, col: 1 }),
    contentKey: () => undefined,
    ...change,
  };
  return { policy: policy as PolicyId, severity: 'high', subject, verdict: 'fail', denials };
}

const fingerprints = (one: Result) =>
  collectFindings([one], { waivers: [], now: NOW }).findings.map((finding) => finding.fingerprint);
const denial = (path: Denial['path'], message = 'not encrypted'): Denial => ({ message, path });

describe('a fingerprint', () => {
  const [base] = fingerprints(result([denial(['Rules', 0, 'Kind'])]));

  test.for([
    { note: 'another message', other: result([denial(['Rules', 0, 'Kind'], 'reworded')]), same: true },
    {
      note: 'another file',
      other: result([denial(['Rules', 0, 'Kind'])], { locate: () => ({ file: 'b.json', row: 9, col: 9 }) }),
      same: true,
    },
    { note: 'another path', other: result([denial(['Rules', 1, 'Kind'])]), same: false },
    { note: 'a key that looks like an index', other: result([denial(['Rules', '0', 'Kind'])]), same: false },
    { note: 'another resource', other: result([denial(['Rules', 0, 'Kind'])], { id: 'b' as ResourceId }), same: false },
    { note: 'another policy', other: result([denial(['Rules', 0, 'Kind'])], {}, 'aws/other'), same: false },
  ])('$note: same $same', ({ other, same }) => {
    expect(fingerprints(other)[0] === base).toBe(same);
  });

  test('is the same for a list in another order, by content keys', () => {
    const rules = ['tcp/22/0.0.0.0/0', 'tcp/80/0.0.0.0/0'];
    const keyed = (order: readonly string[]): Partial<Subject> => ({
      contentKey: (path) => (path.length === 2 ? order[Number(path[1])] : undefined),
    });
    const first = fingerprints(result([denial(['Ingress', 0])], keyed(rules)));
    const second = fingerprints(result([denial(['Ingress', 1])], keyed([...rules].reverse())));
    expect(second).toEqual(first);
  });

  test('is stable: this value is in baselines', () => {
    expect(base).toBe('sha256:9e18df1ccf945392264b225663c229679f661b2a600e7ffb25e2b8e4c0a70a96');
  });
});

describe('denials of one result', () => {
  test('that share a path are counted, whatever they say', () => {
    const two = fingerprints(result([denial(['A'], 'x'), denial(['A'], 'y')]));
    expect(new Set(two).size).toBe(2);
    expect(two[0]).toBe(fingerprints(result([denial(['A'], 'z')]))[0]);
  });

  test('that are equal are one finding', () => {
    expect(fingerprints(result([denial(['A']), denial(['A'])]))).toHaveLength(1);
  });

  test('of a document policy without path are told apart by message, not by number', () => {
    const policy = 'document/main';
    const both = fingerprints(result([denial([], 'a'), denial([], 'b')], {}, policy));
    expect(fingerprints(result([denial([], 'b')], {}, policy))).toEqual([both[1]]);
  });

  test('of a failing result without any are one finding all the same', () => {
    const collected = collectFindings([result([])], { waivers: [], now: NOW });
    expect(collected.findings.map((finding) => finding.denial.message)).toEqual(['denied without a message']);
    expect(collected.results[0]!.verdict).toBe('fail');
  });
});

describe('a base', () => {
  test('makes what it has existing and leaves the rest new', () => {
    const one = result([denial(['A']), denial(['B'])]);
    const base = new Set(fingerprints(one).slice(0, 1));
    const { findings } = collectFindings([one], { waivers: [], now: NOW, base });
    expect(findings.map((finding) => `${finding.status} ${finding.isInBase}`)).toEqual(['existing true', 'new false']);
  });

  test('holds a finding through a moved block', () => {
    const base = new Set(fingerprints(result([denial(['A'])])));
    const moved = result([denial(['A'])], {
      id: 'module.a.aws_s3_bucket.logs' as ResourceId,
      previousId: 'aws_s3_bucket.logs' as ResourceId,
    });
    expect(collectFindings([moved], { waivers: [], now: NOW, base }).findings[0]!.status).toBe('existing');
  });

  test('does not hide one more denial at the same path', () => {
    const base = new Set(fingerprints(result([denial(['A'], 'x')])));
    const { findings } = collectFindings([result([denial(['A'], 'x'), denial(['A'], 'y')])], {
      waivers: [],
      now: NOW,
      base,
    });
    expect(findings.map((finding) => finding.status)).toEqual(['existing', 'new']);
  });
});

test('results come out sorted, whatever their order', () => {
  const list = ['b', 'a', 'c'].map((id) => result([denial(['A'])], { id: id as ResourceId }));
  const sorted = collectFindings(list, { waivers: [], now: NOW }).results.map((one) => one.result.subject.id);
  expect(sorted).toEqual(['a', 'b', 'c']);
});

test('unknown and error keep their verdict and have no findings', () => {
  const { subject, policy, severity } = result([]);
  const common = { subject, policy, severity };
  const collected = collectFindings(
    [
      { ...common, verdict: 'unknown', missing: [], denials: [denial(['A'])] },
      { ...common, policy: 'z' as PolicyId, verdict: 'error', diagnostics: [] },
    ],
    { waivers: [], now: NOW },
  );
  expect(collected.results.map((one) => one.verdict)).toEqual(['unknown', 'error']);
  expect(collected.findings).toEqual([]);
});

test.for([
  { path: ['a', 0, 'b'], want: 'a[0].b' },
  { path: ['a.b', 'c d'], want: '["a.b"]["c d"]' },
  { path: [], want: '' },
  { path: ['metadata', 'labels', 'app.kubernetes.io/name'], want: 'metadata.labels["app.kubernetes.io/name"]' },
] as const)('the path $want', ({ path, want }) => {
  expect(formatPath(path)).toBe(want);
});

test('a keyed path prints its content', () => {
  expect(
    formatPath(keyPath(['Ingress', 0, 'CidrIp'], (path) => (path.length === 2 ? 'tcp/22/0.0.0.0/0' : undefined))),
  ).toBe('Ingress[tcp/22/0.0.0.0/0].CidrIp');
});
