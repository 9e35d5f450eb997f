import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/index.ts';
import type { RegoValue } from '../rego/value/index.ts';
import { mergeDocuments, readDocument } from './rego-documents.ts';

/**
 * Rego modules and data documents of some paths.
 * Shape:  `modules` maps the files' names, as they are printed, to their texts. `data` is what the folders hold: a file's
 *         content stands below the names of the folders between it and the path that was given, as in OPA.
 */
export type RegoFiles = {
  readonly modules: { readonly [name: string]: string };
  readonly data: RegoValue;
  readonly diagnostics: readonly Diagnostic[];
};

export type RegoFilesOptions = {
  readonly cwd: string;
  /** Patterns of file and folder names that are passed over. */
  readonly ignore?: readonly string[];
  /** Folders are bundles: only `data.json` and `data.yaml` are data. */
  readonly bundle?: boolean;
  readonly rego?: 'only';
};

const MAX_DEPTH = 64;
const MAXIMUM_BYTES = 64 * 1024 * 1024;
const DATA = /\.(json|ya?ml)$/;
const BUNDLE_DATA = /(^|\/)data\.(json|ya?ml)$/;

/**
 * Reads `.rego`, `.json`, `.yaml` and `.yml` files, folders recursively, in the order of names.
 * Errors: `input_not_found`, `input_unreadable`, `input_too_large`, those of JSON and YAML, and `usage` where two files say
 *         different things of one document.
 */
export function readRegoFiles(paths: readonly string[], options: RegoFilesOptions): RegoFiles {
  const modules: Record<string, string> = Object.create(null);
  const diagnostics: Diagnostic[] = [];
  const documents: { readonly path: readonly string[]; readonly value: RegoValue; readonly name: string }[] = [];
  const isIgnored = ignoreMatcher(options.ignore ?? []);

  const take = (absolute: string, folders: readonly string[], isNamed: boolean): void => {
    const name = relative(options.cwd, absolute);
    const shown = name.startsWith('..') ? absolute : name;
    const isRego = absolute.endsWith('.rego');
    const isData = options.rego !== 'only' && (options.bundle === true && !isNamed ? BUNDLE_DATA : DATA).test(absolute);
    if (!isRego && !isData) return;
    const bytes = readBytes(absolute, shown, diagnostics);
    if (bytes === undefined) return;
    if (isRego) {
      modules[shown] = new TextDecoder().decode(bytes);
      return;
    }
    const read = readDocument(shown, bytes);
    diagnostics.push(...read.diagnostics);
    if (read.ok) documents.push({ path: folders, value: read.value, name: shown });
  };
  const walk = (absolute: string, folders: readonly string[]): void => {
    for (const entry of readdirSync(absolute, { withFileTypes: true }).sort(byName)) {
      if (isIgnored(entry.name)) continue;
      const path = join(absolute, entry.name);
      const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && isDirectory(path, false));
      if (!isFolder) take(path, folders, false);
      else if (folders.length < MAX_DEPTH) walk(path, [...folders, entry.name]);
    }
  };
  for (const named of paths) {
    const { below, path } = splitPrefix(named);
    const absolute = resolve(options.cwd, path);
    try {
      if (statSync(absolute).isDirectory()) walk(absolute, below);
      else take(absolute, below, true);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      const kind = code === 'ENOENT' ? 'input_not_found' : 'input_unreadable';
      diagnostics.push(errorDiagnostic(kind, `\`${path}\` cannot be read: ${code}`));
    }
  }
  const merged = mergeDocuments(documents);
  return { modules, data: merged.value, diagnostics: [...diagnostics, ...merged.diagnostics] };
}

/**
 * Splits what an option names into a path and where in `data` its documents stand: `a.b:path` puts them below `data.a.b`.
 * Shape:  a URL `file://...` is a path without prefix; so is what starts with the letter of a drive.
 * Source: OPA v1/loader SplitPrefix.
 */
export function splitPrefix(named: string): { readonly below: readonly string[]; readonly path: string } {
  const colon = named.indexOf(':');
  if (colon <= 0 || /^[A-Za-z]:[\\/](?!\/)/.test(named)) return { below: [], path: named };
  if (named.startsWith('://', colon)) return { below: [], path: named.replace(/^file:\/\//, '') };
  return { below: named.slice(0, colon).split('.'), path: named.slice(colon + 1) };
}

function readBytes(path: string, shown: string, diagnostics: Diagnostic[]): Uint8Array | undefined {
  try {
    if (statSync(path).size <= MAXIMUM_BYTES) return readFileSync(path);
    diagnostics.push(errorDiagnostic('input_too_large', `\`${shown}\` is larger than 64 MiB`));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    diagnostics.push(errorDiagnostic('input_unreadable', `\`${shown}\` cannot be read: ${code}`));
  }
  return undefined;
}

function isDirectory(path: string, otherwise: boolean): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return otherwise;
  }
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** Matches names against patterns with `*`, `?` and `[...]`. */
function ignoreMatcher(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map((pattern) => {
    const source = pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^(?:${source.replace(/\[!/g, '[^')})$`);
  });
  return (name) => expressions.some((expression) => expression.test(name));
}
