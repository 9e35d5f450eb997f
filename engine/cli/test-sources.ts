import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { RegoVersion } from '../rego/ast/index.ts';
import type { RegoValue } from '../rego/value/index.ts';
import { isBundleFile, loadBundle } from './bundle-files.ts';
import { type DataDocument, mergeDocuments } from './rego-documents.ts';
import { readRegoFiles } from './rego-files.ts';

/** Policies, tests and data of the paths that `probity test` is given. */
export type TestSources = {
  readonly modules: { readonly [name: string]: string };
  readonly fileVersions: { readonly [name: string]: RegoVersion };
  readonly data: RegoValue;
  readonly diagnostics: readonly Diagnostic[];
};

export type TestSourceOptions = {
  readonly cwd: string;
  readonly ignore: readonly string[];
  readonly bundle: boolean;
  readonly regoVersion: RegoVersion;
};

/**
 * Reads files and folders, and bundles: packed ones, and with `bundle` folders whose manifest says which Rego they hold.
 * Errors: those of files and bundles; `usage` where two of them say different things of one document.
 */
export function loadTestSources(paths: readonly string[], options: TestSourceOptions): TestSources {
  const { cwd, ignore, regoVersion } = options;
  const isPacked = (path: string) => isBundleFile(path) || (options.bundle && hasVersions(resolve(cwd, path)));
  const files = readRegoFiles(
    paths.filter((path) => !isPacked(path)),
    options,
  );
  const modules: Record<string, string> = Object.assign(Object.create(null), files.modules);
  const fileVersions: Record<string, RegoVersion> = Object.create(null);
  const documents: DataDocument[] = [{ path: [], value: files.data, name: 'data' }];
  const diagnostics = [...files.diagnostics];
  for (const path of paths.filter(isPacked)) {
    const loaded = loadBundle(path, { cwd, ignore, regoVersion, verification: 'skip' });
    diagnostics.push(...loaded.diagnostics);
    if (!loaded.ok) continue;
    documents.push({ path: [], value: loaded.value.data, name: path });
    for (const { name, text, regoVersion: version } of loaded.value.modules) {
      modules[name] = text;
      if (version !== regoVersion) fileVersions[name] = version;
    }
  }
  const merged = mergeDocuments(documents);
  return { modules, fileVersions, data: merged.value, diagnostics: [...diagnostics, ...merged.diagnostics] };
}

function hasVersions(folder: string): boolean {
  try {
    return readFileSync(join(folder, '.manifest'), 'utf8').includes('rego_version');
  } catch {
    return false;
  }
}
