import { type FunctionTable, table } from './function-table.ts';
import { isList, numberOf, textOf, type Value } from './value.ts';

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
    list !== undefined && isList(list) ? number((...all) => all.reduce((a, b) => a + b, 0))(...list) : undefined,
  parseint: (text, base) => {
    const given = textOf(text ?? null);
    const radix = numberOf(base ?? null);
    if (given === undefined || radix === undefined || radix < 2 || radix > 36) return undefined;
    const parsed = Number.parseInt(given, radix);
    return Number.isNaN(parsed) ? undefined : parsed;
  },
});

function number(run: (...values: number[]) => number): (...values: Value[]) => Value | undefined {
  return (...values) => {
    const numbers = values.map(numberOf);
    if (numbers.length === 0 || numbers.includes(undefined)) return undefined;
    const made = run(...(numbers as number[]));
    return Number.isFinite(made) ? made : undefined;
  };
}
