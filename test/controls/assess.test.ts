import { expect, test } from 'vitest';
import { assessControls, type Catalog, type ControlId, type ControlOptions } from '../../engine/controls/index.ts';
import type { JudgedResult, Verdict } from '../../engine/findings/index.ts';
import type { PolicyId } from '../../engine/policies/index.ts';

const row = (policies: readonly string[], strength: 'direct' | 'partial' | 'indirect' = 'direct') => ({
  control: 'T.1' as ControlId,
  policies: policies as readonly PolicyId[],
  strength,
  rationale: 'because',
  source: 'https://example.com/',
});

const catalog: Catalog = {
  framework: 'test',
  version: '1',
  title: 'Test',
  controls: [
    { id: 'T.1' as ControlId, title: 'First', group: 'All' },
    { id: 'T.2' as ControlId, title: 'Second', group: 'All', notAutomated: 'a matter of people' },
  ],
  mapping: [row(['p/a'], 'partial'), row(['p/b'])],
};

const RAN: ControlOptions['policies'] = ['p/a', 'p/b'].map((id) => ({
  id: id as PolicyId,
  metadata: { resourceTypes: [`T::${id}`] },
}));

function assess(verdicts: readonly string[], options: Partial<ControlOptions> = {}) {
  const results = verdicts.map((text) => {
    const [policy, verdict] = text.split(' ');
    return {
      verdict: verdict as Verdict,
      result: { policy: policy as PolicyId },
      findings: [],
    } as unknown as JudgedResult;
  });
  return assessControls([catalog], results, { policies: RAN, incomplete: [], ...options });
}

type Case = {
  readonly note: string;
  readonly verdicts: readonly string[];
  readonly options?: Partial<ControlOptions>;
  readonly want: string;
};

const CASES: readonly Case[] = [
  { note: 'both pass', verdicts: ['p/a pass', 'p/b pass'], want: 'supported' },
  { note: 'one passes, the other has nothing to judge', verdicts: ['p/a pass'], want: 'supported' },
  { note: 'one fails', verdicts: ['p/a pass', 'p/b fail'], want: 'not-supported' },
  { note: 'a failure is worse than an error', verdicts: ['p/a error', 'p/b fail'], want: 'not-supported' },
  { note: 'one unknown among passes', verdicts: ['p/a pass', 'p/a pass', 'p/b unknown'], want: 'indeterminate' },
  { note: 'one error among passes', verdicts: ['p/a pass', 'p/b error'], want: 'indeterminate' },
  { note: 'unknown is worse than waived', verdicts: ['p/a waived', 'p/b unknown'], want: 'indeterminate' },
  { note: 'one waived among passes', verdicts: ['p/a pass', 'p/b waived'], want: 'waived' },
  { note: 'only not applicable', verdicts: ['p/a not-applicable'], want: 'no-resources' },
  { note: 'nothing at all', verdicts: [], want: 'no-resources' },
  {
    note: 'a mapped policy did not run',
    verdicts: ['p/a pass'],
    options: { policies: RAN.slice(0, 1) },
    want: 'indeterminate',
  },
  { note: 'no mapped policy ran', verdicts: [], options: { policies: [] }, want: 'indeterminate' },
  {
    note: 'a type is incomplete',
    verdicts: ['p/a pass', 'p/b pass'],
    options: { incomplete: [{ type: 'T::p/b', reason: 'denied' }] },
    want: 'indeterminate',
  },
  {
    note: 'everything may be incomplete',
    verdicts: [],
    options: { incomplete: [{ type: '*', reason: 'denied' }] },
    want: 'indeterminate',
  },
  {
    note: 'another type is incomplete',
    verdicts: ['p/a pass'],
    options: { incomplete: [{ type: 'T::other', reason: 'denied' }] },
    want: 'supported',
  },
  {
    note: 'incomplete, and failing all the same',
    verdicts: ['p/a fail'],
    options: { incomplete: [{ type: '*', reason: 'denied' }] },
    want: 'not-supported',
  },
];

test.for(CASES)('$note: $want', ({ verdicts, options, want }) => {
  const [first, second] = assess(verdicts, options);
  expect(first!.status).toBe(want);
  expect(second!.status).toBe('not-automated');
});

test('every control comes out, with its policies, counts, strength and reason', () => {
  expect(assess(['p/a pass', 'p/a unknown'])).toEqual([
    {
      framework: 'test',
      version: '1',
      control: 'T.1',
      title: 'First',
      group: 'All',
      status: 'indeterminate',
      reason: '1 result not known before apply',
      strength: 'direct',
      policies: ['p/a', 'p/b'],
      counts: { pass: 1, fail: 0, unknown: 1, 'not-applicable': 0, waived: 0, error: 0 },
    },
    {
      framework: 'test',
      version: '1',
      control: 'T.2',
      title: 'Second',
      group: 'All',
      status: 'not-automated',
      reason: 'a matter of people',
      policies: [],
      counts: { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0, waived: 0, error: 0 },
    },
  ]);
});
