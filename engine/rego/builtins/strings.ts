import { numberText, objectEntries, RegoSet, type RegoValue, truncateNumber } from '../value/index.ts';
import type { Builtin, BuiltinContext } from './context.ts';
import { failure, operandError, wrongChoice, wrongItem, wrongType } from './errors.ts';
import { isAscii, toLower, toUpper } from './letter-case.ts';
import { intOperand, itemsOf, numberOperand, objectOperand, stringOperand, stringsOperand } from './operands.ts';
import { replaceAll, replaceMany } from './replace.ts';
import { sprintf } from './sprintf.ts';

/**
 * Strings. Lengths and indexes count code points.
 * Source: OPA v1/topdown strings.go.
 */
export const stringBuiltins = {
  concat: (context, separator, x) => concat(context, stringOperand(separator, 1), x),
  contains: (_context, x, part) => stringOperand(x, 1).includes(stringOperand(part, 2)),
  startswith: (_context, x, prefix) => stringOperand(x, 1).startsWith(stringOperand(prefix, 2)),
  endswith: (_context, x, suffix) => stringOperand(x, 1).endsWith(stringOperand(suffix, 2)),
  format_int: (_context, x, base) => formatInt(x, base),
  indexof: (_context, x, part) => {
    const text = stringOperand(x, 1);
    const search = stringOperand(part, 2);
    if (search === '') throw failure('empty search character');
    return codePointIndex(text, text.indexOf(search));
  },
  indexof_n: (context, x, part) => {
    const text = stringOperand(x, 1);
    const search = stringOperand(part, 2);
    if (search === '') throw failure('empty search character');
    context.charge(text.length);
    return allIndexes(text, search);
  },
  lower: (context, x) => {
    const text = stringOperand(x, 1);
    context.charge(text.length);
    return toLower(text);
  },
  upper: (context, x) => {
    const text = stringOperand(x, 1);
    context.charge(text.length);
    return toUpper(text);
  },
  replace: (context, x, from, to) => {
    const text = stringOperand(x, 1);
    return replaceAll(context, text, stringOperand(from, 2), stringOperand(to, 3));
  },
  'strings.replace_n': (context, patterns, x) => {
    const object = objectOperand(patterns, 1);
    const text = stringOperand(x, 2);
    const pairs = objectEntries(object).map(([from, to]): readonly [string, string] => {
      if (typeof from !== 'string') throw operandError(1, 'non-string key found in pattern object');
      if (typeof to !== 'string') throw operandError(1, 'non-string value found in pattern object');
      return [from, to];
    });
    return replaceMany(context, text, pairs);
  },
  split: (context, x, separator) => {
    const text = stringOperand(x, 1);
    const delimiter = stringOperand(separator, 2);
    context.charge(text.length);
    return splitText(text, delimiter);
  },
  'strings.split_n': (context, x, separator, count) => {
    const parts = splitText(stringOperand(x, 1), stringOperand(separator, 2));
    context.charge((x as string).length);
    const n = intOperand(count, 3);
    return n >= 0 ? parts.slice(0, n) : parts.slice(Math.max(parts.length + n, 0));
  },
  sprintf: (context, format, args) => {
    const text = stringOperand(format, 1);
    if (!Array.isArray(args)) throw wrongType(2, args, 'array');
    return sprintf(context, text, args as readonly RegoValue[]);
  },
  substring: (context, x, start, length) => {
    const text = stringOperand(x, 1);
    context.charge(text.length);
    return substring(text, intOperand(start, 2), intOperand(length, 3));
  },
  trim: (_context, x, cut) => trimRight(trimLeft(stringOperand(x, 1), stringOperand(cut, 2)), cut as string),
  trim_left: (_context, x, cut) => trimLeft(stringOperand(x, 1), stringOperand(cut, 2)),
  trim_right: (_context, x, cut) => trimRight(stringOperand(x, 1), stringOperand(cut, 2)),
  trim_prefix: (_context, x, prefix) => {
    const text = stringOperand(x, 1);
    const head = stringOperand(prefix, 2);
    return text.startsWith(head) ? text.slice(head.length) : text;
  },
  trim_suffix: (_context, x, suffix) => {
    const text = stringOperand(x, 1);
    const tail = stringOperand(suffix, 2);
    return text.endsWith(tail) ? text.slice(0, text.length - tail.length) : text;
  },
  trim_space: (_context, x) => trimSpace(stringOperand(x, 1)),
  'strings.reverse': (context, x) => {
    const text = stringOperand(x, 1);
    context.charge(text.length);
    return Array.from(text).reverse().join('');
  },
  'strings.count': (context, x, part) => {
    const text = stringOperand(x, 1);
    const search = stringOperand(part, 2);
    context.charge(text.length);
    return search === '' ? Array.from(text).length + 1 : text.split(search).length - 1;
  },
  'strings.any_prefix_match': (context, x, prefixes) =>
    anyMatch(context, x, prefixes, (text, prefix) => text.startsWith(prefix)),
  'strings.any_suffix_match': (context, x, suffixes) =>
    anyMatch(context, x, suffixes, (text, suffix) => text.endsWith(suffix)),
} satisfies Record<string, Builtin>;

