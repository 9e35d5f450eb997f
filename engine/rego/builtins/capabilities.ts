import type { Declaration, RegoType } from './declaration.ts';
import { BUILTINS } from './table.ts';

type BuiltinEntry = {
  readonly name: string;
  readonly decl: {
    readonly args?: readonly RegoType[];
    readonly variadic?: RegoType;
    readonly result?: RegoType;
    readonly type: 'function';
  };
  readonly infix?: string;
  readonly relation?: true;
  readonly deprecated?: true;
  readonly nondeterministic?: true;
};

/** The document that `opa check --capabilities` reads. */
export type CapabilitiesDocument = {
  readonly builtins: readonly BuiltinEntry[];
  readonly future_keywords: readonly string[];
  readonly wasm_abi_versions: readonly { readonly version: number; readonly minor_version: number }[];
  readonly features: readonly string[];
  readonly allow_net?: readonly string[];
};

const FEATURES = ['keywords_in_refs', 'rego_v1', 'template_strings'] as const;
const WASM_ABI_VERSIONS = [
  { version: 1, minor_version: 1 },
  { version: 1, minor_version: 2 },
] as const;

/** The builtins that reach outside the evaluation; off unless a caller grants them. */
export const OUTSIDE_BUILTINS: readonly string[] = ['http.send', 'net.lookup_ip_addr', 'opa.runtime'];

/**
 * The language as capabilities, in OPA's format.
 * Shape:  builtins sorted by name, without those in `denied`.
 * Source: OPA v1/ast capabilities.go.
 */
export function capabilitiesDocument(denied: readonly string[] = []): CapabilitiesDocument {
  const builtins = Object.entries<Declaration>(BUILTINS)
    .filter(([name]) => !denied.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, declaration]) => entryOf(name, declaration));
  return { builtins, future_keywords: ['not'], wasm_abi_versions: WASM_ABI_VERSIONS, features: FEATURES };
}

function entryOf(name: string, declaration: Declaration): BuiltinEntry {
  const { args, variadic, result, ...traits } = declaration;
  return {
    name,
    decl: {
      ...(args.length > 0 ? { args } : {}),
      ...(variadic === undefined ? {} : { variadic }),
      ...(result === undefined ? {} : { result }),
      type: 'function',
    },
    ...traits,
  };
}
