import { createRequire } from 'node:module';

type YamlModule = { readonly load: (text: string, options?: object) => unknown };
type YamlFailure = { readonly reason?: string; readonly mark?: { readonly line: number } };

let loaded: YamlModule | undefined;

/**
 * Reads the YAML of a metadata block; the reader is loaded with the first block, so that texts without one pay nothing.
 * Shape:  plain values; objects have no prototype; dates become RFC 3339 text, as OPA prints them.
 * Errors: what is wrong with its 1-based line.
 */
export function readYaml(
  text: string,
):
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly line: number; readonly reason: string } {
  loaded ??= createRequire(import.meta.url)('js-yaml') as YamlModule;
  try {
    return { ok: true, value: toPlain(loaded.load(text)) };
  } catch (error) {
    const { reason, mark } = error as YamlFailure;
    return { ok: false, line: (mark?.line ?? 0) + 1, reason: reason ?? 'the block nests too deep or is no yaml' };
  }
}

function toPlain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, item] of Object.entries(value)) copy[key] = toPlain(item);
  return copy;
}
