import {
  addFloats,
  type BigFloat,
  divFloats,
  fromDecimal,
  isInteger,
  mulFloats,
  negate,
  truncate,
} from './big-float.ts';
import { decimalOf } from './decimal.ts';
import { floatText } from './float-text.ts';
import { fromBigInt, parseNumber, RegoNumber, toBigInt } from './number.ts';

type Num = number | RegoNumber;

/**
 * Arithmetic as OPA does it: exact for integers of any size, else with a mantissa of 64 bits.
 * Errors: none; `div` and `rem` return undefined where the divisor is zero (and `rem` for fractions, see `remFault`).
 * Source: OPA v1/topdown arithmetic.go.
 */
export function add(a: Num, b: Num): Num {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(sum)) return sum;
  }
  const x = toBigInt(a);
  const y = x === undefined ? undefined : toBigInt(b);
  if (x !== undefined && y !== undefined) return fromBigInt(x + y);
  return fromFloat(addFloats(toFloat(a), toFloat(b)));
}

export function sub(a: Num, b: Num): Num {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(difference)) return difference;
  }
  const x = toBigInt(a);
  const y = x === undefined ? undefined : toBigInt(b);
  if (x !== undefined && y !== undefined) return fromBigInt(x - y);
  return fromFloat(addFloats(toFloat(a), negate(toFloat(b))));
}

export function mul(a: Num, b: Num): Num {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(product)) return product + 0;
  }
  const x = toBigInt(a);
  const y = x === undefined ? undefined : toBigInt(b);
  if (x !== undefined && y !== undefined) return fromBigInt(x * y);
  return fromFloat(mulFloats(toFloat(a), toFloat(b)));
}

/** Undefined for a division by zero. Zero by a negative number is `-0`, as OPA prints it. */
export function div(a: Num, b: Num): Num | undefined {
  if (typeof a === 'number' && typeof b === 'number' && b !== 0) {
    const quotient = a / b;
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isInteger(quotient) && quotient !== 0)
      return quotient;
  }
  const divisor = toFloat(b);
  if (divisor.mantissa === 0n) return undefined;
  return fromFloat(divFloats(toFloat(a), divisor));
}

/** Undefined where the divisor is zero or an operand has a fraction: `remFault` says which. */
export function rem(a: Num, b: Num): Num | undefined {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a) && Number.isSafeInteger(b))
    return b === 0 ? undefined : (a % b) + 0;
  const x = toBigInt(a);
  const y = toBigInt(b);
  if (x === undefined || y === undefined || y === 0n) return undefined;
  return fromBigInt(x % y);
}

/** OPA's message for a `rem` that gave undefined. */
export function remFault(a: Num, b: Num): string {
  const whole = toBigInt(a) !== undefined && toBigInt(b) !== undefined;
  return whole ? 'modulo by zero' : 'modulo on floating-point number';
}

export function abs(a: Num): Num {
  if (typeof a === 'number' && Number.isSafeInteger(a)) return Math.abs(a);
  return fromFloat({ ...toFloat(a), negative: false });
}

/** Rounds half away from zero. */
export function roundNumber(a: Num): Num {
  if (typeof a === 'number' && Number.isSafeInteger(a)) return a;
  const value = toFloat(a);
  const half: BigFloat = { negative: value.negative, mantissa: 1n, exponent: -1 };
  return fromBigInt(truncate(addFloats(value, half)));
}

/** OPA takes the sign of the integer part, which -0.5 has lost: its ceiling is 1, its floor 0. */
export function ceil(a: Num): Num {
  if (typeof a === 'number' && Number.isSafeInteger(a)) return a;
  const value = toFloat(a);
  const whole = truncate(value);
  return fromBigInt(whole < 0n || isInteger(value) ? whole : whole + 1n);
}

export function floor(a: Num): Num {
  if (typeof a === 'number' && Number.isSafeInteger(a)) return a;
  const value = toFloat(a);
  const whole = truncate(value);
  return fromBigInt(whole >= 0n || isInteger(value) ? whole : whole - 1n);
}

/** The integer part, towards zero: exact for what is written as an integer, else with a mantissa of 64 bits. */
export function truncateNumber(a: Num): bigint {
  const isWritten = a instanceof RegoNumber ? /^-?[0-9]+$/.test(a.text) : Number.isInteger(a);
  return (isWritten ? toBigInt(a) : undefined) ?? truncate(toFloat(a));
}

/** The integer part of the product of two 64-bit-mantissa floats: unlike `mul` not exact for large integers. */
export function mulTruncated(a: Num, b: Num): bigint {
  return truncate(mulFloats(toFloat(a), toFloat(b)));
}

/** The sum of numbers: exact where all are integers, else rounded at each step. */
export function sumOf(items: readonly Num[]): Num {
  if (items.every((item) => toBigInt(item) !== undefined)) return items.reduce(add, 0);
  return fromFloat(items.map(toFloat).reduce(addFloats, toFloat(0)));
}

export function productOf(items: readonly Num[]): Num {
  if (items.every((item) => toBigInt(item) !== undefined)) return items.reduce(mul, 1);
  return fromFloat(items.map(toFloat).reduce(mulFloats, toFloat(1)));
}

function toFloat(value: Num): BigFloat {
  if (value instanceof RegoNumber && value.double === 0 && value.decimal.digits === '')
    return { negative: value.text.startsWith('-'), mantissa: 0n, exponent: 0 };
  return fromDecimal(value instanceof RegoNumber ? value.decimal : decimalOf(String(value)));
}

function fromFloat(value: BigFloat): Num {
  return parseNumber(floatText(value));
}
