import type { Term } from '../../ast/term.ts';
import { parseTermText } from '../entry.ts';
import { urlMistake } from './url.ts';
import { hasOddKeys } from './yaml.ts';

type Entries = Record<string, unknown>;
type Fields = { readonly scope: string; readonly entrypoint: boolean; readonly entries: Readonly<Entries> };
type Result =
  | { readonly ok: true; readonly value: Fields }
  | { readonly ok: false; readonly message: string; readonly line?: number };
/** A field's value in the shape that OPA gives it, or what is wrong with it. */
type Read = { readonly value: unknown } | { readonly error: string };

/** Go's names of the types that YAML fields are read into. */
const FIELDS = {
  scope: 'string',
  title: 'string',
  entrypoint: 'bool',
  description: 'string',
  organizations: '[]string',
  related_resources: '[]interface {}',
  authors: '[]interface {}',
  schemas: '[]map[string]interface {}',
  compile: 'map[string]interface {}',
  custom: 'map[string]interface {}',
  labels: 'map[string]interface {}',
} as const;
type FieldName = keyof typeof FIELDS;

const READERS: Partial<Record<FieldName, (value: unknown) => Read>> = {
  related_resources: (value) => readList(value, readRelated),
  compile: readCompile,
  custom: readCustom,
  schemas: (value) => readList(value, readSchema),
  authors: (value) => readList(value, readAuthor),
};

/**
 * Reads the fields of a metadata block; fields that OPA does not know are dropped.
 * Errors: a field of the wrong type or content, with OPA's text and, for the type, its 1-based line.
 * Source: OPA v1/ast parser.go metadataParser.
 */
export function readFields(yaml: unknown, text: string): Result {
  if (yaml === null || yaml === undefined)
    return { ok: true, value: { scope: '', entrypoint: false, entries: Object.create(null) } };
  if (!isRecord(yaml)) return typeError(1, yaml, 'ast.rawAnnotation');
  const entries: Entries = Object.create(null);
  for (const name of Object.keys(FIELDS) as FieldName[]) {
    const raw = yaml[name];
    if (raw === undefined || raw === null) continue;
    const typed = toType(raw, FIELDS[name]);
    if (typed === undefined) return misfit(text, name, raw);
    entries[name] = typed.value;
  }
  for (const [name, read] of Object.entries(READERS)) {
    if (entries[name] === undefined) continue;
    const result = read(entries[name]);
    if ('error' in result) return { ok: false, message: result.error };
    entries[name] = result.value;
  }
  return {
    ok: true,
    value: { scope: (entries.scope as string) ?? '', entrypoint: entries.entrypoint === true, entries },
  };
}

function toType(value: unknown, type: (typeof FIELDS)[FieldName]): { readonly value: unknown } | undefined {
  switch (type) {
    case 'string':
      return isScalar(value) ? { value: String(value) } : undefined;
    case 'bool':
      return toBoolean(value);
    case '[]string':
      return Array.isArray(value) && value.every(isScalar) ? { value: value.map(String) } : undefined;
    case '[]interface {}':
      return Array.isArray(value) ? { value } : undefined;
    case '[]map[string]interface {}':
      return Array.isArray(value) && value.every(isRecord) ? { value } : undefined;
    case 'map[string]interface {}':
      return isRecord(value) ? { value } : undefined;
  }
}

/** Go's reader takes the words of YAML 1.1 where a boolean is asked for. */
function toBoolean(value: unknown): { readonly value: boolean } | undefined {
  if (typeof value === 'boolean') return { value };
  if (typeof value !== 'string') return undefined;
  if (/^(y|Y|yes|Yes|YES|on|On|ON)$/.test(value)) return { value: true };
  return /^(n|N|no|No|NO|off|Off|OFF)$/.test(value) ? { value: false } : undefined;
}

/** Tells of the item that does not fit where the list as such does. */
function misfit(text: string, name: FieldName, raw: unknown): Result {
  const type = FIELDS[name];
  const line = lineOf(text, name);
  if (!Array.isArray(raw) || !type.startsWith('[]')) return typeError(line, raw, type);
  const itemType = type.slice(2);
  const index = raw.findIndex((item) => (itemType === 'string' ? !isScalar(item) : !isRecord(item)));
  return typeError(line + index, raw[index], itemType);
}

function typeError(line: number, value: unknown, type: string): Result {
  const tag = Array.isArray(value)
    ? '!!seq'
    : isRecord(value)
      ? '!!map'
      : `!!${scalarTag(value)} \`${shorten(String(value))}\``;
  return { ok: false, message: `yaml: unmarshal errors:\n  line ${line}: cannot unmarshal ${tag} into ${type}`, line };
}

function scalarTag(value: unknown): string {
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  return Number.isInteger(value) ? 'int' : 'float';
}

/** Go's YAML reader shows at most ten characters of a value. */
function shorten(text: string): string {
  return text.length > 10 ? `${text.slice(0, 7)}...` : text;
}

