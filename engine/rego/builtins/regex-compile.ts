import type { RE2JS } from 're2js';
import { failure } from './errors.ts';
import { lazily } from './lazy.ts';
import { nativeForm } from './regex-native.ts';

const re2 = lazily<typeof import('re2js')>('re2js');

/**
 * A compiled RE2 pattern.
 * Shape:  `native` is the same pattern for JavaScript's faster engine, where it means the same and cannot backtrack
 *         for long; `workload` bounds its steps for a text of a given length.
 */
export type Pattern = {
  readonly re2: () => RE2JS;
  readonly native: RegExp | undefined;
  readonly workload: (length: number) => number;
};

/** Patterns are kept across evaluations: compiling depends on the text alone. */
const MAX_PATTERNS = 1000;
const patterns = new Map<string, Pattern>();

/** Errors: BuiltinError with Go's words (`error parsing regexp: ...`). */
export function compilePattern(source: string): Pattern {
  const known = patterns.get(source);
  if (known !== undefined) return known;
  const native = nativeForm(source);
  let compiled: RE2JS | undefined = native === undefined ? compileRe2(source) : undefined;
  const pattern: Pattern = {
    re2: () => {
      compiled ??= compileRe2(source);
      return compiled;
    },
    native: native?.regexp,
    workload: native?.workload ?? (() => Number.POSITIVE_INFINITY),
  };
  if (patterns.size >= MAX_PATTERNS) patterns.delete(patterns.keys().next().value as string);
  patterns.set(source, pattern);
  return pattern;
}

export function isPattern(source: string): boolean {
  try {
    compilePattern(source);
    return true;
  } catch {
    return false;
  }
}

function compileRe2(source: string): RE2JS {
  try {
    return re2().RE2JS.compile(source);
  } catch (error) {
    const message = messageOf(error);
    const unnamed = message.includes('duplicate capture group name') ? withoutRepeatedNames(source) : source;
    if (unnamed === source) throw failure(message);
    return compileRe2(unnamed);
  }
}

/** The pattern with only the first of equal group names: Go takes them, and a name stands for its first group. */
function withoutRepeatedNames(source: string): string {
  const seen = new Set<string>();
  const piece = /\\Q[\s\S]*?(?:\\E|$)|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]])*\]|\(\?P?<(\w+)>/g;
  return source.replace(piece, (text, name: string | undefined) => {
    if (name === undefined || !seen.has(name)) {
      if (name !== undefined) seen.add(name);
      return text;
    }
    return '(';
  });
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message.endsWith('trailing backslash at end of expression')) return `${message}: \`\``;
  return message.startsWith('error parsing regexp') ? message : `error parsing regexp: ${message}`;
}
