import type { NotChecked } from '../assessment.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { InputFile } from '../inputs/index.ts';
import { findFiles } from './find-files.ts';
import { isSavedPlanBytes, showSavedPlan } from './saved-plan.ts';
import type { Terminal } from './terminal.ts';

export type ReadInputs = {
  readonly files: readonly InputFile[];
  readonly diagnostics: readonly Diagnostic[];
  readonly notChecked: readonly NotChecked[];
};

/**
 * Reads the files that the command line names, standard input included.
 * Shape:  saved plans of Terraform as the JSON that terraform shows of them; sorted by path (UTF-16 code units), so that the order of the arguments changes no byte of any output.
 */
export async function readInputs(paths: readonly string[], terminal: Terminal): Promise<ReadInputs> {
  const found = await findFiles(paths, { cwd: terminal.cwd, readStdin: () => readAll(terminal.stdin) });
  const files: InputFile[] = [];
  const failed: Diagnostic[] = [];
  for (const file of found.files) {
    if (!isSavedPlanBytes(file.bytes)) {
      files.push(file);
      continue;
    }
    const shown = await showSavedPlan(file.path, terminal);
    if ('file' in shown) files.push(shown.file);
    else failed.push(shown.diagnostic);
  }
  const skipped = found.skipped.map(({ path, reason }) => ({ what: path, reason }));
  return {
    files: sortedBy(files, ({ path }) => path),
    diagnostics: sortedBy([...found.diagnostics, ...failed], ({ place, message }) =>
      JSON.stringify([place?.file ?? '', message]),
    ),
    notChecked: sortedBy(skipped, ({ what, reason }) => JSON.stringify([what, reason])),
  };
}

function sortedBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const keyed = items.map((item) => ({ item, key: keyOf(item) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ item }) => item);
}

async function readAll(stream: NodeJS.ReadableStream): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
