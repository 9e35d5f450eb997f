import { textOfBytes } from '../value/index.ts';
import type { BuiltinContext } from './context.ts';
import { isAscii } from './letter-case.ts';

type Pair = readonly [string, string];

/** Replaces every occurrence of `from`, left to right; an empty `from` matches before each byte and at the end. */
export function replaceAll(context: BuiltinContext, text: string, from: string, to: string): string {
  if (from === '') return replaceMany(context, text, [[from, to]]);
  if (!text.includes(from)) {
    context.charge(text.length);
    return text;
  }
  const parts = text.split(from);
  context.charge(text.length + (parts.length - 1) * to.length);
  return parts.join(to);
}

/**
 * Replaces several strings in one pass: at each place the first pair that matches wins.
 * Shape:  an empty string matches before each byte, hence inside the characters beyond ASCII, whose bytes then become
 *         U+FFFD.
 * Source: Go strings.NewReplacer.
 */
export function replaceMany(context: BuiltinContext, text: string, pairs: readonly Pair[]): string {
  if (isAscii(text) || pairs.every(([from]) => from !== '')) return replaceUnits(context, text, pairs);
  const bytes = replaceUnits(
    context,
    bytesOf(text),
    pairs.map(([from, to]) => [bytesOf(from), bytesOf(to)] as const),
  );
  return textOfBytes(Buffer.from(bytes, 'latin1'));
}

/** A text with one character for each byte of its UTF-8. */
function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function replaceUnits(context: BuiltinContext, text: string, pairs: readonly Pair[]): string {
  const byFirst = new Map<string, Pair[]>();
  const empty = pairs.find(([from]) => from === '');
  for (const pair of pairs) {
    const first = pair[0].slice(0, 1);
    byFirst.set(first, [...(byFirst.get(first) ?? []), pair]);
  }
  let result = '';
  let last = 0;
  let wasEmpty = false;
  for (let at = 0; at <= text.length; ) {
    const candidates = byFirst.get(text.slice(at, at + 1)) ?? [];
    const here = at;
    const match: Pair | undefined =
      empty !== undefined && !wasEmpty
        ? empty
        : candidates.find(([from]) => from !== '' && text.startsWith(from, here));
    wasEmpty = match !== undefined && match[0] === '';
    if (match === undefined) {
      at++;
      continue;
    }
    context.charge(at - last + match[1].length + 1);
    result += text.slice(last, at) + match[1];
    at += match[0].length;
    last = at;
  }
  return result + text.slice(last);
}
