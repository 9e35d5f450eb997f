import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCases } from './cases.ts';
import { compileCaseFailure, readCompileCases } from './compile-cases.ts';
import { runCase } from './run.ts';

const root = fileURLToPath(new URL('../../../shared/data/opa-conformance/', import.meta.url));
const isHere = existsSync(root);
if (!isHere) console.warn('SKIPPED: the conformance cases are not at ../shared/data');

describe.skipIf(!isHere).each(['v1', 'v0'] as const)('OPA conformance %s', (version) => {
  it('passes every case', { timeout: 120_000 }, () => {
    const failing = readCases(`${root}cases/${version}`).flatMap((testCase) => {
      const result = runCase(testCase, version);
      return result.passed ? [] : [`${testCase.note}: want ${result.want} got ${result.got}`.slice(0, 500)];
    });
    expect(failing).toEqual([]);
  });

  it('passes every compile case', () => {
    const failing = readCompileCases(`${root}compilecases/${version}`).flatMap((testCase) => {
      const failure = compileCaseFailure(testCase, version);
      return failure === undefined ? [] : [`${testCase.note}: ${failure}`];
    });
    expect(failing).toEqual([]);
  });
});
