import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../engine/diagnostics/index.ts';
import type { Finding, JudgedResult, Severity, Verdict } from '../../engine/findings/index.ts';
import { decideGate, type GateInput, gateOfDiagnostics } from '../../engine/gate/index.ts';

const result = (verdict: Verdict, severity: Severity = 'high') =>
  ({ verdict, result: { severity }, findings: [] }) as unknown as JudgedResult;
const finding = (status: Finding['status'], severity: Severity) => ({ status, severity }) as unknown as Finding;
const error = (code: Diagnostic['code']): Diagnostic => ({ code, message: `${code} happened`, severity: 'error' });

const PASSING: GateInput = {
  results: [result('pass')],
  findings: [],
  controls: [],
  thresholds: { failOn: 'high', unknownBlocks: undefined, allowUncovered: false },
  counts: { documents: 1, resources: 1, policies: 1, uncovered: 0 },
  diagnostics: [],
  incomplete: [],
};

type Case = {
  readonly note: string;
  readonly given: Partial<GateInput>;
  readonly exit: number;
  readonly reasons: readonly string[];
};

const counts = (change: Partial<GateInput['counts']>) => ({ ...PASSING.counts, ...change });

const CASES: readonly Case[] = [
  { note: 'all pass', given: {}, exit: 0, reasons: [] },
  {
    note: 'a finding at the threshold',
    given: { findings: [finding('new', 'high')] },
    exit: 1,
    reasons: ['failed: 1 finding at or above severity high'],
  },
  {
    note: 'a finding above it',
    given: { findings: [finding('new', 'critical')] },
    exit: 1,
    reasons: ['failed: 1 finding at or above severity high'],
  },
  {
    note: 'a finding below it',
    given: { findings: [finding('new', 'medium')] },
    exit: 0,
    reasons: ['passed: 1 finding below severity high'],
  },
  {
    note: 'a finding of the base',
    given: { findings: [finding('existing', 'critical')] },
    exit: 0,
    reasons: ['passed: 1 finding already in the base'],
  },
  {
    note: 'a waived finding',
    given: { findings: [finding('waived', 'critical')] },
    exit: 0,
    reasons: ['passed: 1 finding waived'],
  },
  {
    note: 'everything counts at low',
    given: { findings: [finding('new', 'low')], thresholds: { ...PASSING.thresholds, failOn: 'low' } },
    exit: 1,
    reasons: ['failed: 1 finding at or above severity low'],
  },
  {
    note: 'unknown, allowed',
    given: { results: [result('unknown')] },
    exit: 0,
    reasons: ['passed: 1 result unknown'],
  },
  {
    note: 'unknown that blocks',
    given: {
      results: [result('unknown'), result('unknown', 'low')],
      thresholds: { ...PASSING.thresholds, unknownBlocks: 'medium' },
    },
    exit: 3,
    reasons: ['indeterminate: 1 result unknown at or above severity medium', 'passed: 1 result unknown'],
  },
  {
    note: 'a verdict error',
    given: { results: [result('error', 'low')] },
    exit: 3,
    reasons: ['indeterminate: 1 result could not be evaluated (verdict error)'],
  },
  {
    note: 'no policy',
    given: { results: [], counts: counts({ policies: 0 }) },
    exit: 3,
    reasons: ['indeterminate: no policy was loaded, so nothing was judged'],
  },
  {
    note: 'no document',
    given: { results: [], counts: counts({ documents: 0, resources: 0 }) },
    exit: 3,
    reasons: ['indeterminate: nothing was evaluated: no document that can be judged was read'],
  },
  {
    note: 'a document without resources',
    given: { results: [], counts: counts({ resources: 0 }) },
    exit: 0,
    reasons: ['passed: 1 document without resources: nothing to judge'],
  },
  {
    note: 'resources, none covered',
    given: { results: [], counts: counts({ resources: 3, uncovered: 3 }) },
    exit: 3,
    reasons: ['indeterminate: nothing was evaluated: no policy applies to any of the 3 resources'],
  },
  {
    note: 'resources, all not applicable',
    given: { results: [result('not-applicable')], counts: counts({ uncovered: 1 }) },
    exit: 3,
    reasons: ['indeterminate: nothing was evaluated: no policy applies to the only resource'],
  },
  {
    note: 'resources, none covered, allowed',
    given: {
      results: [],
      counts: counts({ uncovered: 1 }),
      thresholds: { ...PASSING.thresholds, allowUncovered: true },
    },
    exit: 0,
    reasons: ['passed: nothing was evaluated: no policy applies to the only resource'],
  },
  {
    note: 'some not covered',
    given: { counts: counts({ resources: 3, uncovered: 2 }) },
    exit: 0,
    reasons: ['passed: no policy applies to 2 resources'],
  },
  { note: 'document policies without resources', given: { counts: counts({ resources: 0 }) }, exit: 0, reasons: [] },
  {
    note: 'an unreadable input',
    given: { diagnostics: [error('input_json_invalid')] },
    exit: 2,
    reasons: ['bad-input: input_json_invalid happened'],
  },
  {
    note: 'a policy that does not compile',
    given: { diagnostics: [error('rego_parse_error')] },
    exit: 2,
    reasons: ['bad-input: rego_parse_error happened'],
  },
  {
    note: 'a malformed waiver',
    given: { diagnostics: [error('waiver_invalid')] },
    exit: 2,
    reasons: ['bad-input: waiver_invalid happened'],
  },
  {
    note: 'a plan with an error',
    given: { diagnostics: [error('plan_errored')] },
    exit: 3,
    reasons: ['indeterminate: plan_errored happened'],
  },
  {
    note: 'a scan cut short',
    given: { diagnostics: [error('scan_incomplete')] },
    exit: 3,
    reasons: ['indeterminate: scan_incomplete happened'],
  },
  {
    note: 'our own failure',
    given: { diagnostics: [error('internal_error')] },
    exit: 4,
    reasons: ['internal-error: internal_error happened'],
  },
  {
    note: 'warnings change nothing',
    given: { diagnostics: [{ ...error('input_template'), severity: 'warning' }] },
    exit: 0,
    reasons: [],
  },
  {
    note: 'an incomplete population',
    given: { incomplete: [{ what: 'AWS::S3::Bucket', reason: 'access denied in eu-west-1' }] },
    exit: 3,
    reasons: ['indeterminate: not all of AWS::S3::Bucket was seen: access denied in eu-west-1'],
  },
];

