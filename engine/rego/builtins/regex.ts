import type { RegoValue } from '../value/index.ts';
import { quote } from '../value/index.ts';
import type { Builtin, BuiltinContext } from './context.ts';
import { failure } from './errors.ts';
import { globsIntersect } from './glob-intersection.ts';
import { intOperand, stringOperand } from './operands.ts';
import { compilePattern, isPattern, type Pattern } from './regex-compile.ts';

/**
 * RE2 regular expressions with Go's find, replace and split.
 * Source: OPA v1/topdown regex.go, regex_template.go; Go regexp.
 */
export const regexBuiltins = {
  'regex.is_valid': (_context, pattern) => typeof pattern === 'string' && isPattern(pattern),
  'regex.match': (context, pattern, x) => matchText(context, stringOperand(pattern, 1), stringOperand(x, 2)),
  re_match: (context, pattern, x) => matchText(context, stringOperand(pattern, 1), stringOperand(x, 2)),
  'regex.find_n': (context, pattern, x, count) => {
    const source = stringOperand(pattern, 1);
    const text = stringOperand(x, 2);
    return findAll(context, source, text, intOperand(count, 3)).map(([start, end]) => text.slice(start, end));
  },
  'regex.find_all_string_submatch_n': (context, pattern, x, count) => {
    const source = stringOperand(pattern, 1);
    const text = stringOperand(x, 2);
    return findAll(context, source, text, intOperand(count, 3)).map((match) => groupsOf(match, text));
  },
  'regex.replace': (context, x, pattern, replacement) => {
    const text = stringOperand(x, 1);
    const source = stringOperand(pattern, 2);
    return replaceAll(context, text, source, stringOperand(replacement, 3));
  },
  'regex.split': (context, pattern, x) => {
    const source = stringOperand(pattern, 1);
    return split(context, source, stringOperand(x, 2));
  },
  'regex.template_match': (context, template, x, open, close) => {
    const pattern = stringOperand(template, 1);
    const text = stringOperand(x, 2);
    const [start, end] = [stringOperand(open, 3), stringOperand(close, 4)];
    const startSize = Buffer.byteLength(start, 'utf8');
    if (startSize !== 1) throw failure(`start delimiter has to be exactly one character long but is ${startSize} long`);
    if (Buffer.byteLength(end, 'utf8') !== 1)
      throw failure(`end delimiter has to be exactly one character long but is ${startSize} long`);
    return matchText(context, templatePattern(pattern, start, end), text);
  },
  'regex.globs_match': (context, a, b) => globsIntersect(context, stringOperand(a, 1), stringOperand(b, 2)),
} satisfies Record<string, Builtin>;

/** Where a match and its groups begin and end; -1 for groups that took no part. Units: UTF-16 code units. */
type Match = readonly number[];

/** Compiles a pattern; a long one costs far more to compile than to match. */
function compiled(context: BuiltinContext, source: string): Pattern {
  if (source.length > 1_000) context.charge(source.length * 50);
  return compilePattern(source);
}

/** The steps that JavaScript's engine may take before RE2, which never backtracks, is the safer choice. */
const NATIVE_STEPS = 20_000_000;

export function matchText(context: BuiltinContext, source: string, text: string): boolean {
  const pattern = compiled(context, source);
  context.charge(text.length + 1);
  if (pattern.native !== undefined && pattern.workload(text.length) < NATIVE_STEPS) return pattern.native.test(text);
  return pattern.re2().matcher(text).find();
}

function findAll(context: BuiltinContext, source: string, text: string, limit: number): readonly Match[] {
  const pattern = compiled(context, source);
  context.charge(text.length + 1);
  const matches: Match[] = [];
  if (limit === 0) return matches;
  const next = finder(pattern, text);
  let lastEnd = -1;
  for (let at = 0; at <= text.length; ) {
    const match = next(at);
    if (match === undefined) break;
    const [start, end] = match as [number, number];
    const isAccepted = end > start || start !== lastEnd;
    if (end > at) at = end;
    else at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    if (!isAccepted) continue;
    lastEnd = end;
    context.charge(20);
    matches.push(match);
    context.charge(match.length);
    if (limit > 0 && matches.length >= limit) break;
  }
  return matches;
}

