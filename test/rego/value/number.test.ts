import { describe, expect, it } from 'vitest';
import {
  abs,
  add,
  ceil,
  compareNumbers,
  div,
  floor,
  keyOf,
  mul,
  numberText,
  parseNumber,
  rem,
  roundNumber,
  sub,
} from '../../../engine/rego/value/index.ts';

const OPERATIONS = { '+': add, '-': sub, '*': mul, '/': div, '%': rem } as const;

/** `left op right = want`, as OPA 1.19 prints the result. */
const ARITHMETIC: readonly (readonly [string, keyof typeof OPERATIONS, string, string | undefined])[] = [
  ['1', '+', '2', '3'],
  ['0.1', '+', '0.2', '0.3'],
  ['1.0', '+', '0', '1'],
  ['1', '/', '3', '0.33333333333333333334'],
  ['10', '/', '4', '2.5'],
  ['9007199254740993', '+', '1', '9007199254740994'],
  ['100000000000000000000000.5', '*', '2', '200000000000000000000000'],
  ['1234567.5', '*', '1', '1.2345675e+06'],
  ['123456789012.5', '+', '0', '1.234567890125e+11'],
  ['0.00001', '*', '1', '1e-05'],
  ['1e5', '+', '0.5', '100000.5'],
  ['0', '*', '-5', '0'],
  ['1', '/', '0', undefined],
  ['1', '/', '0.0', undefined],
  ['1e3', '%', '7', '6'],
  ['5.0', '%', '3', '2'],
  ['-5', '%', '3', '-2'],
  ['-4', '%', '2', '0'],
  ['5.5', '%', '3', undefined],
  ['12345678901234567890123456789', '*', '98765432109876543210', '1219326311370217952249657064223746380111126352690'],
];

describe('arithmetic', () => {
  it.each(ARITHMETIC)('%s %s %s = %s', (left, operator, right, want) => {
    const result = OPERATIONS[operator](parseNumber(left), parseNumber(right));
    expect(result === undefined ? undefined : numberText(result)).toBe(want);
  });
});

const UNARY = { abs, ceil, floor, round: roundNumber } as const;
const ROUNDING: readonly (readonly [keyof typeof UNARY, string, string])[] = [
  ['abs', '-5', '5'],
  ['abs', '-5.0', '5'],
  ['abs', '-0.25', '0.25'],
  ['ceil', '1.5', '2'],
  ['ceil', '-1.5', '-1'],
  ['floor', '-1.5', '-2'],
  ['floor', '1e30', '1000000000000000000024696061952'],
  ['round', '0.5', '1'],
  ['round', '-0.5', '-1'],
  ['round', '-0.4', '0'],
];

describe('rounding', () => {
  it.each(ROUNDING)('%s(%s) = %s', (name, operand, want) => {
    expect(numberText(UNARY[name](parseNumber(operand)))).toBe(want);
  });
});

const ORDER: readonly (readonly [string, string, number])[] = [
  ['1', '1.0', 0],
  ['1000', '1e3', 0],
  ['0', '-0.0', 0],
  ['10.0', '1', 1],
  ['9007199254740993', '9007199254740992.0', 1],
  ['-1e400', '1', -1],
  ['1e400', '1e401', -1],
  ['0.1', '0.10', 0],
];

describe('comparison', () => {
  it.each(ORDER)('%s against %s is %i', (a, b, want) => {
    const [x, y] = [parseNumber(a), parseNumber(b)];
    expect(Math.sign(compareNumbers(x, y))).toBe(want);
    expect(Math.sign(compareNumbers(y, x)) + 0).toBe(-want + 0);
    expect(keyOf(x) === keyOf(y)).toBe(want === 0);
  });
});

describe('spelling', () => {
  it.each(['1.0', '1e3', '-0.0', '1E3', '0.10', '12345678901234567890', '1e400', '42', '-7', '0.5'])('%s', (text) => {
    expect(numberText(parseNumber(text))).toBe(text);
  });
  it.each([
    ['42', true],
    ['0.5', true],
    ['1.0', false],
    ['-0', false],
    ['9007199254740993', false],
  ] as const)('%s is native: %s', (text, native) => {
    expect(typeof parseNumber(text) === 'number').toBe(native);
  });
});
