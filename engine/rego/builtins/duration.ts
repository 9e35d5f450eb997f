import { failure } from './errors.ts';
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
  ['d', 86_400_000_000_000n],
  ['w', 7n * 86_400_000_000_000n],
  ['y', 365n * 86_400_000_000_000n],
]);

/**
 * Reads `1h30m`, `-1.5s`, `2w3d` as nanoseconds.
 * Errors: BuiltinError with Go's words.
 * Source: Go time.ParseDuration; OPA adds d, w and y.
 */
export function parseDuration(text: string): bigint {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  let rest = text.slice(sign.length);
  if (rest === '0') return 0n;
  if (rest === '') throw failure(`time: invalid duration ${quoteTime(text)}`);
  let total = 0n;
  while (rest !== '') {
    const number = /^([0-9]*)(?:\.([0-9]*))?/.exec(rest) as RegExpExecArray;
    const [whole = '', fraction = ''] = [number[1], number[2]];
    if (whole + fraction === '') throw failure(`time: invalid duration ${quoteTime(text)}`);
    rest = rest.slice(number[0].length);
    const unit = /^[^.0-9]+/.exec(rest)?.[0];
    if (unit === undefined) throw failure(`time: missing unit in duration ${quoteTime(text)}`);
    const size = UNITS.get(unit);
    if (size === undefined) throw failure(`time: unknown unit ${quoteTime(unit)} in duration ${quoteTime(text)}`);
    rest = rest.slice(unit.length);
    total += BigInt(whole || '0') * size + fractionOf(fraction, size);
    if (total > 2n ** 63n - (sign === '-' ? 0n : 1n)) throw failure(`time: invalid duration ${quoteTime(text)}`);
  }
  return sign === '-' ? -total : total;
}

function fractionOf(digits: string, size: bigint): bigint {
  return digits === '' ? 0n : (BigInt(digits) * size) / 10n ** BigInt(digits.length);
}
