import { type BigFloat, bitLength, isInteger } from './big-float.ts';

/** From which exponent on Go's shortest `%g` switches to scientific form. */
const SHORTEST_PRECISION = 6;

type Digits = { readonly digits: string; readonly point: number };

/**
 * Prints a 64-bit-mantissa float with the fewest digits that read back as the same value: plain for integers, else
 * like `%g` (an exponent of at least two digits below 1e-4 and from 1e+06 on, counted as Go does for shortest output).
 * Source: Go math/big Float.Text('f' or 'g', -1), as OPA calls it for every result of arithmetic.
 */
export function floatText(value: BigFloat): string {
  if (value.mantissa === 0n) return value.negative ? '-0' : '0';
  const { digits, point } = shortest(value);
  const sign = value.negative ? '-' : '';
  if (isInteger(value)) return sign + plain(digits, point);
  const exponent = point - 1;
  if (exponent < -4 || exponent >= SHORTEST_PRECISION) return sign + scientific(digits, exponent);
  return sign + plain(digits, point);
}

function scientific(digits: string, exponent: number): string {
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  const magnitude = Math.abs(exponent);
  return `${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${magnitude < 10 ? '0' : ''}${magnitude}`;
}

function plain(digits: string, point: number): string {
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return digits + '0'.repeat(point - digits.length);
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}

function shortest(value: BigFloat): Digits {
  const shift = 65 - bitLength(value.mantissa);
  const mantissa = value.mantissa << BigInt(shift);
  const exponent = value.exponent - shift;
  const inclusive = (mantissa & 2n) === 0n;
  const exact = decimalDigits(mantissa, exponent);
  const lower = decimalDigits(mantissa - 1n, exponent);
  const upper = decimalDigits(mantissa + 1n, exponent);
  const at = (number: Digits, index: number) => (index < number.digits.length ? number.digits.charCodeAt(index) : 48);
  for (let index = 0; index < exact.digits.length; index++) {
    const digit = at(exact, index);
    const low = at(lower, index);
    const high = at(upper, index);
    const mayGoDown = low !== digit || (inclusive && index + 1 === lower.digits.length);
    const mayGoUp = digit !== high && (inclusive || digit + 1 < high || index + 1 < upper.digits.length);
    if (mayGoDown && mayGoUp) return cut(exact, index + 1, isHalfOrMore(exact.digits, index + 1));
    if (mayGoDown) return cut(exact, index + 1, false);
    if (mayGoUp) return cut(exact, index + 1, true);
  }
  return exact;
}

function decimalDigits(mantissa: bigint, exponent: number): Digits {
  const scaled = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent);
  const text = scaled.toString();
  return { digits: text.replace(/0+$/, ''), point: text.length + Math.min(exponent, 0) };
}

/** Whether the digits from `length` on round up: more than half, or exactly half after an odd digit. */
function isHalfOrMore(digits: string, length: number): boolean {
  if (length >= digits.length) return false;
  if (digits[length] === '5' && length + 1 === digits.length)
    return length > 0 && ((digits.charCodeAt(length - 1) - 48) & 1) === 1;
  return digits.charCodeAt(length) >= 53;
}

function cut(number: Digits, length: number, up: boolean): Digits {
  const kept = number.digits.slice(0, length);
  if (!up || length >= number.digits.length) return { digits: kept.replace(/0+$/, ''), point: number.point };
  const raised = (BigInt(kept) + 1n).toString();
  const point = number.point + (raised.length - kept.length);
  return { digits: raised.replace(/0+$/, ''), point };
}
