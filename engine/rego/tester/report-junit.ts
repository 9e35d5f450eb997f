import type { PrettyOptions } from './report-pretty.ts';
import { leavesOf } from './sub-results.ts';
import type { Failure, TestResult } from './types.ts';

/**
 * Writes results as JUnit XML: a suite for each package, a case for each test and for each case of a table.
 * Shape:  `explain`, when given, finds the expression that failed a test or a case, which is told with its values.
 */
export function* reportJunit(results: readonly TestResult[], explain?: PrettyOptions['explain']): Generator<string> {
  const packages = new Map<string, TestResult[]>();
  for (const result of results) {
    const known = packages.get(result.test.package);
    if (known === undefined) packages.set(result.test.package, [result]);
    else known.push(result);
  }
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n';
  for (const [name, tests] of packages) yield* suite(name, tests, explain);
  yield '</testsuites>\n';
}

type Row = {
  readonly name: string;
  readonly result: TestResult;
  readonly status: TestResult['status'];
  readonly seconds: number;
  /** The case of a table-style test. */
  readonly path: readonly string[];
};

function* suite(name: string, results: readonly TestResult[], explain: PrettyOptions['explain']): Generator<string> {
  const rows = results.flatMap(rowsOf);
  const count = (status: TestResult['status']) => rows.filter((row) => row.status === status).length;
  const seconds = results.reduce((sum, result) => sum + result.nanoseconds / 1e9, 0);
  yield `  <testsuite name="${escapeXml(name)}" tests="${rows.length}" failures="${count('failed')}" errors="${count('error')}" skipped="${count('skipped')}" time="${seconds.toFixed(6)}">\n`;
  for (const row of rows) yield* testCase(name, row, explain);
  yield '  </testsuite>\n';
}

function rowsOf(result: TestResult): readonly Row[] {
  const { test, status, cases, nanoseconds } = result;
  const seconds = nanoseconds / 1e9;
  if (cases.length === 0) return [{ name: test.name, result, status, seconds, path: [] }];
  return leavesOf(cases).map(({ path, failed }, index) => ({
    name: `${test.name} / ${path.join(' / ')}`,
    result,
    status: failed ? 'failed' : 'passed',
    seconds: index === 0 ? seconds : 0,
    path,
  }));
}

function* testCase(
  suiteName: string,
  { name, result, status, seconds, path }: Row,
  explain: PrettyOptions['explain'],
): Generator<string> {
  const { file, row } = result.test;
  const open = `    <testcase classname="${escapeXml(suiteName)}" name="${escapeXml(name)}" file="${escapeXml(file)}" line="${row}" time="${seconds.toFixed(6)}"`;
  const inner: string[] = [];
  if (status === 'failed') inner.push(failureElement(result, explain?.(result, path)));
  if (status === 'skipped') inner.push('<skipped/>');
  if (result.status === 'error')
    inner.push(`<error type="${result.error.code}" message="${escapeXml(result.error.message)}"/>`);
  if (result.output !== '') inner.push(`<system-out>${escapeXml(result.output)}</system-out>`);
  yield inner.length === 0
    ? `${open}/>\n`
    : `${open}>\n${inner.map((line) => `      ${line}\n`).join('')}    </testcase>\n`;
}

/** Where and why a test failed; where nothing more is known, the place of the test. */
function failureElement({ test: { file, row } }: TestResult, failure: Failure | undefined): string {
  if (failure === undefined) return `<failure message="${escapeXml(`${file}:${row}: the test is not true`)}"/>`;
  const { file: where, row: line, col, text, values } = failure;
  const shown = values.map(({ term, value }) => `${term}: ${value ?? 'undefined'}`);
  const message = escapeXml(`${where}:${line}:${col}: ${text}`);
  return `<failure message="${message}">${escapeXml(shown.join('\n')).replaceAll('&#10;', '\n')}</failure>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/** Escapes text for XML; characters that XML cannot hold are replaced. */
function escapeXml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Surrogate}]/gu, '\ufffd')
    .replace(/[&<>"\n\t]/g, (character) => ENTITIES[character] ?? '');
}
