import { BudgetError } from './budget.ts';
import { type Decimal, decimalOf } from './decimal.ts';

/**
 * A number that a double does not hold exactly, or that prints differently than JavaScript would print it.
 * Shape:  `text` is a valid JSON number, as the policy or the input wrote it or as OPA formats a result.
 * INVARIANT: a number whose `text` is what `String` prints for a finite double, and that is no integer beyond 2^53, is
 *         a native number and never a RegoNumber.
 * Source: OPA v1/ast term.go (Number keeps the text).
 */
export class RegoNumber {
  readonly text: string;
  /** The nearest double; exact for none or some. */
  readonly double: number;
  #decimal: Decimal | undefined;

  constructor(text: string) {
    this.text = text;
    this.double = Number(text);
  }

  get decimal(): Decimal {
    this.#decimal ??= decimalOf(this.text);
    return this.#decimal;
  }

  toString(): string {
    return this.text;
  }

  /** For JSON.stringify: the nearest double (exact text: `toJsonText`). */
  toJSON(): number {
    return this.double;
  }
}

/** How many decimal digits an exact integer may have; beyond it arithmetic ends with a BudgetError. */
const MAX_DIGITS = 100_000;

/** A native number where that is exact and prints as `text`, else a RegoNumber. */
export function parseNumber(text: string): number | RegoNumber {
  const double = Number(text);
  if (Number.isSafeInteger(double) ? String(double) === text : isExactFraction(double, text)) return double;
  return new RegoNumber(text);
}

function isExactFraction(double: number, text: string): boolean {
  return Number.isFinite(double) && !Number.isInteger(double) && String(double) === text;
}

/** The value of an integer of any size. */
export function fromBigInt(integer: bigint): number | RegoNumber {
  if (integer >= -9007199254740991n && integer <= 9007199254740991n) return Number(integer);
  return new RegoNumber(integer.toString());
}

export function isNumber(value: unknown): value is number | RegoNumber {
  return typeof value === 'number' || value instanceof RegoNumber;
}

/** The text that OPA would print for a number. */
export function numberText(value: number | RegoNumber): string {
  return typeof value === 'number' ? String(value) : value.text;
}

/** The integer that a number stands for (1.0 and 1e3 included), or undefined when it has a fraction. */
export function toBigInt(value: number | RegoNumber): bigint | undefined {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return BigInt(value);
    if (!Number.isInteger(value)) return undefined;
  }
  const decimal = typeof value === 'number' ? decimalOf(String(value)) : value.decimal;
  if (decimal.digits === '') return 0n;
  const zeros = decimal.point - decimal.digits.length;
  if (zeros < 0) return undefined;
  if (decimal.point > MAX_DIGITS) throw new BudgetError('size', 'number has too many digits');
  const magnitude = BigInt(decimal.digits + '0'.repeat(zeros));
  return decimal.negative ? -magnitude : magnitude;
}

/**
 * The 64-bit integer that a number is written as (`1`, not `1.0` or `1e3`), as OPA reads indexes and counts.
 * Shape:  a native integer; undefined for anything else. Beyond 2^53 the nearest double is good enough for clamping.
 */
export function toInt(value: number | RegoNumber): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  if (!/^[+-]?[0-9]{1,19}$/.test(value.text)) return undefined;
  const integer = BigInt(value.text);
  return integer >= -(2n ** 63n) && integer < 2n ** 63n ? Number(integer) : undefined;
}

/** Orders two numbers by their exact values. */
export function compareNumbers(a: number | RegoNumber, b: number | RegoNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  const da = typeof a === 'number' ? a : a.double;
  const db = typeof b === 'number' ? b : b.double;
  if (da < db) return -1;
  if (da > db) return 1;
  return compareDecimals(
    typeof a === 'number' ? decimalOf(String(a)) : a.decimal,
    typeof b === 'number' ? decimalOf(String(b)) : b.decimal,
  );
}

function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.digits === '' || b.digits === '') return signOf(a) - signOf(b);
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  const magnitude = a.point !== b.point ? a.point - b.point : a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0;
  return a.negative ? -magnitude : magnitude;
}

function signOf(decimal: Decimal): number {
  return decimal.digits === '' ? 0 : decimal.negative ? -1 : 1;
}
