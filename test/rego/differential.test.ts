import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, RegoSet, toText } from '../../engine/rego/value/index.ts';
import { type Case, readCases } from '../conformance/cases.ts';
import { type Answer, type Backend, evaluateCase } from '../conformance/run.ts';
import { answerText, bothAnswers, sameAnswer } from './differential/compare.ts';
import { programText, randomProgram } from './random-programs.ts';

const root = fileURLToPath(new URL('../../../shared/data/opa-conformance/cases/', import.meta.url));

/** Cases in which the back ends may differ, with the reason. One that starts to agree has to be taken out. */
const APART: Readonly<Record<'v0' | 'v1', Readonly<Record<string, string>>>> = { v0: {}, v1: {} };

describe.each(['v1', 'v0'] as const)('OPA cases %s', (version) => {
  it.skipIf(!existsSync(root))('give the same on both back ends', { timeout: 120_000 }, () => {
    const differing = new Map<string, string>();
    for (const testCase of readCases(`${root}${version}`)) {
      const [js, interpreter] = [caseText(testCase, version, 'js'), caseText(testCase, version, 'interpreter')];
      if (js !== interpreter) differing.set(testCase.note, `js ${js} interpreter ${interpreter}`.slice(0, 400));
    }
    const known = APART[version];
    expect([...differing].filter(([note]) => !Object.hasOwn(known, note))).toEqual([]);
    expect(Object.keys(known).filter((note) => !differing.has(note))).toEqual([]);
  });
});

function caseText(testCase: Case, version: 'v0' | 'v1', backend: Backend): string {
  try {
    return caseAnswerText(evaluateCase(testCase, version, backend), testCase);
  } catch (error) {
    return `crash: ${error instanceof Error ? error.message : error}`;
  }
}

/** Solutions in no particular order, errors by their code and text. */
function caseAnswerText(answer: Answer, { sortBindings }: Case): string {
  if (answer.kind === 'errors') return answer.errors.map(({ code, message }) => `${code}: ${message}`).join(' | ');
  const solutions = RegoSet.of(answer.solutions).sorted();
  if (!sortBindings) return toText(solutions);
  return solutions
    .map((solution) =>
      Object.values(solution as object)
        .map(unordered)
        .join(),
    )
    .join();
}

function unordered(value: unknown): string {
  return Array.isArray(value) ? toText([...value].sort(compare)) : toText(value as never);
}

describe('random programs', () => {
  // fast-check makes the choices, so that a failing program is shown with as few of them as it takes.
  const programs = fc.gen().map((gen) => randomProgram((n) => gen(fc.nat, n - 1)));

  it.each([false, true])('give the same on both back ends, strict builtin errors %s', { timeout: 60_000 }, (strict) => {
    let compiled = 0;
    fc.assert(
      fc.property(programs, (program) => {
        const answers = bothAnswers(program, strict);
        if (answers === undefined) return;
        compiled++;
        const text = `${programText(program, 'p')}\n${JSON.stringify([program.input, program.base])}`;
        if (!sameAnswer(answers.js, answers.interpreter)) {
          expect(answerText(answers.js), text).toBe(answerText(answers.interpreter));
        }
      }),
      { numRuns: 300, seed: strict ? 2 : 1, interruptAfterTimeLimit: 10_000 },
    );
    expect(compiled).toBeGreaterThan(50);
  });
});
