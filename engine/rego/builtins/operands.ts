import {
  type AnyObject,
  isNumber,
  isObject,
  type RegoNumber,
  RegoSet,
  type RegoValue,
  toBigInt,
  toInt,
} from '../value/index.ts';
import { operandError, wrongItem, wrongType } from './errors.ts';

/**
 * Checks of operands; each gives the operand in its native type.
 * Errors: BuiltinError with OPA's wording.
 * Source: OPA v1/topdown/builtins.
 */
export function stringOperand(value: RegoValue, position: number): string {
  if (typeof value === 'string') return value;
  throw wrongType(position, value, 'string');
}

export function numberOperand(value: RegoValue, position: number): number | RegoNumber {
  if (isNumber(value)) return value;
  throw wrongType(position, value, 'number');
}

/** An integer as written (`1`, not `1.0`); beyond 2^53 the nearest double. */
export function intOperand(value: RegoValue, position: number): number {
  const integer = toInt(numberOperand(value, position));
  if (integer === undefined) throw operandError(position, 'must be integer number but got floating-point number');
  return integer;
}

/** An integer by value (`1.0` and `1e3` included), exact. */
export function bigIntOperand(value: RegoValue, position: number): bigint {
  if (!isNumber(value)) throw wrongType(position, value, 'integer');
  const integer = toBigInt(value);
  if (integer === undefined) throw operandError(position, 'must be integer number but got floating-point number');
  return integer;
}

export function arrayOperand(value: RegoValue, position: number): readonly RegoValue[] {
  if (Array.isArray(value)) return value;
  throw wrongType(position, value, 'array');
}

export function setOperand(value: RegoValue, position: number): RegoSet {
  if (value instanceof RegoSet) return value;
  throw wrongType(position, value, 'set');
}

export function objectOperand(value: RegoValue, position: number): AnyObject {
  if (isObject(value)) return value;
  throw wrongType(position, value, 'object');
}

/** The items of an array, or of a set in order; undefined for anything else. */
export function itemsOf(value: RegoValue): readonly RegoValue[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof RegoSet ? value.sorted() : undefined;
}

/** The strings of an array or set. */
export function stringsOperand(value: RegoValue, position: number): readonly string[] {
  const items = itemsOf(value);
  if (items === undefined) throw wrongType(position, value, 'array', 'set');
  for (const item of items) if (typeof item !== 'string') throw wrongItem(position, value, item, 'string');
  return items as readonly string[];
}
