import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/index.ts';
import type { PolicyFile } from '../policies/index.ts';

export type FoundPolicyFiles = { readonly files: readonly PolicyFile[]; readonly diagnostics: readonly Diagnostic[] };

const MAXIMUM_BYTES = 16 * 1024 * 1024;
const MAXIMUM_DEPTH = 32;

/**
 * Reads the Rego modules, JSON schemas and data files of a policy folder (or one .rego file).
 * Shape:  paths are relative to the folder, with `/`, in byte order. Tests (`*_test.rego`), examples and hidden folders
 *         are passed over; symbolic links are not followed.
 * Errors: `input_not_found`, `input_unreadable`, `input_too_large`; the other files are still read.
 */
export function readPolicyFiles(root: string, shown: string): FoundPolicyFiles {
  const files: PolicyFile[] = [];
  const diagnostics: Diagnostic[] = [];
  const unreadable = (path: string, error: unknown) => {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const kind = code === 'ENOENT' ? 'input_not_found' : 'input_unreadable';
    diagnostics.push(errorDiagnostic(kind, `the policies in \`${path}\` cannot be read: ${code}`));
  };
  const take = (path: string, relative: string) => {
    try {
      const bytes = readFileSync(path);
      if (bytes.length > MAXIMUM_BYTES) {
        diagnostics.push(errorDiagnostic('input_too_large', `the policy file \`${relative}\` is larger than 16 MiB`));
      } else files.push({ path: relative, text: bytes.toString('utf8').replace(/^\uFEFF/, '') });
    } catch (error) {
      unreadable(relative, error);
    }
  };
  const walk = (folder: string, prefix: string, depth: number) => {
    const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const relative = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      const path = join(folder, entry.name);
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) {
        if (entry.name === 'examples' || entry.name === 'node_modules' || depth >= MAXIMUM_DEPTH) continue;
        try {
          walk(path, relative, depth + 1);
        } catch (error) {
          unreadable(relative, error);
        }
      } else if (entry.isFile() && isPolicyFile(relative)) take(path, relative);
    }
  };
  try {
    if (statSync(root).isDirectory()) walk(root, '', 0);
    else take(root, shown);
  } catch (error) {
    unreadable(shown, error);
  }
  return { files, diagnostics };
}

function isPolicyFile(path: string): boolean {
  if (path.endsWith('.rego')) return !path.endsWith('_test.rego');
  if (/(^|\/)data\.(json|ya?ml)$/.test(path)) return true;
  return path.startsWith('schemas/') && path.endsWith('.json');
}
