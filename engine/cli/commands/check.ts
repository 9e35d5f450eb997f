import { readBase } from '../base.ts';
import { judgeFiles } from '../judge.ts';
import type { JudgingOptions } from '../judging.ts';
import { readInputs } from '../read-inputs.ts';
import { readSources } from '../source-root.ts';
import type { Terminal } from '../terminal.ts';

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
