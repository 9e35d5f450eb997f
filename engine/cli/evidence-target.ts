import { existsSync, readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage.ts';

/** Stops a run before it begins when its evidence could not be written: a pack never mixes with other files. */
export function checkEvidenceTarget(folder: string | undefined, keys: readonly string[], terminal: Terminal): void {
  if (folder === undefined) {
    if (keys.length > 0) throw UsageError.of('`--sign-key` signs an evidence pack', 'add `--evidence DIR`');
    return;
  }
  const target = resolve(terminal.cwd, folder);
  if (!existsSync(target)) return;
  if (!statSync(target).isDirectory()) throw UsageError.of(`\`--evidence ${folder}\` is a file`, 'name a new folder');
  if (readdirSync(target).length > 0) {
    throw UsageError.of(`the evidence folder \`${folder}\` is not empty`, 'name a new folder, one for each run');
  }
}
