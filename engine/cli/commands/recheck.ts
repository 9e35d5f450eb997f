import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Verdict } from '../../findings/index.ts';
import { EXIT_CODES } from '../../gate/index.ts';
import { judge } from '../judge.ts';
import type { JudgingOptions } from '../judging.ts';
import { readInputs } from '../read-inputs.ts';
import { readSources } from '../source-root.ts';
import { printDiagnostics, type Terminal, write } from '../terminal.ts';
import { UsageError } from '../usage.ts';

type Earlier = { readonly policy: string; readonly resource: string };

/** One result that was unknown: its verdict then and now; `not-found` where nothing gives one now. */
type Rechecked = Earlier & { readonly before: 'unknown'; readonly now: Verdict | 'not-found' };

/**
 * `probity recheck ASSESSMENT --plan FILE | --live FILE`: says what became of the unknown results of an earlier run.
 * Shape:  the gate's exit code of the new verdicts; 3 where it passes and a result is still unknown or not found.
 *         A result is found again by its policy and its resource's id, or the id before a move.
 * Errors: `UsageError` when the assessment is none, or not exactly one of the two files is given.
 */
export async function recheck(assessmentFile: string, options: object, terminal: Terminal): Promise<number> {
  const wanted = options as JudgingOptions & {
    readonly plan?: string;
    readonly live?: string;
    readonly json?: boolean;
  };
  const file = wanted.plan ?? wanted.live;
  if (file === undefined || (wanted.plan !== undefined && wanted.live !== undefined))
    throw UsageError.of('give either `--plan` or `--live`', 'type for instance `--plan plan.json`');
  const earlier = readUnknown(assessmentFile, terminal);
  const inputs = await readInputs([file], terminal);
  const { sources, diagnostics } = readSources({ cwd: terminal.cwd, named: undefined, documents: inputs.files });
  const gathered = { ...inputs, diagnostics: [...inputs.diagnostics, ...diagnostics], sources };
  const { assessment } = await judge({ ...gathered, base: undefined, coverage: [], incomplete: [] }, wanted, terminal);
  await printDiagnostics(terminal, assessment.diagnostics);
  const verdicts = new Map<string, Verdict>();
  for (const { result, verdict } of assessment.results) {
    const { id, previousId } = result.subject;
    for (const one of previousId === undefined ? [id] : [id, previousId])
      verdicts.set(JSON.stringify([result.policy, one]), verdict);
  }
  const rows = earlier.map(({ policy, resource }): Rechecked => {
    const now = verdicts.get(JSON.stringify([policy, resource])) ?? 'not-found';
    return { policy, resource, before: 'unknown', now };
  });
  const { gate, run } = assessment;
  const isOpen = rows.some(({ now }) => now === 'unknown' || now === 'not-found' || now === 'error');
  const exitCode = gate.exitCode === 0 && isOpen ? EXIT_CODES.indeterminate : gate.exitCode;
  if (wanted.json === true) {
    const told = { now: run.now, bundle: run.bundle, gate: { ...gate, exitCode }, results: rows };
    await write(terminal.stdout, [`${JSON.stringify(told, null, 2)}\n`]);
  } else {
    const clean = (text: string) => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
    const line = (row: Rechecked) => `unknown -> ${row.now.padEnd(14)}  ${clean(row.policy)}  ${clean(row.resource)}\n`;
    const open = rows.filter(({ now }) => now === 'unknown' || now === 'not-found').length;
    await write(terminal.stdout, [
      ...rows.map(line),
      `${rows.length - open} of ${rows.length} unknown results are closed\n`,
    ]);
    await write(
      terminal.stdout,
      gate.reasons.map(({ status, text }) => `  ${status === 'passed' ? 'notice' : status}: ${clean(text)}\n`),
    );
  }
  return exitCode;
}

function readUnknown(file: string, terminal: Terminal): readonly Earlier[] {
  let text: string;
  try {
    text = readFileSync(resolve(terminal.cwd, file), 'utf8');
  } catch (error) {
    throw UsageError.of(`the assessment \`${file}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  const results = resultsOf(text);
  if (results === undefined) throw UsageError.of(`\`${file}\` is not the output of \`probity check --format json\``);
  return results.flatMap((result) => {
    const { policy, resource, verdict } = (result ?? {}) as Readonly<Record<string, unknown>>;
    if (verdict !== 'unknown' || typeof policy !== 'string' || typeof resource !== 'string') return [];
    return [{ policy, resource }];
  });
}

function resultsOf(text: string): readonly unknown[] | undefined {
  try {
    const value = JSON.parse(text) as { schemaVersion?: unknown; results?: unknown } | null;
    return value?.schemaVersion !== undefined && Array.isArray(value.results) ? value.results : undefined;
  } catch {
    return undefined;
  }
}
