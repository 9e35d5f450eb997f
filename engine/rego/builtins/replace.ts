import type { BuiltinContext } from './context.ts';

type Pair = readonly [string, string];

/** Replaces every occurrence of `from`, left to right; an empty `from` matches before each character and at the end. */
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
 * Source: Go strings.NewReplacer.
 */
export function replaceMany(context: BuiltinContext, text: string, pairs: readonly Pair[]): string {
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