function lineOf(text: string, field: string): number {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`${field}:`));
  // A block value is told of by its own first line.
  const isBlock = at >= 0 && lines[at]!.slice(field.length + 1).trim() === '';
  return at + (isBlock ? 2 : 1);
}

function readList(value: unknown, read: (item: unknown) => Read): Read {
  const items: unknown[] = [];
  for (const item of value as readonly unknown[]) {
    const result = read(item);
    if ('error' in result) return result;
    items.push(result.value);
  }
  return { value: items };
}

function readRelated(item: unknown): Read {
  const wrap = (why: string): Read => ({ error: `invalid related-resource definition ${goText(item)}: ${why}` });
  if (typeof item === 'string') {
    const mistake = item === '' ? 'ref URL may not be empty string' : urlMistake(item);
    return mistake === undefined ? { value: record({ ref: item }) } : wrap(mistake);
  }
  if (!isRecord(item)) return wrap('invalid value type, must be string or map');
  const ref = textOf(item, 'ref');
  const description = textOf(item, 'description');
  const mistake = ref === '' ? "'ref' value required in object" : urlMistake(ref);
  if (mistake !== undefined) return wrap(mistake);
  return { value: record(description === '' ? { ref } : { description, ref }) };
}

function readAuthor(item: unknown): Read {
  const wrap = (why: string): Read => ({ error: `invalid author definition ${goText(item)}: ${why}` });
  if (typeof item === 'string')
    return item.trim() === '' ? wrap('author is an empty string') : { value: authorOf(item) };
  if (!isRecord(item)) return wrap('invalid value type, must be string or map');
  const name = textOf(item, 'name');
  const email = textOf(item, 'email');
  if (name === '' && email === '') return wrap("'name' and/or 'email' values required in object");
  return { value: nameAndEmail(name, email) };
}

/** A last word in angle brackets is the address. */
function authorOf(text: string): Entries {
  const words = text.trim().split(/\s+/);
  const last = words.at(-1)!;
  const email = last.length >= 2 && last.startsWith('<') && last.endsWith('>') ? last.slice(1, -1) : undefined;
  return nameAndEmail((email === undefined ? words : words.slice(0, -1)).join(' '), email ?? '');
}

function nameAndEmail(name: string, email: string): Entries {
  return record({ ...(name === '' ? {} : { name }), ...(email === '' ? {} : { email }) });
}

function readSchema(item: unknown): Read {
  const [pair] = Object.entries(item as Entries);
  const [path, schema] = pair ?? ['', undefined];
  if (parseTermText(path)?.kind !== 'ref') return { error: 'invalid document reference' };
  if (typeof schema === 'string') {
    return isSchemaRef(parseTermText(schema)) ? { value: item } : { error: 'invalid schema reference' };
  }
  return isRecord(schema) ? { value: item } : { error: `invalid schema declaration for path ${JSON.stringify(path)}` };
}

function isSchemaRef(term: Term | undefined): boolean {
  const head = term?.kind === 'ref' ? term.path[0] : term;
  return head?.kind === 'var' && head.name === 'schema';
}

/** The values of custom fields have text for keys, however deep; those of the fields themselves are taken as text. */
function readCustom(value: unknown): Read {
  for (const item of Object.values(value as Entries)) {
    const path = oddKeyPath(item, []);
    if (path !== undefined) return { error: `invalid map key type(s): ${path.join('/')}` };
  }
  return { value };
}

function oddKeyPath(value: unknown, path: readonly string[]): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isRecord(value) && hasOddKeys(value)) return path;
  for (const [key, item] of Object.entries(value)) {
    const found = oddKeyPath(item, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readCompile(value: unknown): Read {
  const compile = value as Entries;
  const unknowns = Array.isArray(compile.unknowns) ? compile.unknowns : [];
  for (const unknown of unknowns) {
    if (typeof unknown === 'string' && parseTermText(unknown)?.kind !== 'ref')
      return { error: `invalid unknowns element ${JSON.stringify(unknown)}: failed to parse ref` };
  }
  const mask = compile.mask_rule;
  if (typeof mask === 'string' && !['var', 'string', 'ref'].includes(parseTermText(mask)?.kind ?? ''))
    return { error: `invalid mask_rule annotation ${JSON.stringify(mask)}: failed to parse term` };
  return { value };
}

function textOf(item: Entries, key: string): string {
  const value = item[key];
  return typeof value === 'string' ? value.trim() : '';
}

/** As Go prints a value with %s. */
function goText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (isRecord(value)) {
    const keys = Object.keys(value).sort();
    return `map[${keys.map((key) => `${key}:${goText(value[key])}`).join(' ')}]`;
  }
  if (value === null || value === undefined) return '%!s(<nil>)';
  const type = typeof value === 'boolean' ? 'bool' : Number.isInteger(value) ? 'int' : 'float64';
  return `%!s(${type}=${value})`;
}

function record(entries: Entries): Entries {
  return Object.assign(Object.create(null), entries);
}

function isRecord(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
