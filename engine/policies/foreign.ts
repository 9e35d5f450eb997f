import { createHash } from 'node:crypto';
import { type Diagnostic, InvariantError } from '../diagnostics/index.ts';
import { WasmPolicy } from '../rego/foreign/index.ts';
import { parsePath } from '../rego/path.ts';
import type { RegoValue } from '../rego/runtime.ts';
import type { JsonObject } from '../resources/index.ts';
import { entrypointPolicies } from './entrypoints.ts';
import type { PolicyTree } from './set.ts';

/** A WASM module of a bundle. Shape: `file` is shown in diagnostics; entrypoints are slash separated paths. */
export type ForeignModule = {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly entrypoints: readonly string[];
  readonly data: JsonObject;
};

/**
 * Makes a tree of the document policies of a WASM module: its entrypoints whose last part is deny, violation or warn.
 * Shape:  the tree has no policies where the module has no such entrypoint, or cannot be loaded.
 * Errors: those of loading the module.
 */
export function foreignTree(
  module: ForeignModule,
  namespaces: readonly string[],
): { readonly tree: PolicyTree; readonly diagnostics: readonly Diagnostic[] } {
  const digest = createHash('sha256').update(module.bytes).digest('hex');
  const found = module.entrypoints.flatMap((entrypoint) => entrypointPolicies(entrypoint, digest, namespaces));
  const loaded = found.length === 0 ? undefined : WasmPolicy.load(module.bytes, module.data as RegoValue);
  const place = { file: module.file, row: 1, col: 1 };
  const diagnostics = (loaded?.diagnostics ?? []).map((one): Diagnostic => ({ ...one, place }));
  const executable = () => {
    throw new InvariantError('a foreign tree has no program');
  };
  if (loaded?.ok !== true) return { tree: { digest, data: {}, policies: [], executable }, diagnostics };
  const evaluate = (entry: string, input: unknown, now: bigint) =>
    loaded.value.evaluate((parsePath(entry) ?? []).join('/'), input as RegoValue, now);
  return { tree: { digest, data: module.data, policies: found, executable, foreign: { evaluate } }, diagnostics };
}
