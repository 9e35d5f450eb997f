import { createRequire } from 'node:module';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/index.ts';
import type { JsonObject, JsonValue } from '../resources/index.ts';
import type { PolicyFile } from './policy.ts';

/**
 * The data files of a tree, each below the folder it lies in: `exceptions/data.yaml` is `data.exceptions`.
 * Errors: a file that holds no object, or that gives a value which another file gives too.
 * Source: OPA v1/loader.
 */
export function readData(files: readonly PolicyFile[], root: string, diagnostics: Diagnostic[]): JsonObject {
  const data = emptyData();
  for (const file of files) {
    const relative = root !== '' && file.path.startsWith(`${root}/`) ? file.path.slice(root.length + 1) : file.path;
    const match = /^(?:(.*)\/)?data\.(json|ya?ml)$/.exec(relative);
    if (match === null) continue;
    const value = match[2] === 'json' ? parseJsonFile(file, diagnostics) : parseYamlFile(file, diagnostics);
    if (value === undefined) continue;
    const place = { file: file.path, row: 1, col: 1 };
    if (!isData(value))
      diagnostics.push(errorDiagnostic('input_json_invalid', 'a data file holds an object', { place }));
    else {
      const twice = addData(data, below(match[1]?.split('/') ?? [], value), []);
      if (twice === undefined) continue;
      const message = `\`data.${twice}\` is given by more than one file`;
      diagnostics.push(errorDiagnostic('input_json_invalid', message, { place, hint: 'leave it in one of them' }));
    }
  }
  return data;
}

type Data = { [key: string]: JsonValue };

function emptyData(): Data {
  return Object.create(null) as Data;
}

function isData(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function below(folders: readonly string[], value: JsonObject): JsonObject {
  return folders.reduceRight<JsonObject>((inner, folder) => {
    const outer = emptyData();
    outer[folder] = inner;
    return outer;
  }, value);
}

/** Adds what `added` has, object by object; the path of a value that was there before, or undefined. */
function addData(target: Data, added: JsonObject, path: readonly string[]): string | undefined {
  let twice: string | undefined;
  for (const key of Object.keys(added)) {
    const [before, value] = [target[key], added[key] as JsonValue];
    if (before === undefined) target[key] = isData(value) ? copyOf(value, [...path, key]) : value;
    else if (isData(before) && isData(value)) twice ??= addData(before as Data, value, [...path, key]);
    else twice ??= [...path, key].join('.');
  }
  return twice;
}

function copyOf(value: JsonObject, path: readonly string[]): JsonObject {
  const copy = emptyData();
  addData(copy, value, path);
  return copy;
}

/** The value of a JSON file; undefined, with a diagnostic, where it is none. */
export function parseJsonFile(file: PolicyFile, diagnostics: Diagnostic[]): JsonValue | undefined {
  try {
    return JSON.parse(file.text) as JsonValue;
  } catch (error) {
    const place = { file: file.path, row: 1, col: 1 };
    diagnostics.push(errorDiagnostic('input_json_invalid', (error as Error).message, { place }));
    return undefined;
  }
}

function parseYamlFile(file: PolicyFile, diagnostics: Diagnostic[]): JsonValue | undefined {
  const { parse } = createRequire(import.meta.url)('yaml') as typeof import('yaml');
  try {
    return parse(file.text, { maxAliasCount: 100 }) as JsonValue;
  } catch (error) {
    const place = { file: file.path, row: 1, col: 1 };
    diagnostics.push(errorDiagnostic('input_yaml_invalid', (error as Error).message.split('\n')[0] ?? '', { place }));
    return undefined;
  }
}
