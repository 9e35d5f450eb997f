import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { printable } from '../../diagnostics/index.ts';
import {
  type PackFile,
  parsePublicKey,
  VERIFY_EXIT_CODES,
  type VerifyingKey,
  verifyPack,
} from '../../evidence/index.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage.ts';

const TEXT = {
  verified: 'verified: every file is as it was signed, and everything it claims was computed again',
  'intact-unproven': 'intact, author not proven: no public key was given (`--key FILE`)',
  broken: 'broken: the pack is not what it claims to be',
} as const;

/** `probity evidence verify DIR`: recomputes everything; 0 verified, 1 broken, 3 intact but no key given. */
export async function verifyEvidence(folder: string, options: object, terminal: Terminal): Promise<number> {
  const { key, json } = options as { key: readonly string[]; json?: boolean };
  const publicKeys = key.map((path) => readPublicKey(path, terminal));
  const report = verifyPack(readPack(resolve(terminal.cwd, folder), folder), { publicKeys });
  if (json === true) terminal.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    const lines = [
      `${folder}: ${TEXT[report.status]}`,
      `${report.files} files, ${report.signatures.length} signatures`,
      ...report.problems.map((problem) => `  ${problem.file}: ${problem.message}`),
    ];
    terminal.stdout.write(`${lines.map(printable).join('\n')}\n`);
  }
  return VERIFY_EXIT_CODES[report.status];
}

function readPublicKey(path: string, terminal: Terminal): VerifyingKey {
  let pem: string;
  try {
    pem = readFileSync(resolve(terminal.cwd, path), 'utf8');
  } catch (error) {
    throw UsageError.of(`the public key \`${path}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  const key = parsePublicKey(pem, path);
  if (!key.ok) throw new UsageError(key.diagnostics);
  return key.value;
}

/** All that lies in a pack's folder; what is no plain file is handed on with its kind, never followed. */
function readPack(folder: string, shown: string): readonly PackFile[] {
  const files: PackFile[] = [];
  const walk = (path: string, prefix: string) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const relative = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      const full = join(path, entry.name);
      if (entry.isDirectory()) walk(full, relative);
      else if (entry.isFile()) files.push({ path: relative, bytes: readFileSync(full) });
      else files.push({ path: relative, bytes: new Uint8Array(), kind: entry.isSymbolicLink() ? 'symlink' : 'other' });
    }
  };
  try {
    walk(folder, '');
  } catch (error) {
    throw UsageError.of(`the pack \`${shown}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  return files;
}
