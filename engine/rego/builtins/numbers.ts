import {
  abs,
  add,
  ceil,
  div,
  floor,
  fromBigInt,
  isNumber,
  mul,
  RegoSet,
  type RegoValue,
  rem,
  remFault,
  roundNumber,
  sub,
} from '../value/index.ts';
import type { Builtin, BuiltinContext } from './context.ts';
import { failure, operandError, wrongType } from './errors.ts';
import { bigIntOperand, intOperand, numberOperand, stringOperand } from './operands.ts';

/**
 * Arithmetic, ranges and bits.
 * Source: OPA v1/topdown arithmetic.go, numbers.go, bits.go.
 */
export const numberBuiltins = {
  plus: (_context, a, b) => add(numberOperand(a, 1), numberOperand(b, 2)),
  minus: (_context, a, b) => minus(a, b),
  mul: (_context, a, b) => mul(numberOperand(a, 1), numberOperand(b, 2)),
  div: (_context, a, b) => {
    const quotient = div(numberOperand(a, 1), numberOperand(b, 2));
    if (quotient === undefined) throw failure('divide by zero');
    return quotient;
  },
  rem: (_context, a, b) => {
    const x = numberOperand(a, 1);
    const y = numberOperand(b, 2);
    const result = rem(x, y);
    if (result === undefined) throw failure(remFault(x, y));
    return result;
  },
  abs: (_context, x) => abs(numberOperand(x, 1)),
  ceil: (_context, x) => ceil(numberOperand(x, 1)),
  floor: (_context, x) => floor(numberOperand(x, 1)),
  round: (_context, x) => roundNumber(numberOperand(x, 1)),
  'numbers.range': (context, from, to) => range(context, bigIntOperand(from, 1), bigIntOperand(to, 2), 1n),
  'numbers.range_step': (context, from, to, step) => {
    const [x, y, stride] = [bigIntOperand(from, 1), bigIntOperand(to, 2), bigIntOperand(step, 3)];
    if (stride <= 0n) throw failure('numbers.range_step: step must be a positive integer');
    return range(context, x, y, stride);
  },
  'rand.intn': (context, name, limit) => randomInteger(context, stringOperand(name, 1), intOperand(limit, 2)),
  'bits.and': (_context, a, b) => fromBigInt(bigIntOperand(a, 1) & bigIntOperand(b, 2)),
  'bits.or': (_context, a, b) => fromBigInt(bigIntOperand(a, 1) | bigIntOperand(b, 2)),
  'bits.xor': (_context, a, b) => fromBigInt(bigIntOperand(a, 1) ^ bigIntOperand(b, 2)),
  'bits.negate': (_context, x) => fromBigInt(~bigIntOperand(x, 1)),
  'bits.lsh': (context, x, by) => {
    const integer = bigIntOperand(x, 1);
    const shift = shiftOperand(by);
    context.charge(shift > 1_000_000_000n ? Number.POSITIVE_INFINITY : Number(shift) / 8);
    return fromBigInt(integer << boundedShift(integer, shift));
  },
  'bits.rsh': (_context, x, by) => {
    const integer = bigIntOperand(x, 1);
    const shift = shiftOperand(by);
    return fromBigInt(shift > MAX_SHIFT ? (integer < 0n ? -1n : 0n) : integer >> shift);
  },
} satisfies Record<string, Builtin>;

/** A shift beyond this makes a number that no budget allows. Units: bits. */
const MAX_SHIFT = 1_000_000n;

function shiftOperand(value: RegoValue): bigint {
  const shift = bigIntOperand(value, 2);
  if (shift < 0n) throw operandError(2, 'must be an unsigned integer number but got a negative integer');
  return shift;
}

function boundedShift(integer: bigint, shift: bigint): bigint {
  if (integer === 0n) return 0n;
  if (shift > MAX_SHIFT) throw failure('result has too many bits');
  return shift;
}

function minus(a: RegoValue, b: RegoValue): RegoValue {
  if (isNumber(a)) {
    if (isNumber(b)) return sub(a, b);
    throw wrongType(2, b, 'number');
  }
  if (!(a instanceof RegoSet)) throw wrongType(1, a, 'number', 'set');
  if (b instanceof RegoSet) return a.difference(b);
  throw wrongType(2, b, isNumber(b) ? 'set' : 'number');
}

function range(context: BuiltinContext, from: bigint, to: bigint, step: bigint): RegoValue {
  const distance = from <= to ? to - from : from - to;
  const count = distance / step + 1n;
  context.charge(Number(count) * 4);
  if (count > 50_000_000n) throw failure('range has too many numbers');
  const stride = from <= to ? step : -step;
  const items: RegoValue[] = [];
  let next = from;
  for (let index = 0; index < Number(count); index++, next += stride) items.push(fromBigInt(next));
  return items;
}

function randomInteger(context: BuiltinContext, name: string, limit: number): number {
  const bound = Math.abs(limit);
  if (bound === 0) return 0;
  const key = `rand.intn ${bound} ${name}`;
  const known = context.cache.get(key);
  if (typeof known === 'number') return known;
  const fraction = (context.random() * 0x200000 + (context.random() >>> 11)) / 2 ** 53;
  const result = Math.floor(fraction * bound);
  context.cache.set(key, result);
  return result;
}
