import { isList, isMap, numberText, sortedEntries, type Value } from './value.ts';

/** A whole value as `jsonencode` writes it: keys in order, no exponents, `<`, `>` and `&` as escapes. */
export function jsonText(value: Value): string {
  return plainText(value).replace(/[<>&\u2028\u2029]/g, escapeOf);
}

function escapeOf(mark: string): string {
  return `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function plainText(value: Value): string {
  if (typeof value === 'number') return numberText(value);
  if (isList(value)) return `[${value.map(plainText).join(',')}]`;
  if (!isMap(value)) return JSON.stringify(value);
  const items = sortedEntries(value).map(([key, item]) => `${JSON.stringify(key)}:${plainText(item)}`);
  return `{${items.join(',')}}`;
}
