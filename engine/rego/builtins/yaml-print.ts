import { isNumber, isObject, numberText, RegoSet, type RegoValue, typeName } from '../value/index.ts';
import { jsonEntries } from '../value/json.ts';
import { formatFloat } from './go-float.ts';
import { NO_FLAGS } from './go-format.ts';

/**
 * YAML as Go's yaml.v2 prints it: keys sorted, two spaces, lists at the depth of their key, literal blocks for
 * texts of several lines.
 * Source: sigs.k8s.io/yaml Marshal.
 */
export function printYaml(value: RegoValue): string {
  const lines = blockOf(value, 0);
  return `${typeof lines === 'string' ? lines : lines.join('\n')}\n`;
}

/** A scalar or empty collection as text on its own line, anything else as lines. */
function blockOf(value: RegoValue, depth: number): string | readonly string[] {
  if (isObject(value)) return objectBlock(jsonEntries(value), depth);
  if (Array.isArray(value)) return arrayBlock(value as readonly RegoValue[], depth);
  if (value instanceof RegoSet) return arrayBlock(value.sorted(), depth);
  return scalarText(value, depth);
}

function objectBlock(entries: readonly (readonly [string, RegoValue])[], depth: number): string | readonly string[] {
  if (entries.length === 0) return '{}';
  const indent = '  '.repeat(depth);
  return [...entries]
    .sort(([a], [b]) => naturalOrder(a, b))
    .flatMap(([key, item]) => {
      const isList = typeName(item) === 'array' || typeName(item) === 'set';
      const block = blockOf(item, isList ? depth : depth + 1);
      const name = `${indent}${stringText(key, depth)}:`;
      return typeof block === 'string' ? [`${name} ${block}`] : [name, ...block];
    });
}

function arrayBlock(items: readonly RegoValue[], depth: number): string | readonly string[] {
  if (items.length === 0) return '[]';
  const indent = '  '.repeat(depth);
  return items.flatMap((item) => {
    const block = blockOf(item, depth + 1);
    if (typeof block === 'string') return [`${indent}- ${block}`];
    return [`${indent}- ${(block[0] as string).slice(indent.length + 2)}`, ...block.slice(1)];
  });
}

function scalarText(value: RegoValue, depth: number): string {
  if (typeof value === 'string') return stringText(value, depth);
  return isNumber(value) ? numberOf(numberText(value)) : String(value);
}

/** A number as YAML reads and prints it: integers of 64 bits as they are, all others as the nearest double. */
function numberOf(text: string): string {
  if (/^-?[0-9]+$/.test(text)) {
    const integer = BigInt(text);
    if (integer >= -(2n ** 63n) && integer < 2n ** 64n) return integer.toString();
  }
  const double = Number(text);
  return Number.isFinite(double)
    ? (formatFloat(double, 'g', { flags: NO_FLAGS, width: undefined, precision: undefined }) as string)
    : `"${text}"`;
}

/** Texts that YAML 1.1 would read as something else than a string. */
const RESERVED =
  /^(?:~|null|Null|NULL|y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const NUMERIC =
  /^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9_]+(?:[eE][-+]?[0-9]+)?)$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const DATE = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ]|$)/;

function stringText(text: string, depth: number): string {
  if (text === '') return '""';
  if (RESERVED.test(text) || NUMERIC.test(text) || BASE_60.test(text) || DATE.test(text)) return `"${text}"`;
  if (text.includes('\n') && isPrintable(text)) return literalBlock(text, depth);
  if (!isPrintable(text)) return doubleQuoted(text);
  return isPlain(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

function isPrintable(text: string): boolean {
  return /^[\t\n\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/u.test(text) && !text.includes('\t');
}

function isPlain(text: string): boolean {
  if (/^[\s]|[\s]$/.test(text)) return false;
  if (/^(?:---|\.\.\.)/.test(text)) return false;
  if (/^[-?:](?:\s|$)/.test(text)) return false;
  if (/^[,[\]{}#&*!|>'"%@`]/.test(text)) return false;
  return !/:(?:\s|$)|\s#|\n/.test(text);
}

function literalBlock(text: string, depth: number): string {
  const trailing = /\n*$/.exec(text)?.[0].length ?? 0;
  const chomp = trailing === 0 ? '-' : trailing > 1 || text === '\n' ? '+' : '';
  const indent = '  '.repeat(depth === 0 ? 1 : depth);
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const body = (trailing > 0 ? text.slice(0, -1) : text).split('\n').map((line) => (line === '' ? '' : indent + line));
  return `|${hint}${chomp}\n${body.join('\n')}`;
}

function doubleQuoted(text: string): string {
  const named: Readonly<Record<string, string>> = {
    '"': '\\"',
    '\\': '\\\\',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\0': '\\0',
    '\u0007': '\\a',
    '\b': '\\b',
    '\v': '\\v',
    '\f': '\\f',
    '\u001b': '\\e',
    '\ufeff': '\\uFEFF',
  };
  const shown = text.replace(/["\\\u0000-\u001f\u007f-\u009f\ufeff\u{10000}-\u{10ffff}]/gu, (character) => {
    const code = (character.codePointAt(0) as number).toString(16).toUpperCase();
    if (character.length > 1) return `\\U${code.padStart(8, '0')}`;
    return named[character] ?? `\\x${code.padStart(2, '0')}`;
  });
  return `"${shown}"`;
}

/** Orders keys as yaml.v2 does: runs of digits by their number, letters after other characters. */
function naturalOrder(a: string, b: string): number {
  const x = Array.from(a);
  const y = Array.from(b);
  for (let index = 0; index < Math.min(x.length, y.length); index++) {
    const [p, q] = [x[index] as string, y[index] as string];
    if (p === q) continue;
    const [isP, isQ] = [/\p{L}/u.test(p), /\p{L}/u.test(q)];
    if (isP && isQ) return (p.codePointAt(0) as number) - (q.codePointAt(0) as number);
    if (isP !== isQ) return isP ? 1 : -1;
    return digitOrder(x, y, index) || (p.codePointAt(0) as number) - (q.codePointAt(0) as number);
  }
  return x.length - y.length;
}

function digitOrder(x: readonly string[], y: readonly string[], index: number): number {
  const [p, q] = [x, y].map((characters) => /^[0-9]+/.exec(characters.slice(index).join(''))?.[0]);
  return Number(p ?? 0) - Number(q ?? 0) || (p ?? '').length - (q ?? '').length;
}