/** A function that gives the first match at or after a place. */
function finder(pattern: Pattern, text: string): (at: number) => Match | undefined {
  const { native } = pattern;
  if (native !== undefined && pattern.workload(text.length) < NATIVE_STEPS) {
    const searching = new RegExp(native.source, `${native.flags}dg`);
    return (at) => {
      searching.lastIndex = at;
      const indices = searching.exec(text)?.indices;
      return indices?.flatMap((pair) => (pair === undefined ? [-1, -1] : [pair[0], pair[1]]));
    };
  }
  const matcher = pattern.re2().matcher(text);
  const groups = matcher.groupCount();
  return (at) => {
    if (!matcher.find(at)) return undefined;
    const match: number[] = [];
    for (let group = 0; group <= groups; group++) match.push(matcher.start(group), matcher.end(group));
    return match;
  };
}

function groupsOf(match: Match, text: string): RegoValue {
  const groups: string[] = [];
  for (let index = 0; index < match.length; index += 2)
    groups.push((match[index] as number) < 0 ? '' : text.slice(match[index], match[index + 1]));
  return groups;
}

function replaceAll(context: BuiltinContext, text: string, source: string, replacement: string): string {
  const expand = expander(source, replacement);
  let result = '';
  let last = 0;
  for (const match of findAll(context, source, text, -1)) {
    const [start, end] = match as [number, number];
    const inserted = expand(match, text);
    context.charge(inserted.length);
    result += text.slice(last, start) + inserted;
    last = end;
  }
  return result + text.slice(last);
}

type Part = { readonly literal: string } | { readonly group: number };

/** Reads `$1`, `${1}`, `$name` and `$$` of a replacement. Source: Go Regexp.Expand. */
function expander(source: string, replacement: string): (match: Match, text: string) => string {
  const parts: Part[] = [];
  let last = 0;
  for (const found of replacement.matchAll(/\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu)) {
    parts.push({ literal: replacement.slice(last, found.index) });
    last = found.index + found[0].length;
    parts.push(found[1] === '$' ? { literal: '$' } : { group: groupNumber(source, found[2] ?? found[3] ?? '') });
  }
  parts.push({ literal: replacement.slice(last) });
  return (match, text) =>
    parts.map((part) => ('literal' in part ? part.literal : groupText(match, part.group, text))).join('');
}

function groupText(match: Match, group: number, text: string): string {
  const start = match[group * 2];
  return start === undefined || start < 0 ? '' : text.slice(start, match[group * 2 + 1]);
}

function groupNumber(source: string, name: string): number {
  if (/^[0-9]+$/.test(name)) return name.length > 1 && name.startsWith('0') ? Number.MAX_SAFE_INTEGER : Number(name);
  const named = compilePattern(source).re2().namedGroups() as Readonly<Record<string, number>>;
  return Object.hasOwn(named, name) ? (named[name] as number) : Number.MAX_SAFE_INTEGER;
}

/** Source: Go Regexp.Split. */
function split(context: BuiltinContext, source: string, text: string): RegoValue {
  if (source !== '' && text === '') {
    compiled(context, source);
    return [''];
  }
  const parts: string[] = [];
  let begin = 0;
  let end = 0;
  for (const [start = 0, stop = 0] of findAll(context, source, text, -1)) {
    end = start;
    if (stop !== 0) parts.push(text.slice(begin, end));
    begin = stop;
  }
  if (end !== text.length) parts.push(text.slice(begin));
  return parts;
}

/** A pattern with delimited regular expressions as one pattern: `urn:<[a-z]+>:x`. */
function templatePattern(template: string, open: string, close: string): string {
  let level = 0;
  let from = 0;
  let last = 0;
  let pattern = '^';
  for (let at = 0; at < template.length; at++) {
    if (template[at] === open) {
      if (++level === 1) from = at;
    } else if (template[at] === close) {
      if (--level < 0) break;
      if (level === 0) {
        const inner = template.slice(from + 1, at);
        compilePattern(`^${inner}$`);
        pattern += `${quoteMeta(template.slice(last, from))}(${inner})`;
        last = at + 1;
      }
    }
  }
  if (level !== 0) throw failure(`unbalanced braces in ${quote(template)}`);
  return `${pattern}${quoteMeta(template.slice(last))}$`;
}

function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
