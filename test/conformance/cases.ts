import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, load } from 'js-yaml';

/** One case of OPA's evaluation suite. Source: OPA v1/test/cases. */
export type Case = {
  readonly note: string;
  readonly file: string;
  readonly modules: readonly string[];
  readonly query: string;
  readonly data: unknown;
  readonly input: unknown;
  readonly hasInput: boolean;
  readonly inputTerm: string | undefined;
  readonly wantResult: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly wantDefined: boolean | undefined;
  readonly wantError: string | undefined;
  readonly wantErrorCode: string | undefined;
  readonly sortBindings: boolean;
  readonly strictError: boolean;
  readonly experimentalKeywords: boolean;
};

/** Reads every case below a folder, in the order of the paths. */
export function readCases(folder: string): readonly Case[] {
  return listFiles(folder).flatMap((file) => parseCases(file, readFileSync(file, 'utf8')));
}

export function listFiles(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listFiles(path);
    return /\.ya?ml$/.test(entry.name) ? [path] : [];
  });
}

function parseCases(file: string, text: string): readonly Case[] {
  const document = load(text, { schema: CORE_SCHEMA }) as { readonly cases?: readonly Record<string, unknown>[] };
  return (document.cases ?? []).map((entry) => ({
    note: String(entry.note),
    file,
    modules: (entry.modules as readonly string[] | null | undefined) ?? [],
    query: String(entry.query),
    data: entry.data ?? {},
    input: entry.input,
    hasInput: Object.hasOwn(entry, 'input') && entry.input !== undefined,
    inputTerm: entry.input_term as string | undefined,
    wantResult: entry.want_result as Case['wantResult'],
    wantDefined: entry.want_defined as boolean | undefined,
    wantError: entry.want_error as string | undefined,
    wantErrorCode: entry.want_error_code as string | undefined,
    sortBindings: entry.sort_bindings === true,
    strictError: entry.strict_error === true,
    experimentalKeywords: entry.experimental_keywords === true,
  }));
}