function concat(context: BuiltinContext, separator: string, value: RegoValue): string {
  const items = itemsOf(value);
  if (items === undefined) throw wrongType(2, value, 'set', 'array');
  let size = separator.length * items.length;
  for (const item of items) {
    if (typeof item !== 'string') throw wrongItem(2, value, item, 'string');
    size += item.length;
  }
  context.charge(size);
  return items.join(separator);
}

function formatInt(value: RegoValue, base: RegoValue): string {
  const integer = numberOperand(value, 1);
  const radix = ['2', '8', '10', '16'].indexOf(numberText(numberOperand(base, 2)));
  if (radix < 0) throw wrongChoice(2, '2', '8', '10', '16');
  return truncateNumber(integer).toString([2, 8, 10, 16][radix]);
}

/** The index of a code point, given that of its first UTF-16 unit; -1 stays. */
function codePointIndex(text: string, unit: number): number {
  if (unit <= 0) return unit;
  let index = 0;
  for (let at = 0; at < unit; at += (text.codePointAt(at) as number) > 0xffff ? 2 : 1) index++;
  return index;
}

function allIndexes(text: string, search: string): RegoValue {
  const found: number[] = [];
  let index = 0;
  for (let at = 0; at < text.length; at += (text.codePointAt(at) as number) > 0xffff ? 2 : 1) {
    if (text.startsWith(search, at)) found.push(index);
    index++;
  }
  return found;
}

function splitText(text: string, delimiter: string): readonly string[] {
  return delimiter === '' ? Array.from(text) : text.split(delimiter);
}

function substring(text: string, start: number, length: number): string {
  if (start < 0) throw failure('negative offset');
  if (isAscii(text)) return length < 0 ? text.slice(start) : text.slice(start, start + length);
  const characters = Array.from(text);
  return (length < 0 ? characters.slice(start) : characters.slice(start, start + length)).join('');
}

function trimLeft(text: string, cut: string): string {
  const characters = new Set(cut);
  let start = 0;
  while (start < text.length) {
    const character = String.fromCodePoint(text.codePointAt(start) as number);
    if (!characters.has(character)) break;
    start += character.length;
  }
  return text.slice(start);
}

function trimRight(text: string, cut: string): string {
  const characters = new Set(cut);
  let end = text.length;
  while (end > 0) {
    const pair = end > 1 ? text.slice(end - 2, end) : '';
    const character = pair !== '' && (pair.codePointAt(0) as number) > 0xffff ? pair : text.slice(end - 1, end);
    if (!characters.has(character)) break;
    end -= character.length;
  }
  return text.slice(0, end);
}

/** Removes what Unicode calls white space (JavaScript's `trim` also takes U+FEFF, and leaves U+0085). */
function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isSpace(unit: number): boolean {
  if (unit <= 0x20) return unit === 0x20 || (unit >= 9 && unit <= 13);
  return unit >= 0x85 && /\p{White_Space}/u.test(String.fromCharCode(unit));
}

function anyMatch(
  context: BuiltinContext,
  x: RegoValue,
  y: RegoValue,
  matches: (text: string, part: string) => boolean,
): boolean {
  const texts = oneOrMany(x, 1);
  const parts = oneOrMany(y, 2);
  context.charge(texts.length + parts.length);
  if (texts.length * parts.length > 64) return sortedMatch(context, texts, parts, matches);
  return texts.some((text) => parts.some((part) => matches(text, part)));
}

/** Many against many: each distinct length of the parts is looked up in a set. */
function sortedMatch(
  context: BuiltinContext,
  texts: readonly string[],
  parts: readonly string[],
  matches: (text: string, part: string) => boolean,
): boolean {
  const known = new Set(parts);
  const lengths = [...new Set(parts.map((part) => part.length))];
  const isPrefix = matches('ab', 'a');
  context.charge(texts.length * lengths.length);
  return texts.some((text) =>
    lengths.some((length) => {
      if (length > text.length) return false;
      return known.has(isPrefix ? text.slice(0, length) : text.slice(text.length - length));
    }),
  );
}

function oneOrMany(value: RegoValue, position: number): readonly string[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value) && !(value instanceof RegoSet)) throw wrongType(position, value, 'string', 'set', 'array');
  return stringsOperand(value, position);
}
