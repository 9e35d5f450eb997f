import type { Diagnostic } from '../../diagnostics/index.ts';
import type { ProgramText } from '../codegen/load.ts';

/**
 * A test rule.
 * Shape:  `plan` is the path that is evaluated, by which tests are told apart: the second rule of a name is `name#01`.
 *         `kind` says how its value is read: `table` holds one entry for each case.
 * Units:  row and col are 1-based and belong to the rule.
 */
export type TestCase = {
  readonly package: string;
  readonly name: string;
  readonly plan: string;
  readonly kind: 'value' | 'table' | 'todo';
  readonly file: string;
  readonly row: number;
  readonly col: number;
};

/**
 * Compiled tests, as plain JSON that can be kept in a cache.
 * Shape:  `tests` are in the order of file names and source; `places` are what coverage asks for in
 *         each file.
 */
export type TestSuite = {
  readonly tests: readonly TestCase[];
  readonly program: ProgramText;
  readonly places: { readonly [file: string]: readonly CoverPlace[] };
};

/**
 * A rule head or an expression that tests may reach.
 * Units: where the evaluation says it is (`at`), and where it starts and ends; row and col are 1-based, the end is behind it.
 */
export type CoverPlace = {
  readonly at: Position;
  readonly start: Position;
  readonly end: Position;
  /** The rule that it belongs to, with its package: `data.p.deny`. */
  readonly rule: string;
  /** The head of the rule, which is reached when the body holds. */
  readonly isHead?: true;
  /** A `some`, which counts only where it is reached. */
  readonly isDeclaration?: true;
};

export type Position = { readonly row: number; readonly col: number };

/** One case of a table-style test, or a group of cases. Shape: a case that was reached and has no value is failed. */
export type SubResult = { readonly name: string; readonly failed: boolean; readonly cases: readonly SubResult[] };

/**
 * What became of one test.
 * Units: `nanoseconds` by the clock that was given.
 */
export type TestResult = {
  readonly test: TestCase;
  readonly nanoseconds: number;
  /** What `print` wrote, a line each. */
  readonly output: string;
  readonly cases: readonly SubResult[];
} & ({ readonly status: 'passed' | 'failed' | 'skipped' } | { readonly status: 'error'; readonly error: Diagnostic });

/** The expression that failed a test, with the values of what stands in it. Units: row and col are 1-based. */
export type Failure = {
  readonly file: string;
  readonly row: number;
  readonly col: number;
  readonly text: string;
  readonly values: readonly FailedValue[];
};

/** `offset` is where the term starts in the failure's text; `value` is undefined where the term has none. */
export type FailedValue = { readonly term: string; readonly offset: number; readonly value: string | undefined };
