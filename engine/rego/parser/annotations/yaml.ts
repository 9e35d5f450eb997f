import { createRequire } from 'node:module';

type YamlModule = { readonly load: (text: string, options?: object) => unknown };
type YamlFailure = { readonly reason?: string; readonly mark?: { readonly line: number } };
type Read =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly line: number; readonly message: string };

/** What Go's reader says for the failures that metadata blocks meet most; `scanner` ones count lines from 1. */
const GO_REASONS: Readonly<Record<string, { readonly text: string; readonly scanner: boolean }>> = {
  'bad indentation of a mapping entry': { text: 'mapping values are not allowed in this context', scanner: true },
  'tab characters must not be used in indentation': {
    text: 'found a tab character that violates indentation',
    scanner: true,
  },
  'deficient indentation': { text: 'did not find expected node content', scanner: false },
  'unexpected end of the stream within a flow collection': {
    text: 'did not find expected node content',
    scanner: false,
  },
};

let loaded: YamlModule | undefined;

/**
 * Reads the YAML of a metadata block; the reader is loaded with the first block, so that texts without one pay nothing.
 * Shape:  plain values; objects have no prototype; dates become RFC 3339 text, as OPA prints them.
 * Errors: what is wrong, in the words of OPA's reader where they are known, with its 1-based line.
 */
export function readYaml(text: string): Read {
  loaded ??= createRequire(import.meta.url)('js-yaml') as YamlModule;
  try {
    return { ok: true, value: new Copy().of(loaded.load(text)) };
  } catch (error) {
    if (error instanceof ExcessiveAliasing)
      return { ok: false, line: 0, message: 'yaml: document contains excessive aliasing' };
    return describe(error as YamlFailure, text);
  }
}

function describe({ reason = 'the block nests too deep or is no yaml', mark }: YamlFailure, text: string): Read {
  const line = mark?.line ?? 0;
  if (reason === 'duplicated mapping key') return { ok: false, line: line + 1, message: duplicateKey(text, line) };
  const known = Object.hasOwn(GO_REASONS, reason) ? GO_REASONS[reason] : undefined;
  if (known === undefined) return { ok: false, line: line + 1, message: `yaml: line ${line + 1}: ${reason}` };
  if (line === 0) return { ok: false, line: 0, message: `yaml: ${known.text}` };
  const shown = known.scanner ? line + 1 : line;
  return { ok: false, line: shown, message: `yaml: line ${shown}: ${known.text}` };
}

function duplicateKey(text: string, line: number): string {
  const lines = text.split('\n');
  const start = /^[\s-]*([^:]*):/.exec(lines[line] ?? '');
  const key = start?.[1] ?? '';
  const first = lines.findIndex((other) => other.startsWith((start?.[0] ?? ':').trimEnd()));
  return `yaml: unmarshal errors:\n  line ${line + 1}: mapping key ${JSON.stringify(key)} already defined at line ${first + 1}`;
}

/**
 * Copies what the reader made into plain values.
 * Errors: throws where aliases stand for far more than is written, as Go's reader does; `readYaml` catches that.
 */
class Copy {
  private readonly seen = new Set<object>();
  private nodes = 0;
  private aliased = 0;
  private depth = 0;

  of(value: unknown): unknown {
    this.nodes++;
    if (this.depth > 0) this.aliased++;
    if (this.aliased > 100 && this.nodes > 1000 && this.aliased / this.nodes > allowedShare(this.nodes))
      throw new ExcessiveAliasing();
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
    const again = this.seen.has(value);
    this.seen.add(value);
    if (again) this.depth++;
    const copy = Array.isArray(value) ? value.map((item) => this.of(item)) : this.ofMap(value);
    if (again) this.depth--;
    return copy;
  }

  private ofMap(value: object): Record<string, unknown> {
    const copy: Record<string, unknown> = Object.create(null);
    for (const [key, item] of Object.entries(value)) copy[key] = this.of(item);
    return copy;
  }
}

class ExcessiveAliasing extends Error {}

/** Source: go.yaml.in/yaml/v3 decode.go. */
function allowedShare(nodes: number): number {
  if (nodes <= 400_000) return 0.99;
  return nodes >= 4_000_000 ? 0.1 : 0.99 - (0.89 * (nodes - 400_000)) / 3_600_000;
}
