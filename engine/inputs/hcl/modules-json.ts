import { type Diagnostic, noticeDiagnostic, type Place } from '../../diagnostics/index.ts';
import type { JsonValue } from '../document.ts';
import { ownArray, ownString } from '../object.ts';
import { normalizePath } from './paths.ts';

/** Folders of installed modules, relative to the root module, by the names of the calls joined by `.`. */
export type InstalledModules = ReadonlyMap<string, { readonly folder: string; readonly source: string }>;

/**
 * Reads `.terraform/modules/modules.json`.
 * Errors: a notice where it is no such file; entries that lead out of the root module's folder by an absolute path are refused.
 * Source: Terraform, internal/modsdir/manifest.go.
 */
export function readModulesJson(
  text: string | undefined,
  place: Place,
): { readonly modules: InstalledModules; readonly diagnostics: readonly Diagnostic[] } {
  const modules = new Map<string, { folder: string; source: string }>();
  const diagnostics: Diagnostic[] = [];
  if (text === undefined) return { modules, diagnostics };
  const tell = (message: string) => diagnostics.push(noticeDiagnostic('hcl_module', message, { place }));
  let root: JsonValue;
  try {
    root = JSON.parse(text) as JsonValue;
  } catch {
    tell('the list of installed modules is not valid JSON');
    return { modules, diagnostics };
  }
  const entries = ownArray(root, 'Modules');
  if (entries === undefined) tell('the list of installed modules has no `Modules`');
  for (const entry of entries ?? []) {
    const key = ownString(entry, 'Key');
    const folder = ownString(entry, 'Dir');
    if (key === undefined || folder === undefined || key === '') continue;
    const path = normalizePath(folder.replaceAll('\\', '/'));
    if (path.startsWith('/')) tell(`module \`${key}\` is installed outside of the source root`);
    else modules.set(key, { folder: path, source: ownString(entry, 'Source') ?? '' });
  }
  return { modules, diagnostics };
}
