import { errorDiagnostic, noticeDiagnostic, type Outcome } from '../diagnostics/index.ts';
import { isBuiltin } from './builtins/index.ts';
import type { Capabilities } from './compiler/types.ts';

/**
 * Reads a capabilities file, as `probity rego capabilities` and `opa capabilities` print it.
 * Shape:  what is not listed may not be used. Builtins that this engine does not have are left out, with a notice.
 * Errors: `usage` for a text that is no such file.
 * Source: OPA v1/ast capabilities.go.
 */
export function parseCapabilities(text: string, file: string): Outcome<Capabilities> {
  const place = { file, row: 1, col: 1 };
  const wrong = (what: string): Outcome<never> => {
    const hint = '`probity rego capabilities` prints an example';
    return { ok: false, diagnostics: [errorDiagnostic('usage', `the capabilities ${what}`, { place, hint })] };
  };
  const value = parseObject(text);
  if (value === undefined) return wrong('are not a JSON object');
  const { builtins = [], features = [], allow_net: allowNet } = value;
  const names = Array.isArray(builtins) ? builtins.map(nameOf) : undefined;
  if (names === undefined || names.includes(undefined))
    return wrong('have `builtins` that are not objects with a name');
  if (!isTexts(features)) return wrong('have `features` that are not strings');
  if (allowNet !== undefined && allowNet !== null && !isTexts(allowNet)) {
    return wrong('have `allow_net` that is not a list of strings');
  }
  const listed = names as readonly string[];
  const foreign = listed.filter((name) => !isBuiltin(name)).sort();
  const notice = `the capabilities list builtins that are not here: ${foreign.slice(0, 5).join(', ')}`;
  return {
    ok: true,
    value: {
      builtins: new Set(listed.filter(isBuiltin)),
      features: new Set(features),
      allowNet: (allowNet as readonly string[] | null | undefined) ?? undefined,
    },
    diagnostics: foreign.length === 0 ? [] : [noticeDiagnostic('usage', notice, { place })],
  };
}

function parseObject(text: string): { readonly [key: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return { ...Object.assign(Object.create(null) as object, value) };
  } catch {
    return undefined;
  }
}

function nameOf(value: unknown): string | undefined {
  const name = typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, 'name') : undefined;
  return typeof name?.value === 'string' ? name.value : undefined;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
