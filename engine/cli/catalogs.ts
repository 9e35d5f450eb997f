import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Catalog, type CatalogFile, catalogsFromJson, type LoadedCatalogs } from '../controls/index.ts';
import { InvariantError } from '../diagnostics/index.ts';
import { packageRoot } from './package-root.ts';

/** The shipped catalogs: JSON made when the package was built, or the YAML itself when run from sources. */
export function loadCatalogFiles(): readonly Catalog[] {
  const built = join(packageRoot(), 'dist', 'shipped', 'catalogs.json');
  if (!existsSync(built)) throw new InvariantError('the package is not built: dist/shipped/catalogs.json is missing');
  return catalogsFromJson(readFileSync(built, 'utf8'), built).catalogs;
}

/** Reads the catalog and mapping files below a folder of frameworks, `<framework>/<version>/*.yaml`. */
export function readCatalogFiles(folder: string): readonly CatalogFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: path.slice(folder.length + 1), text: readFileSync(path, 'utf8') }));
}

export type { LoadedCatalogs };
