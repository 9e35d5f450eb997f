import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { errorDiagnostic } from '../../diagnostics/index.ts';
import { type Fingerprint, parseFingerprint } from '../../findings/index.ts';
import { judgeFiles } from '../judge.ts';
import type { JudgingOptions } from '../judging.ts';
import { readInputs } from '../read-inputs.ts';
import { readSources } from '../source-root.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage.ts';

/**
 * `probity check PATHS`: judges files and decides the gate.
 * Shape: the exit code of the gate.
 */
export async function check(paths: readonly string[], options: object, terminal: Terminal): Promise<number> {
  const judging = options as JudgingOptions;
  const base = judging.base === undefined ? undefined : readBase(judging.base, terminal);
  const inputs = await readInputs(paths, terminal);
  const { sources, diagnostics } = readSources({
    cwd: terminal.cwd,
    named: judging.sourceRoot,
    documents: inputs.files,
  });
  const gathered = { ...inputs, diagnostics: [...inputs.diagnostics, ...diagnostics], sources };
  return await judgeFiles({ ...gathered, base, coverage: [], incomplete: [] }, judging, terminal);
}

/**
 * The fingerprints of an earlier run's json output; findings that were waived then are not part of the base.
 * Errors: `UsageError` when the file is not such an output.
 */
function readBase(file: string, terminal: Terminal): ReadonlySet<Fingerprint> {
  let text: string;
  try {
    text = readFileSync(resolve(terminal.cwd, file), 'utf8');
  } catch (error) {
    throw UsageError.of(`the base \`${file}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  const results = resultsOf(text);
  if (results === undefined) {
    const message = `the base \`${file}\` is not the output of \`probity check --format json\``;
    throw new UsageError([errorDiagnostic('usage', message)]);
  }
  const fingerprints = new Set<Fingerprint>();
  for (const result of results) {
    const findings = (result as { findings?: unknown } | null)?.findings;
    for (const finding of Array.isArray(findings) ? findings : []) {
      const fingerprint = parseFingerprint(String((finding as { fingerprint?: unknown } | null)?.fingerprint));
      const isWaived = (finding as { status?: unknown } | null)?.status === 'waived';
      if (fingerprint !== undefined && !isWaived) fingerprints.add(fingerprint);
    }
  }
  return fingerprints;
}

function resultsOf(text: string): readonly unknown[] | undefined {
  try {
    const value = JSON.parse(text) as { schemaVersion?: unknown; results?: unknown } | null;
    return value?.schemaVersion !== undefined && Array.isArray(value.results) ? value.results : undefined;
  } catch {
    return undefined;
  }
}
