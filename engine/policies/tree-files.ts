import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type { Diagnostic } from '../diagnostics/index.ts';
import { parseJsonFile } from './data-files.ts';
import type { MetadataValidator } from './metadata.ts';
import type { PolicyFile } from './policy.ts';

/** Checks metadata against the tree's schema of it. Loads ajv. */
export function metadataValidator(files: readonly PolicyFile[]): MetadataValidator {
  const schema = files.find((file) => /(^|\/)schemas\/metadata\.json$/.test(file.path));
  if (schema === undefined) return () => [];
  const require = createRequire(import.meta.url);
  const Ajv = (require('ajv') as typeof import('ajv')).Ajv;
  const validate = new Ajv({ allErrors: true, strict: false }).compile(JSON.parse(schema.text) as object);
  return (value) =>
    validate(value)
      ? []
      : (validate.errors ?? []).map((error) => ({
          path: error.instancePath.slice(1).replaceAll('/', '.'),
          message: error.message ?? 'is wrong',
        }));
}

/** The schemas of a tree by their path below `schemas`, without `.json`. */
export function readSchemas(
  files: readonly PolicyFile[],
  diagnostics: Diagnostic[],
): Readonly<Record<string, unknown>> {
  const schemas: Record<string, unknown> = {};
  for (const file of files) {
    const match = /(?:^|\/)schemas\/(.*)\.json$/.exec(file.path);
    if (match?.[1] === undefined) continue;
    const value = parseJsonFile(file, diagnostics);
    if (value !== undefined) schemas[match[1]] = value;
  }
  return schemas;
}

/** SHA-256 of each file's text, in hex. */
export function digests(files: readonly PolicyFile[]): ReadonlyMap<string, string> {
  return new Map(files.map((file) => [file.path, hashOf(file.text)]));
}

/** SHA-256 over all files, in whatever order they come. */
export function digestOf(files: readonly PolicyFile[]): string {
  const rows = files.map((file) => `${hashOf(file.text)} ${file.path}`).sort();
  return hashOf(rows.join('\n'));
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
