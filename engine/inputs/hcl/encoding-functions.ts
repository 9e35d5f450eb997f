import { createHash } from 'node:crypto';
import type { JsonValue } from '../document.ts';
import { type FunctionTable, table } from './function-table.ts';
import { fromJson, isList, isMap, numberText, sortedEntries, textOf, type Value } from './value.ts';

/** Functions that encode, decode and digest. Source: Terraform, Encoding Functions, Hash Functions. */
export const ENCODING_FUNCTIONS: FunctionTable = table('whole', {
  jsonencode: (value) => jsonText(value ?? null).replace(/[<>&\u2028\u2029]/g, escapeOf),
  jsondecode: onText((text) => {
    try {
      return fromJson(JSON.parse(text) as JsonValue);
    } catch {
      return undefined;
    }
  }),
  base64encode: onText((text) => Buffer.from(text).toString('base64')),
  base64decode: onText((text) => Buffer.from(text, 'base64').toString('utf8')),
  urlencode: onText((text) =>
    encodeURIComponent(text)
      .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll('%20', '+'),
  ),
  md5: digest('md5', 'hex'),
  sha1: digest('sha1', 'hex'),
  sha256: digest('sha256', 'hex'),
  sha512: digest('sha512', 'hex'),
  base64sha256: digest('sha256', 'base64'),
  base64sha512: digest('sha512', 'base64'),
  basename: onText((text) => text.replace(/\/+$/, '').replace(/^.*\//, '') || '.'),
  dirname: onText((text) => /^(.*[^/])\/+[^/]*$/.exec(text)?.[1] ?? (text.startsWith('/') ? '/' : '.')),
});

/** JSON as Go writes it: `<`, `>` and `&` as escapes. */
function escapeOf(mark: string): string {
  return `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A whole value as JSON: keys in order, no exponents in numbers. */
function jsonText(value: Value): string {
  if (typeof value === 'number') return numberText(value);
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`;
  if (!isMap(value)) return JSON.stringify(value);
  const items = sortedEntries(value).map(([key, item]) => `${JSON.stringify(key)}:${jsonText(item)}`);
  return `{${items.join(',')}}`;
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
