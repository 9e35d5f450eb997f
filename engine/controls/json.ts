import { type Diagnostic, errorDiagnostic } from '../diagnostics/index.ts';
import type { Catalog } from './control.ts';
import { type LoadedCatalogs, readCatalogs } from './read.ts';

/** Writes catalogs so that start-up needs no YAML; `catalogsFromJson` reads them back. */
export function catalogsToJson(catalogs: readonly Catalog[]): string {
  return `${JSON.stringify(catalogs, null, 1)}\n`;
}

/**
 * Reads catalogs that `catalogsToJson` wrote, at build time or into an evidence pack.
 * Errors: `control_invalid` for text that is not JSON or not a list of catalogs; every value is checked as for YAML.
 */
export function catalogsFromJson(text: string, path: string): LoadedCatalogs {
  const diagnostics: Diagnostic[] = [];
  const place = { file: path, row: 1, col: 1 };
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    return { catalogs: [], diagnostics: [errorDiagnostic('control_invalid', 'the catalogs are not JSON', { place })] };
  }
  if (!Array.isArray(values))
    return {
      catalogs: [],
      diagnostics: [errorDiagnostic('control_invalid', 'the catalogs are not a list', { place })],
    };
  const catalogs = values.flatMap((value, index) => {
    const { mapping, ...catalog } = Object(value) as Record<string, unknown>;
    const locate = () => place;
    const read = readCatalogs([
      { path: `${index}/catalog`, value: catalog, locate },
      { path: `${index}/mapping`, value: { rows: mapping }, locate },
    ]);
    diagnostics.push(...read.diagnostics);
    return read.catalogs;
  });
  return { catalogs, diagnostics };
}
