import { UsageError } from './usage.ts';

const NANOSECONDS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** Reads a duration such as `1m30s` or `250ms`. Units: nanoseconds. Errors: `UsageError`. */
export function parseDuration(text: string): number {
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h))+$/.test(text))
    throw UsageError.of(`\`${text}\` is no duration`, 'write a number with a unit, such as 500ms or 10s');
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)/g))
    sum += Number(count) * (NANOSECONDS[unit ?? ''] ?? 0);
  return sum;
}
