import type { Diagnostic } from '../../engine/diagnostics/index.ts';
import type { RegoVersion } from '../../engine/rego/ast/index.ts';
import { type BuiltinCapabilities, pureContext } from '../../engine/rego/builtins/context.ts';
import { fn, nil, str } from '../../engine/rego/builtins/declaration.ts';
import { ALL_CAPABILITIES, compileModules } from '../../engine/rego/compile.ts';
import { interpret } from '../../engine/rego/interpreter/index.ts';
import { parseModuleBuiltin } from '../../engine/rego/parse-module.ts';
import { parseTerm } from '../../engine/rego/parser/index.ts';
import { valueOfTerm } from '../../engine/rego/term-value.ts';
import { compare, RegoSet, type RegoValue, toJson, toJsonText } from '../../engine/rego/value/index.ts';
import type { Case } from './cases.ts';

/** How a case went. `want` and `got` are one line each. */
export type CaseResult =
  | { readonly passed: true }
  | { readonly passed: false; readonly want: string; readonly got: string };

const PASSED: CaseResult = { passed: true };

/** What evaluates a case: the generated JavaScript or the reference interpreter. */
export type Backend = 'js' | 'interpreter';

/** Runs one case. Never throws: a crash of ours is a failure of the case. */
export function runCase(testCase: Case, regoVersion: RegoVersion, backend: Backend = 'js'): CaseResult {
  try {
    return judge(testCase, evaluateCase(testCase, regoVersion, backend));
  } catch (error) {
    return failed(
      wantText(testCase),
      `crash: ${error instanceof Error ? error.stack?.split('\n').slice(0, 4).join(' ') : error}`,
    );
  }
}

/** What OPA's own test program has besides Rego's builtins; the clock of an evaluation stands still anyway. */
const TEST_BUILTINS = new Map([['test.sleep', { declaration: fn([str], nil), implementation: () => null }]]);

/** The world as the cases expect it; requests are only checked, none is sent. */
const WORLD: BuiltinCapabilities = {
  runtime: () => ({}),
  lookupIpAddr: (host) => (host === 'localhost' ? ['127.0.0.1', '::1'] : [host]),
  parseModule: (file, text) => parseModuleBuiltin(pureContext(), file, text) ?? null,
};

export type Answer =
  | { readonly kind: 'solutions'; readonly solutions: readonly RegoValue[] }
  | { readonly kind: 'errors'; readonly errors: readonly Diagnostic[] };

/** The solutions of a case's query, or all errors. Throws what is a bug of ours. */
export function evaluateCase(testCase: Case, regoVersion: RegoVersion, backend: Backend): Answer {
  const modules = Object.fromEntries(testCase.modules.map((text, index) => [`test-${index}.rego`, text]));
  const compiled = compileModules({
    modules,
    data: testCase.data as RegoValue,
    regoVersion,
    experimentalKeywords: testCase.experimentalKeywords,
    capabilities: { ...ALL_CAPABILITIES, extra: TEST_BUILTINS },
  });
  if (!compiled.ok) return { kind: 'errors', errors: compiled.diagnostics };
  const program = compiled.value;
  const evaluator = backend === 'js' ? program : interpret(program.compiled, program.data, regoVersion);
  const answer = evaluator.query(testCase.query, inputOf(testCase), {
    now: 1_790_000_000_000_000_000n,
    strictBuiltinErrors: testCase.strictError,
    capabilities: WORLD,
  });
  if (!answer.ok) return { kind: 'errors', errors: answer.diagnostics };
  if (!answer.value.ok) return { kind: 'errors', errors: [answer.value.failure] };
  return { kind: 'solutions', solutions: answer.value.value };
}

function inputOf(testCase: Case): RegoValue | undefined {
  if (testCase.inputTerm === undefined) return testCase.hasInput ? (testCase.input as RegoValue) : undefined;
  const term = parseTerm({ name: 'input', text: testCase.inputTerm }, { regoVersion: 'v1' });
  const value = term.ok ? valueOfTerm(term.value) : undefined;
  if (value === undefined) throw new Error(`input_term is no value: ${testCase.inputTerm}`);
  return value;
}

function judge(testCase: Case, answer: Answer): CaseResult {
  const { wantError, wantErrorCode, wantResult, wantDefined } = testCase;
  const got = answerText(answer);
  if (wantError !== undefined || wantErrorCode !== undefined) {
    if (answer.kind === 'solutions') return failed(wantText(testCase), got);
    const matches = answer.errors.some(
      (error) =>
        (wantErrorCode === undefined || error.code === wantErrorCode) && errorText(error).includes(wantError ?? ''),
    );
    return matches ? PASSED : failed(wantText(testCase), got);
  }
  if (answer.kind === 'errors') return failed(wantText(testCase), got);
  if (wantDefined !== undefined) {
    return wantDefined === answer.solutions.length > 0 ? PASSED : failed(wantText(testCase), got);
  }
  const want = RegoSet.of((wantResult ?? []) as readonly RegoValue[]);
  const have = RegoSet.of(answer.solutions.map((solution) => plain(solution, testCase.sortBindings)));
  return compare(want, have) === 0 ? PASSED : failed(wantText(testCase), got);
}

/** A solution as JSON; with `sorted`, arrays that are values of vars in Rego's order. */
function plain(solution: RegoValue, sorted: boolean): RegoValue {
  const bindings = toJson(solution) as { readonly [name: string]: RegoValue };
  if (!sorted) return bindings;
  return Object.fromEntries(
    Object.entries(bindings).map(([name, value]) => [
      name,
      Array.isArray(value) ? [...(value as readonly RegoValue[])].sort(compare) : value,
    ]),
  );
}

function errorText({ code, message, place }: Diagnostic): string {
  return `${place === undefined ? '' : `${place.file}:${place.row}: `}${code}: ${message}`;
}

function answerText(answer: Answer): string {
  if (answer.kind === 'errors') return answer.errors.map(errorText).join(' | ');
  return toJsonText(answer.solutions);
}

function wantText({ wantError, wantErrorCode, wantResult, wantDefined }: Case): string {
  if (wantError !== undefined || wantErrorCode !== undefined) return `${wantErrorCode ?? ''}: ${wantError ?? ''}`;
  return wantDefined === undefined ? JSON.stringify(wantResult) : `defined: ${wantDefined}`;
}

function failed(want: string, got: string): CaseResult {
  return { passed: false, want, got };
}
