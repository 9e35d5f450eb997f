import { quote } from '../value/index.ts';
import { failure } from './errors.ts';
import { shortestDigits } from './go-float.ts';
import { quoteTime } from './go-layout.ts';

/** Units: nanoseconds. */
const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

const MAX_INT64 = 2n ** 63n - 1n;
const HOURS: Readonly<Record<string, number>> = { d: 24, w: 7 * 24, y: 365 * 24 };

/**
 * Reads `1h30m`, `-1.5s`, `2w3d` as nanoseconds.
 * Errors: BuiltinError with Go's words.
 * Source: Go time.ParseDuration; OPA adds d, w and y.
 */
export function parseDuration(text: string): bigint {
  if (text === '') throw failure('time: invalid duration ""');
  return /[dwy]/.test(text) ? parseExtended(text) : parsePlain(text, quoteTime(text));
}

/** With days, weeks and years, which become hours first. Source: OPA v1/topdown durationparser. */
function parseExtended(text: string): bigint {
  const match = /^([-+]?)((?:[0-9.]+(?:ms|us|µs|ns|[a-z]))+)$/.exec(text);
  if (match === null) throw failure(`time: invalid duration ${quote(text)}`);
  const segments = (match[2] as string).replace(/([0-9.]+)([dwy])/g, (_all, digits: string, unit: string) => {
    if (!/^(?:[0-9]+\.?[0-9]*|\.[0-9]+)$/.test(digits)) throw failure(`time: invalid duration ${quote(text)}`);
    return `${plainText(Number(digits) * (HOURS[unit] as number))}h`;
  });
  return parsePlain(match[1] + segments, quote(text));
}

function plainText(double: number): string {
  const { digits, point } = shortestDigits(double);
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  const padded = digits.padEnd(point, '0');
  return padded.length > point ? `${padded.slice(0, point)}.${padded.slice(point)}` : padded;
}

function parsePlain(text: string, shown: string): bigint {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  let rest = text.slice(sign.length);
  if (rest === '0') return 0n;
  if (rest === '') throw failure(`time: invalid duration ${shown}`);
  let total = 0n;
  while (rest !== '') {
    const number = /^([0-9]*)(?:\.([0-9]*))?/.exec(rest) as RegExpExecArray;
    const [whole = '', fraction = ''] = [number[1], number[2]];
    if (whole + fraction === '') throw failure(`time: invalid duration ${shown}`);
    rest = rest.slice(number[0].length);
    const unit = /^[^.0-9]+/.exec(rest)?.[0];
    if (unit === undefined) throw failure(`time: missing unit in duration ${shown}`);
    const size = UNITS.get(unit);
    if (size === undefined) throw failure(`time: unknown unit ${quoteTime(unit)} in duration ${shown}`);
    rest = rest.slice(unit.length);
    total += BigInt(whole || '0') * size + fractionOf(fraction, size);
    if (total > 2n ** 63n - (sign === '-' ? 0n : 1n)) throw failure(`time: invalid duration ${shown}`);
  }
  return sign === '-' ? -total : total;
}

/** In floating-point numbers, as Go has it; digits beyond 63 bits do not count. */
function fractionOf(digits: string, size: bigint): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    if (value > MAX_INT64 / 10n) break;
    const longer = value * 10n + BigInt(digit);
    if (longer > MAX_INT64 + 1n) break;
    value = longer;
    scale *= 10;
  }
  return value === 0n ? 0n : BigInt(Math.trunc(Number(value) * (Number(size) / scale)));
}
