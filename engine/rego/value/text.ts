import { sortedKeys } from './keys.ts';
import { visit } from './meter.ts';
import { numberText, RegoNumber } from './number.ts';
import { RegoObject } from './object.ts';
import { RegoSet } from './set.ts';
import { wellFormed } from './strings.ts';
import type { PlainObject, RegoValue } from './types.ts';

/**
 * A value as Rego text: what `sprintf("%v")`, `print` and OPA's messages show inside composites.
 * Shape:  strings quoted as Go quotes them, sets in braces (`set()` when empty), keys in order, `, ` and `: ` between.
 * Source: OPA v1/ast term_appenders.go.
 */
export function toText(value: RegoValue): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      return numberText(value);
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      if (value === null) return 'null';
      if (value instanceof RegoNumber) return value.text;
      visit(1);
      if (Array.isArray(value)) return `[${(value as readonly RegoValue[]).map(toText).join(', ')}]`;
      if (value instanceof RegoSet) return value.size === 0 ? 'set()' : `{${value.sorted().map(toText).join(', ')}}`;
      if (value instanceof RegoObject)
        return `{${value
          .sorted()
          .map(([key, item]) => `${toText(key)}: ${toText(item)}`)
          .join(', ')}}`;
      return plainText(value as PlainObject);
  }
}

function plainText(object: PlainObject): string {
  return `{${sortedKeys(object)
    .map((key) => `${quote(key)}: ${toText(object[key] as RegoValue)}`)
    .join(', ')}}`;
}

const NEEDS_ESCAPE = /["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;
const ESCAPED = /["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;
const NAMED: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
]);

/**
 * A string in double quotes with Go's escapes for what does not print.
 * Source: Go strconv.Quote.
 */
export function quote(text: string): string {
  return NEEDS_ESCAPE.test(text) ? `"${wellFormed(text).replace(ESCAPED, escapeCharacter)}"` : `"${text}"`;
}

function escapeCharacter(character: string): string {
  const named = NAMED.get(character);
  if (named !== undefined) return named;
  const code = character.codePointAt(0) as number;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}

/** As `quote`, with everything outside ASCII escaped too (Go's `%+q`). */
export function quoteAscii(text: string): string {
  return quote(text).replace(/[^\u0000-\u007f]/gu, escapeCharacter);
}
