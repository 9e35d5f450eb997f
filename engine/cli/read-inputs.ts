import type { NotChecked } from '../assessment.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { InputFile } from '../inputs/index.ts';
import { findFiles } from './find-files.ts';
import type { Terminal } from './terminal.ts';

export type ReadInputs = {
  readonly files: readonly InputFile[];
  readonly diagnostics: readonly Diagnostic[];
  readonly notChecked: readonly NotChecked[];
};

/** Reads the files that the command line names, standard input included. */
export async function readInputs(paths: readonly string[], terminal: Terminal): Promise<ReadInputs> {
  const found = await findFiles(paths, { cwd: terminal.cwd, readStdin: () => readAll(terminal.stdin) });
  const notChecked = found.skipped.map(({ path, reason }) => ({ what: path, reason }));
  return { files: found.files, diagnostics: found.diagnostics, notChecked };
}

async function readAll(stream: NodeJS.ReadableStream): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
