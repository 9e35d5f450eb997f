import { BudgetError } from './budget.ts';
import type { Decimal } from './decimal.ts';

/**
 * A binary floating-point number with a mantissa of 64 bits, as OPA computes with fractions.
 * Shape:  (negative ? -1 : 1) * mantissa * 2^exponent; mantissa is 0n or has at most 64 bits.
 * Source: Go math/big Float at its default precision, rounding half to even.
 */
export type BigFloat = { readonly negative: boolean; readonly mantissa: bigint; readonly exponent: number };

const PRECISION = 64;
const MAX_EXPONENT = 100_000;

function zero(negative: boolean): BigFloat {
  return { negative, mantissa: 0n, exponent: 0 };
}

/** The nearest BigFloat of an exact decimal. */
export function fromDecimal(decimal: Decimal): BigFloat {
  if (decimal.digits === '') return zero(decimal.negative);
  if (Math.abs(decimal.point) > MAX_EXPONENT) throw new BudgetError('size', 'number has too many digits');
  const scale = decimal.point - decimal.digits.length;
  const digits = BigInt(decimal.digits);
  if (scale >= 0) return round(decimal.negative, digits * 10n ** BigInt(scale), 0, false);
  return ratio(decimal.negative, digits, 10n ** BigInt(-scale), 0);
}

export function addFloats(a: BigFloat, b: BigFloat): BigFloat {
  if (a.mantissa === 0n) return b;
  if (b.mantissa === 0n) return a;
  const exponent = Math.min(a.exponent, b.exponent);
  const x = signed(a) << BigInt(a.exponent - exponent);
  const y = signed(b) << BigInt(b.exponent - exponent);
  const sum = x + y;
  return sum < 0n ? round(true, -sum, exponent, false) : round(false, sum, exponent, false);
}

export function negate(a: BigFloat): BigFloat {
  return { negative: !a.negative, mantissa: a.mantissa, exponent: a.exponent };
}

export function mulFloats(a: BigFloat, b: BigFloat): BigFloat {
  return round(a.negative !== b.negative, a.mantissa * b.mantissa, a.exponent + b.exponent, false);
}

/** INVARIANT: `b` is not zero. */
export function divFloats(a: BigFloat, b: BigFloat): BigFloat {
  if (a.mantissa === 0n) return zero(a.negative !== b.negative);
  return ratio(a.negative !== b.negative, a.mantissa, b.mantissa, a.exponent - b.exponent);
}

/** The integer part, towards zero. */
export function truncate(a: BigFloat): bigint {
  const magnitude = a.exponent >= 0 ? a.mantissa << BigInt(a.exponent) : a.mantissa >> BigInt(-a.exponent);
  return a.negative ? -magnitude : magnitude;
}

export function isInteger(a: BigFloat): boolean {
  if (a.mantissa === 0n || a.exponent >= 0) return true;
  return -a.exponent < PRECISION && (a.mantissa & ((1n << BigInt(-a.exponent)) - 1n)) === 0n;
}

function signed(a: BigFloat): bigint {
  return a.negative ? -a.mantissa : a.mantissa;
}

export function bitLength(value: bigint): number {
  const hex = value.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0] ?? '0', 16)));
}

function ratio(negative: boolean, numerator: bigint, denominator: bigint, exponent: number): BigFloat {
  const shift = Math.max(0, PRECISION + 2 - (bitLength(numerator) - bitLength(denominator)));
  const shifted = numerator << BigInt(shift);
  const quotient = shifted / denominator;
  return round(negative, quotient, exponent - shift, quotient * denominator !== shifted);
}

function round(negative: boolean, mantissa: bigint, exponent: number, sticky: boolean): BigFloat {
  if (mantissa === 0n) return zero(negative);
  const excess = bitLength(mantissa) - PRECISION;
  if (excess <= 0) return { negative, mantissa, exponent };
  const shift = BigInt(excess);
  let kept = mantissa >> shift;
  const rest = mantissa - (kept << shift);
  const half = 1n << (shift - 1n);
  if (rest > half || (rest === half && (sticky || (kept & 1n) === 1n))) kept += 1n;
  return { negative, mantissa: kept, exponent: exponent + excess };
}
