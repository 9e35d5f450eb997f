import { type Diagnostic, renderDiagnostic } from '../diagnostics/index.ts';

/**
 * The outside world of one command: streams, environment, working folder and clock.
 * Units: `now` is read once per command; nothing below the cli asks for the time.
 */
export type Terminal = {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly now: () => Date;
};

/** Whether to colour what goes to stdout: on a terminal, unless NO_COLOR is set; FORCE_COLOR says yes. */
export function hasColour(terminal: Terminal): boolean {
  if ((terminal.env.NO_COLOR ?? '') !== '') return false;
  if ((terminal.env.FORCE_COLOR ?? '') !== '') return true;
  return terminal.stdout.isTTY === true;
}

/** Writes all chunks and waits until the stream has taken them, so that a pipe's reader gets every byte. */
export async function write(stream: NodeJS.WritableStream, chunks: Iterable<string | Uint8Array>): Promise<void> {
  for (const chunk of chunks) {
    if (!stream.write(chunk)) await new Promise<void>((resolve) => stream.once('drain', resolve));
  }
}

/** Prints diagnostics on stderr, each with its place and hint, errors last so that they stand nearest the prompt. */
export async function printDiagnostics(terminal: Terminal, diagnostics: readonly Diagnostic[]): Promise<void> {
  const rank = { notice: 0, warning: 1, error: 2 } as const;
  const sorted = [...diagnostics].sort((a, b) => rank[a.severity] - rank[b.severity]);
  await write(
    terminal.stderr,
    sorted.map((diagnostic) => `${renderDiagnostic(diagnostic)}\n`),
  );
}
