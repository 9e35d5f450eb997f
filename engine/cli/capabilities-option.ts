import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/index.ts';
import { parseCapabilities } from '../rego/capabilities-file.ts';
import type { Capabilities } from '../rego/compiler/types.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage.ts';

/**
 * The capabilities that `--capabilities FILE` names; undefined without it.
 * Errors: `UsageError` where the file cannot be read or is none.
 */
export function readCapabilities(
  file: string | undefined,
  terminal: Terminal,
): { readonly value: Capabilities | undefined; readonly diagnostics: readonly Diagnostic[] } {
  if (file === undefined) return { value: undefined, diagnostics: [] };
  let text: string;
  try {
    text = readFileSync(resolve(terminal.cwd, file), 'utf8');
  } catch (error) {
    throw UsageError.of(`the capabilities \`${file}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  const parsed = parseCapabilities(text, file);
  if (!parsed.ok) throw new UsageError(parsed.diagnostics);
  return parsed;
}
