import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { capabilitiesDocument } from '../../rego/builtins/index.ts';
import { parseCapabilities } from '../../rego/capabilities-file.ts';
import { type Terminal, write } from '../terminal.ts';
import { UsageError } from '../usage.ts';

/** `probity rego capabilities`: prints the language that this engine has, or checks and prints a file, in OPA's format. */
export async function regoCapabilities(raw: object, terminal: Terminal): Promise<number> {
  const { file } = raw as { readonly file?: string };
  const document = file === undefined ? capabilitiesDocument() : readDocument(file, terminal);
  await write(terminal.stdout, [`${JSON.stringify(document, null, 2)}\n`]);
  return 0;
}

function readDocument(file: string, terminal: Terminal): unknown {
  let text: string;
  try {
    text = readFileSync(resolve(terminal.cwd, file), 'utf8');
  } catch (error) {
    throw UsageError.of(`the capabilities \`${file}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  const parsed = parseCapabilities(text, file);
  if (!parsed.ok) throw new UsageError(parsed.diagnostics);
  return JSON.parse(text);
}
