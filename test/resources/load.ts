import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseInputs } from '../../engine/inputs/index.ts';
import {
  type ExtractedResources,
  extractResources,
  type JsonPath,
  type Resource,
  type Scope,
} from '../../engine/resources/index.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Extracts the resources of files below the repository. */
export function extractFiles(paths: readonly string[], scope: Scope = {}): ExtractedResources {
  const files = paths.map((path) => ({ path, bytes: readFileSync(new URL(path, `file://${ROOT}`)) }));
  const parsed = parseInputs(files);
  if (parsed.diagnostics.some((diagnostic) => diagnostic.severity === 'error'))
    throw new Error(JSON.stringify(parsed.diagnostics));
  return extractResources(parsed.documents, { scope });
}

/** Extracts the resources of texts, as if they were files. */
export function extractTexts(files: { readonly [path: string]: string }, scope: Scope = {}): ExtractedResources {
  const parsed = parseInputs(Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) })));
  return extractResources(parsed.documents, { scope });
}

export function byId(resources: readonly Resource[], id: string): Resource {
  const found = resources.find((resource) => resource.id === id);
  if (found === undefined) throw new Error(`no resource ${id} among ${resources.map((one) => one.id).join(', ')}`);
  return found;
}

/** `A.0.B` for a path; `A[...]` where the value at it is open; the reason and who decides behind it. */
export function unknownOf(resource: Resource): readonly string[] {
  return resource.unknown.map(({ path, open, reason, decidedBy }) =>
    `${dotted(path)}${open ? '[...]' : ''} ${reason} ${decidedBy.join(' ')}`.trim(),
  );
}

export function dotted(path: JsonPath): string {
  return path.join('.');
}
