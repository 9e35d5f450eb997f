import { describe, expect, test } from 'vitest';
import { buildPack, type PackFile } from '../../engine/evidence/index.ts';
import { hostileAssessment, sampleAssessment } from '../reporters/sample-assessment.ts';
import { makeKey, samplePack } from './sample-pack.ts';

const textOf = (files: readonly PackFile[], path: string) =>
  new TextDecoder().decode(files.find((file) => file.path === path)!.bytes);

test('a pack holds what the design names, sorted', () => {
  expect(samplePack([makeKey('ed25519')]).map((file) => file.path)).toEqual([
    'README-for-auditors.md',
    'SHA256SUMS',
    'controls.json',
    'gaps.json',
    'inputs/resources.jsonl',
    'manifest.dsse.json',
    'manifest.json',
    'parameters.json',
    'policies.json',
    'policies/_up/shared/lib%20tools.rego',
    'policies/aws/s3-bucket-encryption/policy.rego',
    'population.jsonl',
    'report/index.html',
    'results.jsonl',
    'scope.json',
    'waivers.json',
  ]);
});

test('the same assessment gives the same bytes, Ed25519 signature included', () => {
  const key = makeKey('ed25519');
  expect(samplePack([key])).toEqual(samplePack([key]));
});

test('the population reconciles', () => {
  const { population, verdicts } = JSON.parse(textOf(samplePack(), 'scope.json'));
  expect(population).toEqual({ total: 4, evaluated: 2, 'not-applicable': 0, excluded: 1, errored: 1 });
  expect(population.total).toBe(
    population.evaluated + population['not-applicable'] + population.excluded + population.errored,
  );
  expect(verdicts).toEqual({ pass: 2, fail: 3, unknown: 1, 'not-applicable': 1, waived: 1, error: 1 });
});

test('gaps name what was not checked and every control without support', () => {
  const gaps = JSON.parse(textOf(samplePack(), 'gaps.json'));
  expect(gaps.notChecked).toHaveLength(2);
  expect(gaps.controls.map((one: { control: string; status: string }) => `${one.control} ${one.status}`)).toEqual([
    'CC1.1 not-automated',
    'CC6.1 not-supported',
    'CC6.6 waived',
    'CC7.2 indeterminate',
    'A1.2 not-supported',
  ]);
});

describe('secrets', () => {
  const [first] = sampleAssessment.resources;
  const secretive = {
    ...sampleAssessment,
    resources: [
      { ...first!, sensitive: [['Password'], ['Users', 1, 'Token']], nativeSensitive: [['password']] },
      ...sampleAssessment.resources.slice(1),
    ],
  };
  const input = {
    properties: { Password: 'hunter2', Users: [{ Token: 'kept' }, { Token: 'hunter2', Name: 'b' }], Empty: null },
    native: { password: 'hunter2' },
    change: { before: { password: 'hunter2', name: 'a' } },
  };

  test('are taken out of properties, native and the state before', () => {
    const pack = buildPack(secretive, { policyFiles: [], reports: [], inputs: [{ resource: first!.id, input }] });
    const text = textOf(pack, 'inputs/resources.jsonl');
    expect(text).not.toContain('hunter2');
    expect(JSON.parse(text).input).toEqual({
      properties: {
        Password: '(sensitive)',
        Users: [{ Token: 'kept' }, { Token: '(sensitive)', Name: 'b' }],
        Empty: null,
      },
      native: { password: '(sensitive)' },
      change: { before: { password: '(sensitive)', name: 'a' } },
    });
  });
});

test('hostile names stay data', () => {
  const pack = samplePack([], hostileAssessment);
  for (const { path } of pack) expect(path).toMatch(/^[A-Za-z0-9._%/-]+$/);
  expect(textOf(pack, 'results.jsonl').trimEnd().split('\n')).toHaveLength(hostileAssessment.results.length);
});

test('an assessment whose controls do not follow from its results makes no pack', () => {
  const [first, ...rest] = sampleAssessment.controls;
  const wrong = { ...sampleAssessment, controls: [{ ...first!, status: 'supported' as const }, ...rest] };
  expect(() => samplePack([], wrong)).toThrow('do not follow from its results');
});

test.for(['../outside.html', '/etc/passwd', 'report\\index.html', 'Scope.json', ''])(
  'the report path %j is refused',
  (path) => {
    const build = () => buildPack(sampleAssessment, { policyFiles: [], inputs: [], reports: [{ path, text: '' }] });
    expect(build).toThrow('the pack file');
  },
);
