import { isCollection, isNode, LineCounter, parseDocument } from 'yaml';
import { type Diagnostic, errorDiagnostic, type Place } from '../diagnostics/index.ts';
import { type CatalogFile, type CatalogSource, type LoadedCatalogs, readCatalogs } from './read.ts';

/**
 * Reads catalogs and mappings from YAML; files of other names are left out.
 * Errors: `control_invalid` with file, row and column.
 * Shape:  loads `yaml`, so import this file only where catalogs are read from source; a build keeps them by
 *         `catalogsToJson` and `catalogsFromJson`.
 */
export function loadCatalogs(files: readonly CatalogFile[]): LoadedCatalogs {
  const diagnostics: Diagnostic[] = [];
  const sources = files
    .filter((file) => /(^|\/)(catalog|mapping)\.ya?ml$/.test(file.path))
    .flatMap((file) => parseFile(file, diagnostics) ?? []);
  const read = readCatalogs(sources);
  return { catalogs: read.catalogs, diagnostics: [...diagnostics, ...read.diagnostics] };
}

function parseFile(file: CatalogFile, diagnostics: Diagnostic[]): CatalogSource | undefined {
  const counter = new LineCounter();
  const at = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return { file: file.path, row: Math.max(1, line), col: Math.max(1, col) };
  };
  try {
    const document = parseDocument(file.text, { lineCounter: counter, prettyErrors: false });
    for (const error of document.errors)
      diagnostics.push(
        errorDiagnostic('control_invalid', `the file is not YAML: ${error.message.split('\n')[0]}`, {
          place: at(error.pos[0]),
        }),
      );
    if (document.errors.length > 0) return undefined;
    const locate = (path: readonly (string | number)[]): Place => {
      for (let length = path.length; length >= 0; length -= 1) {
        const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
        if (isNode(node) && node.range) return at(node.range[0]);
        if (isCollection(node)) break;
      }
      return at(0);
    };
    return { path: file.path, value: document.toJS({ maxAliasCount: 0 }), locate };
  } catch (error) {
    const message = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    diagnostics.push(errorDiagnostic('control_invalid', `the file cannot be read: ${message}`, { place: at(0) }));
    return undefined;
  }
}