test.for(CASES)('$note: exit $exit', ({ given, exit, reasons }) => {
  const gate = decideGate({ ...PASSING, ...given });
  expect(gate.reasons.map(({ status, text }) => `${status}: ${text}`)).toEqual(reasons);
  expect(gate.exitCode).toBe(exit);
});

describe('where several hold', () => {
  const parts: Readonly<Record<number, Partial<GateInput>>> = {
    4: { diagnostics: [error('internal_error')] },
    2: { diagnostics: [error('input_unreadable')] },
    1: { findings: [finding('new', 'high')] },
    3: { results: [result('error')] },
  };
  const PRECEDENCE = [4, 2, 1, 3];

  test.for(PRECEDENCE.flatMap((first, index) => PRECEDENCE.slice(index + 1).map((second) => ({ first, second }))))(
    '$first comes before $second, and both are told',
    ({ first, second }) => {
      const diagnostics = [parts[first]!, parts[second]!].flatMap((part) => part.diagnostics ?? []);
      const gate = decideGate({ ...PASSING, ...parts[second], ...parts[first], diagnostics });
      expect(gate.exitCode).toBe(first);
      expect(gate.reasons).toHaveLength(2);
    },
  );
});

test('a run without a verdict is decided by its diagnostics', () => {
  expect(gateOfDiagnostics([error('usage')]).exitCode).toBe(2);
  expect(gateOfDiagnostics([error('usage'), error('internal_error')]).exitCode).toBe(4);
  expect(gateOfDiagnostics([])).toMatchObject({ exitCode: 3, reasons: [{ text: 'nothing was evaluated' }] });
});

test('an equal diagnostic is told once', () => {
  expect(decideGate({ ...PASSING, diagnostics: [error('usage'), error('usage')] }).reasons).toHaveLength(1);
});
