import type { Diagnostic, Outcome } from '../../diagnostics/index.ts';
import type { RegoVersion } from '../ast/index.ts';
import { parseModule } from '../parser/index.ts';
import type { PlainObject } from '../value/index.ts';
import { type Bundle, type BundleModule, EMPTY_MANIFEST } from './bundle.ts';

/** Loose modules and data. Shape: `modules` are texts by file name. */
export type BundleParts = {
  readonly name: string;
  readonly modules: { readonly [name: string]: string };
  readonly data: PlainObject;
  readonly regoVersion: RegoVersion;
};

/**
 * Makes a bundle of modules and data that were not laid out as one; its root is all of data.
 * Shape:  modules in order of their names.
 * Errors: the parser's, of all modules.
 */
export function makeBundle({ name, modules: texts, data, regoVersion }: BundleParts): Outcome<Bundle> {
  const modules: BundleModule[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const path of Object.keys(texts).sort()) {
    const text = texts[path] ?? '';
    const parsed = parseModule({ name: path, text }, { regoVersion });
    diagnostics.push(...parsed.diagnostics);
    if (parsed.ok) modules.push({ path, name: path, text, regoVersion, parsed: parsed.value });
  }
  if (diagnostics.some(({ severity }) => severity === 'error')) return { ok: false, diagnostics };
  const manifest = { ...EMPTY_MANIFEST, regoVersion: regoVersion === 'v0' ? 0 : 1 };
  return {
    ok: true,
    value: { name, manifest, data, modules, plans: [], wasm: [], signatures: undefined, isSigned: false },
    diagnostics,
  };
}
