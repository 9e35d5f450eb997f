import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseWaivers } from '../../findings/waiver-file.ts';
import { EXIT_CODES } from '../../gate/index.ts';
import { printDiagnostics, type Terminal } from '../terminal.ts';
import { UsageError } from '../usage.ts';

/** `probity waiver lint [FILE]`: 0 when every waiver is well formed, 2 otherwise. */
export async function lintWaivers(file: string | undefined, terminal: Terminal): Promise<number> {
  const name = file ?? 'probity.waivers.yaml';
  let text: string;
  try {
    text = readFileSync(resolve(terminal.cwd, name), 'utf8');
  } catch (error) {
    throw UsageError.of(`the waiver file \`${name}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  const { waivers, diagnostics } = parseWaivers(text, name);
  await printDiagnostics(terminal, diagnostics);
  terminal.stdout.write(`${name}: ${waivers.length} well formed, ${diagnostics.length} wrong\n`);
  return diagnostics.length === 0 ? EXIT_CODES.passed : EXIT_CODES['bad-input'];
}
