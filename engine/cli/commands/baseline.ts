import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { baseFindingsOf, renderBaseline } from '../../findings/index.ts';
import { EXIT_CODES } from '../../gate/index.ts';
import { judge } from '../judge.ts';
import type { JudgingOptions } from '../judging.ts';
import { readInputs } from '../read-inputs.ts';
import { readSources } from '../source-root.ts';
import { printDiagnostics, type Terminal, write } from '../terminal.ts';
import { UsageError } from '../usage.ts';

/**
 * `probity baseline create PATHS -o FILE`: keeps the findings that are there, so that later runs fail only for new ones.
 * Shape:  0 when the baseline holds every finding; 3 when it may lack some, since not everything could be judged.
 * Errors: 2 and 4 as `check`, and then nothing is written: a baseline with holes would call old findings new.
 */
export async function createBaseline(paths: readonly string[], options: object, terminal: Terminal): Promise<number> {
  const wanted = options as JudgingOptions & { readonly output?: string };
  const inputs = await readInputs(paths, terminal);
  const { sources, diagnostics } = readSources({
    cwd: terminal.cwd,
    named: wanted.sourceRoot,
    documents: inputs.files,
  });
  const gathered = { ...inputs, diagnostics: [...inputs.diagnostics, ...diagnostics], sources };
  const { assessment } = await judge({ ...gathered, base: undefined, coverage: [], incomplete: [] }, wanted, terminal);
  await printDiagnostics(terminal, assessment.diagnostics);
  const { reasons } = assessment.gate;
  const stop = reasons.find(({ status }) => status === 'internal-error' || status === 'bad-input');
  if (stop !== undefined) {
    await write(terminal.stderr, [`no baseline was written: ${stop.text}\n`]);
    return EXIT_CODES[stop.status];
  }
  const text = renderBaseline(assessment.run.bundle, assessment.findings);
  if (wanted.output === undefined || wanted.output === '-') await write(terminal.stdout, [text]);
  else writeBaseline(resolve(terminal.cwd, wanted.output), wanted.output, text);
  const count = baseFindingsOf(assessment.findings).length;
  const told = `${count} finding${count === 1 ? '' : 's'} of ${assessment.resources.length} resources in the baseline`;
  await write(terminal.stderr, [`${told}\n`]);
  const open = reasons.filter(({ status }) => status === 'indeterminate');
  for (const { text: reason } of open) await write(terminal.stderr, [`the baseline may lack findings: ${reason}\n`]);
  return open.length === 0 ? EXIT_CODES.passed : EXIT_CODES.indeterminate;
}

function writeBaseline(path: string, shown: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw UsageError.of(`the baseline \`${shown}\` cannot be written: ${(error as NodeJS.ErrnoException).code}`);
  }
}
