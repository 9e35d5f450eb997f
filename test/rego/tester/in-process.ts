import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Command, CommanderError } from 'commander';
import { addRegoCommands } from '../../../engine/cli/rego-commands.ts';
import { UsageError } from '../../../engine/cli/usage.ts';

export type RanHere = { readonly exit: number; readonly stdout: string; readonly stderr: string };

/** Runs a command of Rego within this process; the clock stands still and nothing is cached. */
export async function runHere(args: readonly string[], cwd: string, stdin = ''): Promise<RanHere> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const env = { PROBITY_CACHE_DIR: '' };
  const now = () => new Date(0);
  let exit = 0;
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  const terminal = { stdin: Readable.from([stdin]), stdout, stderr, env, cwd, now };
  addRegoCommands(program, terminal as never, (code) => {
    exit = code;
  });
  const [out, err] = [text(stdout), text(stderr)];
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof CommanderError)) throw error;
    exit = 2;
    stderr.write(error.message);
  }
  stdout.end();
  stderr.end();
  return { exit, stdout: await out, stderr: await err };
}

/** Writes files below a folder. */
export function writeFiles(folder: string, files: { readonly [path: string]: string }): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
