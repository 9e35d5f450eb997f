import type { Diagnostic, Outcome } from '../diagnostics/index.ts';
import type { RegoVersion } from '../rego/ast/index.ts';
import type { RegoValue } from '../rego/value/index.ts';
import { loadBundle } from './bundle-files.ts';
import { type DataDocument, mergeDocuments } from './rego-documents.ts';
import { readRegoFiles } from './rego-files.ts';
import type { Terminal } from './terminal.ts';

/** The options that say what a query is evaluated against. */
export type SourceOptions = {
  readonly data: readonly string[];
  readonly bundle: readonly string[];
  readonly ignore: readonly string[];
  readonly v0Compatible?: boolean;
};

/** Modules and data of `--data` and `--bundle` together, as the compiler takes them. */
export type RegoSources = {
  readonly modules: { readonly [name: string]: string };
  readonly data: RegoValue;
  readonly regoVersion: RegoVersion;
  readonly fileVersions: ReadonlyMap<string, RegoVersion>;
};

/**
 * Reads what `--data` and `--bundle` name.
 * Shape:  signatures of bundles are not looked at, as in `opa eval`.
 * Errors: those of files and bundles; `usage` where two of them say different things of one document.
 */
export function loadRegoSources(options: SourceOptions, terminal: Terminal): Outcome<RegoSources> {
  const { cwd } = terminal;
  const { ignore } = options;
  const regoVersion: RegoVersion = options.v0Compatible === true ? 'v0' : 'v1';
  const files = readRegoFiles(options.data, { cwd, ignore });
  const diagnostics: Diagnostic[] = [...files.diagnostics];
  const modules: Record<string, string> = { ...files.modules };
  const documents: DataDocument[] = [{ path: [], value: files.data, name: 'data' }];
  const fileVersions = new Map<string, RegoVersion>();
  for (const path of options.bundle) {
    const loaded = loadBundle(path, { cwd, ignore, regoVersion, verification: 'skip' });
    diagnostics.push(...loaded.diagnostics);
    if (!loaded.ok) continue;
    documents.push({ path: [], value: loaded.value.data, name: path });
    for (const module of loaded.value.modules) {
      modules[module.name] = module.text;
      fileVersions.set(module.name, module.regoVersion);
    }
  }
  const merged = mergeDocuments(documents);
  diagnostics.push(...merged.diagnostics);
  if (diagnostics.some(({ severity }) => severity === 'error')) return { ok: false, diagnostics };
  return { ok: true, value: { modules, data: merged.value, regoVersion, fileVersions }, diagnostics };
}
