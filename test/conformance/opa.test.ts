import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCases } from './cases.ts';
import { GAPS } from './gaps.ts';
import { runCase } from './run.ts';

const root = fileURLToPath(new URL('../../../shared/data/opa-conformance/cases/', import.meta.url));

describe.each(['v1', 'v0'] as const)('OPA conformance %s', (version) => {
  it.skipIf(!existsSync(root))('fails exactly where gaps.ts says so', { timeout: 120_000 }, () => {
    const failing = new Map<string, string>();
    for (const testCase of readCases(`${root}${version}`)) {
      const result = runCase(testCase, version);
      if (!result.passed) failing.set(testCase.note, `want ${result.want} got ${result.got}`.slice(0, 300));
    }
    const known = GAPS[version];
    const unexpected = [...failing].filter(([note]) => !Object.hasOwn(known, note));
    const passing = Object.keys(known).filter((note) => !failing.has(note));
    expect(unexpected, 'these fail and are not in gaps.ts').toEqual([]);
    expect(passing, 'these pass: take them out of gaps.ts').toEqual([]);
  });
});
