import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic, Outcome } from '../../../engine/diagnostics/index.ts';
import type { Module, RegoVersion } from '../../../engine/rego/ast/index.ts';
import { BUILTINS } from '../../../engine/rego/builtins/table.ts';
import {
  type Capabilities,
  type CompiledModules,
  type CompilerOptions,
  compileModules,
} from '../../../engine/rego/compiler/index.ts';
import { parseModule } from '../../../engine/rego/parser/index.ts';

export const SHARED_DATA = new URL('../../../../shared/data/', import.meta.url).pathname;
export const HAS_SHARED_DATA = existsSync(SHARED_DATA);

export const CAPABILITIES: Capabilities = {
  builtins: new Set(Object.keys(BUILTINS)),
  features: new Set(['keywords_in_refs', 'rego_v1', 'template_strings']),
  allowNet: undefined,
};

export type Texts = { readonly [name: string]: string };
type Options = Partial<CompilerOptions> & { readonly experimentalKeywords?: boolean };

/** Parses and compiles; the diagnostics of whichever fails first. */
export function compileTexts(texts: Texts, options: Options = {}): Outcome<CompiledModules> {
  const regoVersion: RegoVersion = options.regoVersion ?? 'v1';
  const experimentalKeywords = options.experimentalKeywords === true;
  const modules: Module[] = [];
  const errors: Diagnostic[] = [];
  for (const [name, text] of Object.entries(texts)) {
    const parsed = parseModule({ name, text }, { regoVersion, experimentalKeywords });
    if (parsed.ok) modules.push(parsed.value);
    else errors.push(...parsed.diagnostics);
  }
  if (errors.length > 0) return { ok: false, diagnostics: errors };
  return compileModules(modules, { regoVersion, capabilities: CAPABILITIES, schemas: {}, strict: false, ...options });
}

/** `code file:row:col message`; the place is left out where there is none. */
export function shown(diagnostic: Diagnostic): string {
  const { code, message, place } = diagnostic;
  return place === undefined ? `${code} ${message}` : `${code} ${place.file}:${place.row}:${place.col} ${message}`;
}

/** The files below a folder that end so, sorted. */
export function filesBelow(folder: string, suffix: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return filesBelow(path, suffix);
      return path.endsWith(suffix) ? [path] : [];
    });
}
