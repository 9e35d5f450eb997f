import { printable } from '../../diagnostics/index.ts';
import { countNewlines } from '../format/places.ts';
import { leavesOf } from './sub-results.ts';
import type { Failure, SubResult, TestResult } from './types.ts';

/**
 * How results are printed.
 * Shape:  `verbose` lists passed tests too. `explain`, when given, adds a section of failures: the expression of a test, or
 *         of one case of it.
 */
export type PrettyOptions = {
  readonly verbose: boolean;
  readonly explain?: (result: TestResult, path: readonly string[]) => Failure | undefined;
  /** The lines of a test's trace; those of passed tests are shown below them. */
  readonly trace?: (result: TestResult) => Iterable<string>;
};

const LINE = '-'.repeat(80);

/** Writes results as `opa test` does; errors of a test stand below it. */
export function* reportPretty(results: readonly TestResult[], options: PrettyOptions): Generator<string> {
  let lastFile = '';
  let isDirty = false;
  for (const result of results) {
    if (result.status === 'passed' && !options.verbose) continue;
    const { file, row, col } = result.test;
    if (lastFile !== '' && lastFile !== file) yield '\n';
    lastFile = file;
    isDirty = true;
    yield `${printable(file)}:${row}:${col}:\n${headline(result)}\n`;
    yield* caseLines(result.cases, options.verbose, 1);
    if (result.output !== '') yield `\n${indent(printableLines(result.output.trim()), 2)}\n\n`;
    if (result.status === 'error') yield `  ${errorText(result)}\n`;
    if (result.status === 'passed') yield* traced(result, options);
  }
  const failures = results.filter((result) => result.status === 'failed');
  const { explain, trace } = options;
  if (failures.length > 0 && (explain ?? trace) !== undefined) {
    yield `${LINE}\nFAILURES\n${LINE}\n`;
    for (const failure of failures) {
      yield `${headline(failure)}\n\n`;
      yield* traced(failure, options);
      if (explain !== undefined) yield* explained(failure, explain);
    }
  }
  if (isDirty) yield `${LINE}\n`;
  yield* summary(results);
}

function* traced(result: TestResult, { trace }: PrettyOptions): Generator<string> {
  if (trace === undefined) return;
  let isEmpty = true;
  for (const line of trace(result)) {
    yield `  ${line}`;
    isEmpty = false;
  }
  if (!isEmpty) yield '\n';
}

function* explained(result: TestResult, explain: NonNullable<PrettyOptions['explain']>): Generator<string> {
  if (result.cases.length === 0) {
    const failure = explain(result, []);
    yield failure === undefined ? `  the value of ${result.test.name} is not true\n\n` : `${failureText(failure, 2)}\n`;
    return;
  }
  for (const { path, failed } of leavesOf(result.cases)) {
    if (!failed) continue;
    for (const [depth, name] of path.entries()) yield `${'  '.repeat(depth + 1)}${printable(name)}: FAIL\n`;
    const failure = explain(result, path);
    if (failure !== undefined) yield `\n${failureText(failure, 2 * path.length + 2)}\n`;
  }
}

/** The failed line with each value below its term, as `opa test --var-values` shows it. */
export function failureText({ file, row, col, text, values }: Failure, by: number): string {
  const shown = printable(text);
  const columns = values.filter((item, index) => values.findIndex((other) => other.offset === item.offset) === index);
  const lines = [`${printable(file)}:${row}:${col}:`, `  ${shown}`];
  for (let at = columns.length; at > 0; at--) {
    const bars = barLine(columns.slice(0, at));
    if (at === columns.length) lines.push(`  ${bars}`);
    const last = columns[at - 1]!;
    const rest = barLine(columns.slice(0, at - 1)).padEnd(last.offset);
    lines.push(`  ${rest}${printable(last.value ?? 'undefined')}`);
  }
  return `${indent(lines.join('\n'), by)}\n`;
}

function barLine(columns: readonly { readonly offset: number }[]): string {
  return columns.reduce((line, { offset }) => `${line.padEnd(offset)}|`, '');
}

const WORDS = { passed: 'PASS', failed: 'FAIL', skipped: 'SKIPPED', error: 'ERROR' } as const;

function headline({ test, status, nanoseconds }: TestResult): string {
  const time = status === 'skipped' ? '' : ` (${duration(nanoseconds)})`;
  return `${printable(test.package)}.${printable(test.name)}: ${WORDS[status]}${time}`;
}

function* caseLines(cases: readonly SubResult[], verbose: boolean, depth: number): Generator<string> {
  for (const item of cases) {
    if (!item.failed && !verbose) continue;
    yield `${'  '.repeat(depth)}${printable(item.name)}: ${item.failed ? 'FAIL' : 'PASS'}\n`;
    yield* caseLines(item.cases, verbose, depth + 1);
  }
}

/** Counts tests, and each case of a table-style test by itself. */
function* summary(results: readonly TestResult[]): Generator<string> {
  const counts = { passed: 0, failed: 0, skipped: 0, error: 0 };
  for (const { status, cases } of results) {
    if (cases.length === 0) counts[status]++;
    else for (const { failed } of leavesOf(cases)) counts[failed ? 'failed' : 'passed']++;
  }
  const total = counts.passed + counts.failed + counts.skipped + counts.error;
  for (const status of ['passed', 'failed', 'skipped', 'error'] as const)
    if (counts[status] > 0) yield `${WORDS[status]}: ${counts[status]}/${total}\n`;
}

function errorText(result: Extract<TestResult, { status: 'error' }>): string {
  const { code, message, place } = result.error;
  const where = place === undefined ? '' : `${printable(place.file)}:${place.row}: `;
  return `${where}${code}: ${printable(message)}`;
}

/** A duration as Go prints it. */
export function duration(nanoseconds: number): string {
  const units = [
    ['s', 1e9],
    ['ms', 1e6],
    ['µs', 1e3],
  ] as const;
  for (const [unit, size] of units) {
    if (nanoseconds >= size) return `${Number((nanoseconds / size).toFixed(Math.round(Math.log10(size))))}${unit}`;
  }
  return nanoseconds === 0 ? '0s' : `${Math.round(nanoseconds)}ns`;
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

function indent(text: string, by: number): string {
  return countNewlines(text) === 0 ? ' '.repeat(by) + text : text.replace(/^/gm, ' '.repeat(by));
}
