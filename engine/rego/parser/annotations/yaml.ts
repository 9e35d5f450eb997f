import { createRequire } from 'node:module';

type JsYaml = typeof import('js-yaml');
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
  'unexpected end of the stream within a double quoted scalar': {
    text: 'found unexpected end of stream',
    scanner: true,
  },
  'unexpected end of the stream within a single quoted scalar': {
    text: 'found unexpected end of stream',
    scanner: true,
  },
  'unknown escape sequence': { text: 'found unknown escape character', scanner: false },
  'expected hexadecimal character': { text: 'did not find expected hexdecimal number', scanner: false },
  'end of the stream or a document separator is expected': {
    text: 'mapping values are not allowed in this context',
    scanner: true,
  },
};

type Reader = (text: string) => unknown;
let reader: Reader | undefined;

/** A reader that takes tags which nobody defined for no tags, as Go's does, and keeps the keys of maps as they are. */
function makeReader(): Reader {
  const { CORE_SCHEMA, Schema, defineScalarTag, load, realMapTag } = createRequire(import.meta.url)(
    'js-yaml',
  ) as JsYaml;
  const anyTag = defineScalarTag('!', { matchByTagPrefix: true, resolve: (text) => text, identify: () => false });
  const others = CORE_SCHEMA.tags.filter(({ tagName }) => tagName !== realMapTag.tagName);
  const schema = new Schema([...others, realMapTag, anyTag]);
  return (text) => load(firstDocument(text), { schema });
}

/** The text up to the marker that ends its first document; Go's reader looks at no other. */
function firstDocument(text: string): string {
  const start = /^---(\s|$)/.test(text) ? 3 : 0;
  const end = text.slice(start).search(/^(---|\.\.\.)(\s|$)/m);
  return end === -1 ? text : text.slice(0, start + end);
}

/**
 * Reads the YAML of a metadata block; the reader is loaded with the first block, so that texts without one pay nothing.
 * Shape:  plain values; objects have no prototype; dates become RFC 3339 text, as OPA prints them.
 * Errors: what is wrong, in the words of OPA's reader where they are known, with its 1-based line.
 */
export function readYaml(text: string): Read {
  reader ??= makeReader();
  try {
    return { ok: true, value: new Copy().of(reader(text)) };
  } catch (error) {
    if (error instanceof ExcessiveAliasing)
      return { ok: false, line: 0, message: 'yaml: document contains excessive aliasing' };
    if (error instanceof ComplexKey) return complexKey(error.message, text);
    return describe(error as YamlFailure, text);
  }
}

function complexKey(tag: string, text: string): Read {
  const line = text.split('\n').findIndex((shown) => /(^|[{,?]\s*)[[{][^\]}]*[\]}]\s*:|^\s*\?/.test(shown)) + 1;
  return { ok: false, line, message: `yaml: unmarshal errors:\n  line ${line}: cannot unmarshal ${tag} into string` };
}

function describe({ reason = 'the block nests too deep or is no yaml', mark }: YamlFailure, text: string): Read {
  const line = mark?.line ?? 0;
  const alias = /^unidentified alias "(.*)"$/s.exec(reason)?.[1];
  if (alias !== undefined) return { ok: false, line: 0, message: `yaml: unknown anchor '${alias}' referenced` };
  const special = misplaced(text, line, reason);
  if (special !== undefined) return special;
  if (reason === 'duplicated mapping key') return { ok: false, line: line + 1, message: duplicateKey(text, line) };
  const known = Object.hasOwn(GO_REASONS, reason) ? GO_REASONS[reason] : undefined;
  if (known === undefined) return { ok: false, line: line + 1, message: `yaml: line ${line + 1}: ${reason}` };
  if (line === 0) return { ok: false, line: 0, message: `yaml: ${known.text}` };
  const shown = known.scanner ? line + 1 : line;
  return { ok: false, line: shown, message: `yaml: line ${shown}: ${known.text}` };
}

/** Characters that may not start a value, told by the line before the one they are in, and by no line for the first. */
function misplaced(text: string, line: number, reason: string): Read | undefined {
  if (reason === 'duplicated mapping key') return undefined;
  const lines = text.split('\n');
  const shown = lines[line] ?? '';
  const before = lines[line - 1] ?? '';
  if (reason === 'deficient indentation' && /:\s*("[^"]*|'[^']*)$/.test(before))
    return { ok: false, line: lines.length, message: `yaml: line ${lines.length}: found unexpected end of stream` };
  if (reason.startsWith('can not read a block mapping entry'))
    return { ok: false, line, message: `yaml: line ${line}: could not find expected ':'` };
  if (reason === 'bad indentation of a mapping entry' && indentOf(shown) > 0 && indentOf(shown) < indentOf(before))
    return { ok: false, line, message: `yaml: line ${line}: did not find expected key` };
  const told = (what: string): Read => {
    return { ok: false, line, message: line === 0 ? `yaml: ${what}` : `yaml: line ${line + 1}: ${what}` };
  };
  if (/^\s*\t/.test(shown) && (line === 0 || /:\s*$/.test(before))) {
    const message = 'found character that cannot start any token';
    return line === 0 ? told(message) : { ok: false, line: line + 1, message: `yaml: line ${line + 1}: ${message}` };
  }
  if (/:\s+[@`]/.test(shown)) return told('found character that cannot start any token');
  if (/:\s+-\s/.test(shown)) return told('block sequence entries are not allowed in this context');
  return undefined;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function duplicateKey(text: string, line: number): string {
  const lines = text.split('\n');
  const flow = /[{,]\s*([^:{},]+):[^{}]*,\s*\1:/.exec(lines[line] ?? '')?.[1];
  if (flow !== undefined)
    return `yaml: unmarshal errors:\n  line ${line + 1}: mapping key ${JSON.stringify(flow)} already defined at line ${line + 1}`;
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
    const copy = Array.isArray(value) ? value.map((item) => this.of(item)) : this.ofMap(value as YamlMap);
    if (again) this.depth--;
    return copy;
  }

  private ofMap(value: YamlMap): Record<string, unknown> {
    const copy: Record<string, unknown> = Object.create(null);
    for (const [key, item] of value) {
      copy[key === null ? '' : String(key)] = this.of(item);
      if (typeof key === 'object' && key !== null) throw new ComplexKey(Array.isArray(key) ? '!!seq' : '!!map');
      if (typeof key !== 'string') withOddKeys.add(copy);
    }
    return copy;
  }
}

type YamlMap = ReadonlyMap<unknown, unknown>;

/** Maps with keys that are no strings. */
const withOddKeys = new WeakSet<object>();

/** Whether a map that was read has a key that is no string; its copy has that key's text. */
export function hasOddKeys(map: object): boolean {
  return withOddKeys.has(map);
}

class ExcessiveAliasing extends Error {}
class ComplexKey extends Error {}

/** Source: go.yaml.in/yaml/v3 decode.go. */
function allowedShare(nodes: number): number {
  if (nodes <= 400_000) return 0.99;
  return nodes >= 4_000_000 ? 0.1 : 0.99 - (0.89 * (nodes - 400_000)) / 3_600_000;
}
