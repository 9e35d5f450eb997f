import { type FunctionTable, table } from './function-table.ts';
import { rounded } from './operators.ts';
import { isList, numberOf, textOf, Unknown, type Value } from './value.ts';

/** Functions on numbers. Source: Terraform, Numeric Functions. */
export const NUMBER_FUNCTIONS: FunctionTable = table('whole', {
  abs: number((value) => Math.abs(value)),
  ceil: number((value) => Math.ceil(value)),
  floor: number((value) => Math.floor(value)),
  signum: number((value) => Math.sign(value)),
  log: number((value, base) => Math.log(value) / Math.log(base)),
  pow: number((value, power) => value ** power),
  max: number((...values) => Math.max(...values)),
  min: number((...values) => Math.min(...values)),
  sum: (list) =>
    list !== undefined && isList(list)
      ? number((...all) => rounded(all.reduce((a, b) => a + b, 0)))(...list)
      : undefined,
  parseint: (text, base) => {
    const given = textOf(text ?? null);
    const radix = numberOf(base ?? null);
    if (given === undefined || radix === undefined || radix < 2 || radix > 62) return undefined;
    return parseDigits(given, radix);
  },
});

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

function parseDigits(text: string, base: number): Value | undefined {
  const [, sign = '', digits = ''] = /^([-+]?)([0-9a-zA-Z]+)$/.exec(text) ?? [];
  if (digits === '') return undefined;
  let value = 0;
  for (const digit of base <= 36 ? digits.toLowerCase() : digits) {
    const at = DIGITS.indexOf(digit);
    if (at < 0 || at >= base) return undefined;
    value = value * base + at;
  }
  if (!Number.isSafeInteger(value)) return TOO_LONG;
  return sign === '-' ? 0 - value : value;
}

const TOO_LONG = new Unknown('a number has more digits than are computed with');

function number(run: (...values: number[]) => number): (...values: Value[]) => Value | undefined {
  return (...values) => {
    const numbers = values.map((value) => (typeof value === 'boolean' ? undefined : numberOf(value)));
    if (numbers.length === 0) return undefined;
    if (numbers.includes(undefined))
      return values.some((value) => typeof value === 'string' && /^[-+]?[0-9.]/.test(value)) ? TOO_LONG : undefined;
    const made = run(...(numbers as number[]));
    if (!Number.isFinite(made)) return TOO_LONG;
    return Number.isInteger(made) && !Number.isSafeInteger(made) ? TOO_LONG : made === 0 ? 0 : made;
  };
}
