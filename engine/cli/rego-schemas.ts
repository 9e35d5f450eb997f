import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { UsageError } from './usage.ts';

/**
 * Reads `--schema`: a file is the schema of the input, a folder holds schemas by their path (`schema.a.b` is a/b.json).
 * Errors: `UsageError` for a path that cannot be read and a file that is not JSON.
 */
export function readSchemas(path: string | undefined, cwd: string): { readonly [path: string]: unknown } {
  const schemas: Record<string, unknown> = Object.create(null);
  if (path === undefined) return schemas;
  const root = resolve(cwd, path);
  try {
    if (!statSync(root).isDirectory()) return { '': readJson(root) };
    const entries = readdirSync(root, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile() && one.name.endsWith('.json'))) {
      const full = join(entry.parentPath, entry.name);
      const name = relative(root, full)
        .replace(/\.json$/, '')
        .split(sep)
        .join('/');
      schemas[name] = readJson(full);
      if (name === 'input') schemas[''] = schemas[name];
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw UsageError.of(`the schema \`${path}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  return schemas;
}

function readJson(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw UsageError.of(`the schema \`${file}\` is not JSON`);
  }
}
