import { builtin } from '../builtin-lookup.ts';
import type { BuiltinCapabilities } from '../builtins/context.ts';
import type { Instantiate } from '../codegen/load.ts';
import { DEFAULT_BUDGET } from '../codegen/state.ts';
import { type Evaluated, Executable } from '../executable.ts';
import { toJsonText } from '../value/json.ts';
import type { RegoValue } from '../value/types.ts';
import { subResults } from './sub-results.ts';
import type { TestCase, TestResult, TestSuite } from './types.ts';

/**
 * How tests are run.
 * Units:  `clock` gives nanoseconds for durations and timeouts; `now` is what `time.now_ns` says, in nanoseconds since
 *         1970-01-01 UTC; `timeout` is nanoseconds for each test, 5 s unless set.
 */
export type RunOptions = {
  readonly data: RegoValue;
  readonly clock: () => number;
  readonly now: bigint;
  /** Only tests of which this holds. */
  readonly select?: (test: TestCase) => boolean;
  readonly timeout?: number;
  /** Steps of each test; see `Budget`. */
  readonly steps?: number;
  readonly capabilities?: BuiltinCapabilities;
  /** How the program's code becomes functions; see `Executable`. */
  readonly instantiate?: Instantiate;
  /** Told each place that is reached, in suites compiled for coverage. */
  readonly coverage?: (file: string, row: number, col: number) => void;
};

const TIMEOUT = 5e9;

/**
 * Runs tests one after the other, in the order of the suite.
 * Shape:  a test passes when its value is `true`, a table-style one when all its cases are.
 * Errors: a test whose evaluation ends with an error has the status `error`; builtin errors are undefined, as in OPA.
 */
export function* runTests(suite: TestSuite, options: RunOptions): Generator<TestResult> {
  const run = prepareTests(suite, options);
  for (const test of suite.tests) if (options.select === undefined || options.select(test)) yield run(test);
}

/** Loads a suite; the function that comes back runs one test of it. */
export function prepareTests(suite: TestSuite, options: RunOptions): (test: TestCase) => TestResult {
  const executable = new Executable(suite.program, builtin, options.instantiate);
  const plans = new Map(suite.program.plans.map((name, index) => [name, index]));
  return (test) => {
    const plan = plans.get(test.plan);
    if (test.kind !== 'todo' && plan !== undefined) return runTest(executable, plan, test, options);
    return { test, nanoseconds: 0, output: '', cases: [], status: 'skipped' };
  };
}

function runTest(executable: Executable, plan: number, test: TestCase, options: RunOptions): TestResult {
  const { clock, now, data, capabilities, coverage, timeout = TIMEOUT, steps = DEFAULT_BUDGET.steps } = options;
  const lines: string[] = [];
  const reached: RegoValue[] = [];
  const start = clock();
  const evaluated = executable.evaluate(plan, undefined, data, {
    now,
    budget: { ...DEFAULT_BUDGET, steps, expired: () => clock() - start > timeout },
    print: (message) => lines.push(`${message}\n`),
    testCase: (name) => reached.push(name),
    ...(capabilities === undefined ? {} : { capabilities }),
    ...(coverage === undefined ? {} : { coverage }),
  });
  const base = { test, nanoseconds: clock() - start, output: lines.join('') };
  return { ...base, ...judge(test, evaluated, reached) };
}

type Judged = Pick<TestResult, 'cases'> &
  (
    | { readonly status: 'passed' | 'failed' }
    | { readonly status: 'error'; readonly error: Extract<TestResult, { status: 'error' }>['error'] }
  );

function judge(test: TestCase, evaluated: Evaluated, reached: readonly RegoValue[]): Judged {
  if (!evaluated.ok) return { cases: [], status: 'error', error: evaluated.failure };
  const { value } = evaluated;
  if (value === undefined) return { cases: [], status: 'failed' };
  if (test.kind !== 'table') return { cases: [], status: value === true ? 'passed' : 'failed' };
  const cases = subResults(JSON.parse(toJsonText(value)), reached.map(caseName));
  return { cases, status: cases.some((item) => item.failed) ? 'failed' : 'passed' };
}

/** The parts of a case's name as text. */
export function caseName(name: RegoValue): readonly string[] {
  if (!Array.isArray(name)) return [];
  return name.map((part: RegoValue) => (typeof part === 'string' ? part : toJsonText(part)));
}
