import type { CoverageReport } from '../rego/tester/coverage.ts';
import { reportJson } from '../rego/tester/report-json.ts';
import { reportJunit } from '../rego/tester/report-junit.ts';
import { type PrettyOptions, reportPretty } from '../rego/tester/report-pretty.ts';
import type { TestResult } from '../rego/tester/types.ts';
import type { VerdictCoverage } from '../rego/tester/verdicts.ts';
import { type Terminal, write } from './terminal.ts';

export type TestFormat = 'pretty' | 'json' | 'junit' | 'gobench';

/** How results are written; `pretty` has what shows failures, found when it is needed. */
export type ReportOptions = {
  readonly format: TestFormat;
  readonly sort: 'none' | 'duration';
  readonly pretty: PrettyOptions;
};

export function writeResults(
  results: readonly TestResult[],
  options: ReportOptions,
  terminal: Terminal,
): Promise<void> {
  const sorted = options.sort === 'none' ? results : [...results].sort((a, b) => b.nanoseconds - a.nanoseconds);
  if (options.format === 'json') return write(terminal.stdout, [reportJson(sorted)]);
  if (options.format === 'junit') return write(terminal.stdout, reportJunit(sorted, options.pretty.explain));
  return write(terminal.stdout, reportPretty(sorted, options.pretty));
}

/** What tests cover: of lines, in OPA's shape; of rules; and of the verdicts of each policy. */
export type TestCoverage = CoverageReport & {
  readonly verdicts?: { readonly [policy: string]: VerdictCoverage };
};

/** Writes the coverage as JSON, or says that it is too low; says whether it is enough. */
export async function writeCoverage(
  found: TestCoverage,
  { threshold, verbose }: { readonly threshold: number; readonly verbose: boolean },
  terminal: Terminal,
): Promise<boolean> {
  if (found.coverage >= threshold) {
    await write(terminal.stdout, [`${JSON.stringify(found, null, 2)}\n`]);
    return true;
  }
  const lines = [
    `Code coverage threshold not met: got ${found.coverage.toFixed(2)} instead of ${threshold.toFixed(2)}`,
  ];
  if (verbose) {
    lines.push('Lines not covered:', ...missedLines(found));
    const never = found.rules.never_held;
    if (never.length > 0)
      lines.push('Rules that never held:', ...never.map((item) => `\t${item.file}:${item.row} ${item.rule}`));
    const missing = Object.entries(found.verdicts ?? {}).filter(([, one]) => one.missing.length > 0);
    if (missing.length > 0) lines.push('Verdicts that no test shows:');
    lines.push(...missing.map(([policy, one]) => `\t${policy}: ${one.missing.join(', ')}`));
  }
  await write(terminal.stderr, [`${lines.join('\n')}\n`]);
  return false;
}

function missedLines({ files }: CoverageReport): readonly string[] {
  const lines = Object.entries(files).flatMap(([file, { not_covered: missed = [] }]) =>
    missed.map(({ start, end }) => `\t${file}:${start.row}${start.row === end.row ? '' : `-${end.row}`}`),
  );
  return [...new Set(lines)];
}
