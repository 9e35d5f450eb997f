import { createHash } from 'node:crypto';
import type { JsonValue } from '../document.ts';
import { composeYaml } from '../yaml/compose.ts';
import { type FunctionTable, table } from './function-table.ts';
import { jsonText } from './json-text.ts';
import { fromJson, isExact, isWhole, reasonOf, textOf, Unknown, type Value } from './value.ts';

/** JSON with an unknown part is not known, but what it holds is kept. */
const ON_PARTS = table('parts', {
  jsonencode: (value = null) =>
    isWhole(value) ? jsonText(value) : new Unknown(reasonOf(value) ?? 'it is not known whole', { kind: 'json', value }),
});

const ON_WHOLE = table('whole', {
  jsondecode: onText((text) => {
    try {
      const made = fromJson(JSON.parse(text) as JsonValue);
      return hasLongNumbers(text) ? TOO_LONG : made;
    } catch {
      return undefined;
    }
  }),
  yamldecode: onText(decodeYaml),
  csvdecode: onText(decodeCsv),
  base64encode: onText((text) => Buffer.from(text).toString('base64')),
  base64decode: onText((text) => decodeBase64(text, 'utf-8')),
  textencodebase64: (value, encoding) => {
    const text = textOf(value ?? null);
    const name = textOf(encoding ?? null)?.toUpperCase();
    if (text === undefined || name === undefined) return undefined;
    const bytes = encodings(text).get(name);
    return bytes === undefined ? new Unknown(`the encoding \`${name}\` is not known here`) : bytes.toString('base64');
  },
  textdecodebase64: (value, encoding) => {
    const text = textOf(value ?? null);
    const name = textOf(encoding ?? null)?.toUpperCase();
    if (text === undefined || name === undefined) return undefined;
    const known = new Map([
      ['UTF-8', 'utf-8'],
      ['UTF-16LE', 'utf-16le'],
      ['UTF-16BE', 'utf-16be'],
    ]).get(name);
    return known === undefined ? new Unknown(`the encoding \`${name}\` is not known here`) : decodeBase64(text, known);
  },
  urlencode: onText((text) =>
    encodeURIComponent(Buffer.from(text).toString())
      .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll('%20', '+'),
  ),
  uuidv5: (namespace, name) => {
    const given = textOf(namespace ?? null);
    const text = textOf(name ?? null);
    const space = given === undefined ? undefined : (NAMESPACES.get(given) ?? given);
    if (text === undefined || space === undefined || !UUID.test(space)) return undefined;
    const digestOf = createHash('sha1')
      .update(Buffer.from(space.replaceAll('-', ''), 'hex'))
      .update(text);
    const bytes = digestOf.digest().subarray(0, 16);
    bytes.writeUInt8(((bytes[6] as number) & 0x0f) | 0x50, 6);
    bytes.writeUInt8(((bytes[8] as number) & 0x3f) | 0x80, 8);
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  },
  md5: digest('md5', 'hex'),
  sha1: digest('sha1', 'hex'),
  sha256: digest('sha256', 'hex'),
  sha512: digest('sha512', 'hex'),
  base64sha256: digest('sha256', 'base64'),
  base64sha512: digest('sha512', 'base64'),
  basename: onText((text) => {
    if (text === '') return '.';
    return text.replace(/\/+$/, '').replace(/^.*\//s, '') || '/';
  }),
  dirname: onText((text) => cleanPath(text.slice(0, text.lastIndexOf('/') + 1))),
  pathexpand: onText((text) => (text.startsWith('~') ? new Unknown('the home folder is not known') : text)),
  abspath: onText((text) =>
    text.startsWith('/') ? cleanPath(text) : new Unknown('the working directory is not known'),
  ),
});

/** Functions that encode, decode and digest. Source: Terraform, Encoding Functions, Hash Functions. */
export const ENCODING_FUNCTIONS: FunctionTable = { ...ON_PARTS, ...ON_WHOLE };

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NAMESPACES: ReadonlyMap<string, string> = new Map(
  [['dns', 0] as const, ['url', 1] as const, ['oid', 2] as const, ['x500', 4] as const].map(
    ([name, at]) => [name, `6ba7b81${at}-9dad-11d1-80b4-00c04fd430c8`] as const,
  ),
);
const TOO_LONG = new Unknown('a number has more digits than are computed with');

function hasLongNumbers(text: string): boolean {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, '');
  return (bare.match(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g) ?? []).some((number) => !isExact(number));
}

/** Source: Go, path/filepath Clean. */
function cleanPath(text: string): string {
  const steps: string[] = [];
  const isAbsolute = text.startsWith('/');
  for (const step of text.split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop();
    else if (step !== '..' || !isAbsolute) steps.push(step);
  }
  return isAbsolute ? `/${steps.join('/')}` : steps.join('/') || '.';
}

function decodeBase64(text: string, encoding: string): string | undefined {
  const bare = text.replace(/[\r\n]/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(bare)) return undefined;
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(Buffer.from(bare, 'base64'));
  } catch {
    return undefined;
  }
}

function encodings(text: string): ReadonlyMap<string, Buffer> {
  const little = Buffer.from(text, 'utf16le');
  return new Map([
    ['UTF-8', Buffer.from(text)],
    ['UTF-16LE', little],
    ['UTF-16BE', Buffer.from(little).swap16()],
  ]);
}

/** YAML as far as Terraform and kubectl read it alike; numbers and dates that they do not are left unknown. */
function decodeYaml(text: string): Value | undefined {
  const { roots, faults } = composeYaml(text);
  if (faults.some(({ kind }) => kind !== 'duplicate-key')) return undefined;
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '""');
  // Octal and binary numbers, underscores, dates, tags, numbers without end.
  const isOdd = /(?:^|[\s,[{:-])(?:[-+]?0[0-9bB_]|[-+]?\d[\d.]*_|\d{4}-\d\d?-\d|[-+]?\.(?:inf|nan)|![^=])/im.test(bare);
  if (isOdd || hasLongNumbers(bare)) return new Unknown('it holds YAML that is read in different ways');
  const [root] = roots;
  if (roots.length !== 1 || root === undefined)
    return roots.length === 0 ? new Unknown('the YAML is empty') : undefined;
  return fromJson(root.value);
}

/** Rows of texts by the names in the first. Source: RFC 4180, as Go reads it. */
function decodeCsv(text: string): Value | undefined {
  const rows = readCsv(text.replaceAll('\r\n', '\n'));
  const [names, ...rest] = rows ?? [];
  if (names === undefined || new Set(names).size !== names.length) return undefined;
  if (rest.some((row) => row.length !== names.length)) return undefined;
  return rest.map((row) => new Map(names.map((name, at) => [name, row[at] as Value])));
}

function readCsv(text: string): readonly (readonly string[])[] | undefined {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /("(?:[^"]|"")*"|[^",\n][^,\n]*|)(,|\n|$)/y;
  for (let at = 0; at < text.length || row.length > 0; ) {
    field.lastIndex = at;
    const found = field.exec(text);
    const raw = found?.[1] ?? '';
    if (found === null || (!raw.startsWith('"') && raw.includes('"'))) return undefined;
    at = field.lastIndex;
    row.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (found[2] === ',') continue;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  return rows;
}

function onText(run: (text: string) => Value | undefined): (value?: Value) => Value | undefined {
  return (value) => {
    const text = textOf(value ?? null);
    return text === undefined ? undefined : run(text);
  };
}

function digest(algorithm: string, encoding: 'hex' | 'base64') {
  return onText((text) => createHash(algorithm).update(text).digest(encoding));
}
