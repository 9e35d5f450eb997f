import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogsToJson } from '../controls/index.ts';
import { loadCatalogs } from '../controls/load.ts';
import { type Diagnostic, renderDiagnostic } from '../diagnostics/index.ts';
import { compilePolicies } from '../policies/compile.ts';
import { readCatalogFiles } from './catalogs.ts';
import { readPolicyFiles } from './policy-files.ts';
import { storedTexts } from './policy-store.ts';

/**
 * Compiles the shipped policies and catalogs into dist/shipped; run once by the build.
 * Errors: throws when anything shipped does not compile, so that a broken package cannot be built.
 */
export function prebuild(root: string): void {
  const target = join(root, 'dist', 'shipped');
  mkdirSync(target, { recursive: true });
  const found = readPolicyFiles(join(root, 'policies'), 'policies');
  const files = found.files.map((file) => ({ ...file, path: `policies/${file.path}` }));
  const artifact = compilePolicies(files, { namespaces: [], library: [] });
  const catalogs = loadCatalogs(readCatalogFiles(join(root, 'controls')));
  stopOnErrors([...found.diagnostics, ...artifact.diagnostics, ...catalogs.diagnostics]);
  for (const [part, text] of storedTexts(artifact)) writeFileSync(join(target, `${part}.json`), text);
  writeFileSync(join(target, 'catalogs.json'), catalogsToJson(catalogs.catalogs));
}

function stopOnErrors(diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length > 0)
    throw new Error(`what is shipped does not compile:\n${errors.map(renderDiagnostic).join('\n')}`);
}
