import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCases } from './cases.ts';
import { runCase } from './run.ts';

const root = fileURLToPath(new URL('../../../shared/data/opa-conformance/cases/', import.meta.url));
const baseline = fileURLToPath(new URL('gaps.json', import.meta.url));

/** Cases that do not pass yet: note to reason. A case that starts to pass has to be taken out (UPDATE_GOLDEN=1 does). */
type Gaps = { readonly [version in 'v0' | 'v1']: Readonly<Record<string, string>> };

const gaps = JSON.parse(readFileSync(baseline, 'utf8')) as Gaps;
const found: Record<string, Record<string, string>> = {};

describe.each(['v1', 'v0'] as const)('OPA conformance %s', (version) => {
  it.skipIf(!existsSync(root))('fails exactly where gaps.json says so', { timeout: 120_000 }, () => {
    const failing = new Map<string, string>();
    for (const testCase of readCases(`${root}${version}`)) {
      const result = runCase(testCase, version);
      if (!result.passed) failing.set(testCase.note, `want ${result.want} got ${result.got}`.slice(0, 300));
    }
    const known = gaps[version];
    if (process.env.UPDATE_GOLDEN === '1') {
      const rows = [...failing.keys()].sort().map((note) => [note, known[note] ?? 'not looked at yet']);
      found[version] = Object.fromEntries(rows);
      writeFileSync(baseline, `${JSON.stringify({ ...gaps, ...found }, null, 2)}\n`);
      return;
    }
    const unexpected = [...failing].filter(([note]) => !Object.hasOwn(known, note));
    const passing = Object.keys(known).filter((note) => !failing.has(note));
    expect(unexpected, 'these fail and are not in gaps.json').toEqual([]);
    expect(passing, 'these pass: take them out of gaps.json').toEqual([]);
  });
});
