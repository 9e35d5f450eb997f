import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadReporter, REPORT_FORMATS, type ReportFormat } from '../../reporters/index.ts';
import type { Assessment } from '../assessment.ts';
import { hasColour, type Terminal, write } from './terminal.ts';
import { nearest, UsageError } from './usage.ts';

/** One wanted report; without a file it goes to stdout. */
export type WantedReport = { readonly format: ReportFormat; readonly file: string | undefined };

/**
 * Reads `--format NAME[=FILE]`, repeated; text on stdout when none is given.
 * Errors: `UsageError` for an unknown name, or two reports on stdout.
 */
export function parseFormats(values: readonly string[]): readonly WantedReport[] {
  if (values.length === 0) return [{ format: 'text', file: undefined }];
  const wanted = values.map((value): WantedReport => {
    const at = value.indexOf('=');
    const name = at < 0 ? value : value.slice(0, at);
    const format = REPORT_FORMATS.find((known) => known === name);
    if (format === undefined) {
      const near = nearest(name, REPORT_FORMATS);
      const hint = near === undefined ? `formats: ${REPORT_FORMATS.join(', ')}` : `did you mean \`${near}\`?`;
      throw UsageError.of(`unknown format \`${name}\``, hint);
    }
    const file = at < 0 || value.slice(at + 1) === '-' ? undefined : value.slice(at + 1);
    if (file === '') throw UsageError.of(`\`--format ${value}\` names no file`, `type \`--format ${name}=FILE\``);
    return { format, file };
  });
  const onStdout = wanted.filter((report) => report.file === undefined);
  if (onStdout.length > 1) {
    const names = onStdout.map((report) => report.format).join(', ');
    throw UsageError.of(`more than one report on stdout: ${names}`, 'give all but one a file: `--format NAME=FILE`');
  }
  return wanted;
}

/** Renders and writes every wanted report. */
export async function writeReports(
  assessment: Assessment,
  wanted: readonly WantedReport[],
  terminal: Terminal,
): Promise<void> {
  for (const { format, file } of wanted) {
    const reporter = await loadReporter(format);
    const colour = file === undefined && hasColour(terminal);
    const chunks = reporter(assessment, { colour, columns: terminal.stdout.columns ?? 100 });
    if (file === undefined) await write(terminal.stdout, chunks);
    else writeReportFile(resolve(terminal.cwd, file), file, chunks);
  }
}

function writeReportFile(path: string, shown: string, chunks: Iterable<string>): void {
  try {
    writeFileSync(path, [...chunks].join(''));
  } catch (error) {
    throw UsageError.of(`the report file \`${shown}\` cannot be written: ${(error as NodeJS.ErrnoException).code}`);
  }
}
