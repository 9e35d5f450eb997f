import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderDiagnostic } from '../../engine/diagnostics/index.ts';
import { type InputFile, type ParsedInputs, parseInputs } from '../../engine/inputs/index.ts';

/** The gathered public files, which lie beside the repository where there are any. */
export const SHARED = fileURLToPath(new URL('../../../shared/data', import.meta.url));
export const hasShared = existsSync(SHARED);

export function file(text: string | Uint8Array, path = 'a'): InputFile {
  return { path, bytes: typeof text === 'string' ? Buffer.from(text) : text };
}

export function parse(text: string | Uint8Array, path = 'a'): ParsedInputs {
  return parseInputs([file(text, path)]);
}

/** `row:col code: message | hint: ...` of each diagnostic. */
export function told(parsed: ParsedInputs): readonly string[] {
  return parsed.diagnostics.map(({ code, message, place, hint }) => {
    const where = place === undefined ? '' : `${place.row}:${place.col} `;
    return `${where}${code}: ${message}${hint === undefined ? '' : ` | hint: ${hint}`}`;
  });
}

/** All files below a folder, sorted, read. */
export function filesBelow(folder: string): readonly InputFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort()
    .map((path) => ({ path: path.slice(folder.length + 1), bytes: readFileSync(path) }));
}

export { parseInputs, renderDiagnostic };
