import type { BinaryOperator } from './types.ts';
import {
  booleanOf,
  Failure,
  isEqual,
  isList,
  isMap,
  isSet,
  isWhole,
  numberOf,
  Partial,
  Unknown,
  type Value,
} from './value.ts';

/** Whether two values are equal; undefined where it cannot be told. */
export function compareValues(left: Value, right: Value): boolean | undefined {
  if (isWhole(left) && isWhole(right)) {
    if (!isEqual(left, right)) return false;
    // A list is never equal to a tuple, nor a map to an object; which of them a value is is not told here.
    return isMap(left) || (isList(left) && !isSet(left)) ? undefined : true;
  }
  if (isAbsent(left) || isAbsent(right)) {
    const other = isAbsent(left) ? right : left;
    // A collection is never null, whatever is in it.
    return isList(other) || isMap(other) || other instanceof Partial ? false : undefined;
  }
  return undefined;
}

function compareNumbers(left: Value, right: Value): boolean | undefined {
  return typeof left === 'number' && typeof right === 'number' ? rounded(left) === rounded(right) : undefined;
}

function isAbsent(value: Value): boolean {
  return value === null;
}

/** Computes one operator. Source: HCL Native Syntax Specification, Operations. */
export function computeBinary(operator: BinaryOperator, left: Value, right: Value): Value {
  if (operator === '&&' || operator === '||') return computeLogic(operator, left, right);
  const unknown = [left, right].find((side) => side instanceof Unknown) as Unknown | undefined;
  if (operator === '==' || operator === '!=') {
    const same = compareNumbers(left, right) ?? compareValues(left, right);
    if (same === undefined) return unknown ?? new Unknown('values that are not known whole are compared');
    return operator === '==' ? same : !same;
  }
  if (unknown !== undefined) return unknown;
  const a = numberOf(left);
  const b = numberOf(right);
  if (a === undefined || b === undefined)
    return new (isLong(left) || isLong(right) ? Unknown : Failure)(
      `\`${operator}\` stands between values that are no numbers`,
    );
  const made = compute(operator, a, b);
  if (typeof made === 'boolean') return made;
  if (!Number.isFinite(made)) return new Unknown('a number is divided by zero');
  if (!Number.isSafeInteger(made) && (Number.isInteger(made) || Math.abs(made) > 1e12)) return TOO_LONG;
  // A quotient that does not end keeps every digit, so that it may be multiplied back.
  return operator === '/' && rounded(made) * b !== a ? made : rounded(made) || 0;
}

const TOO_LONG = new Unknown('a number has more digits than are computed with');

function isLong(value: Value): boolean {
  return typeof value === 'string' && /^[-+]?[0-9.]/.test(value);
}

/** Terraform computes with 512 bits, so that 0.1 + 0.2 is 0.3. */
export function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(15));
}

function compute(operator: BinaryOperator, a: number, b: number): number | boolean {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    default:
      return a >= b;
  }
}

/** One side may decide whatever the other is. */
function computeLogic(operator: '&&' | '||', left: Value, right: Value): Value {
  const decisive = operator === '||';
  for (const side of [left, right]) if (booleanOf(side) === decisive) return decisive;
  for (const side of [left, right]) if (side instanceof Unknown) return side;
  const isBoth = booleanOf(left) !== undefined && booleanOf(right) !== undefined;
  return isBoth ? !decisive : new Failure(`\`${operator}\` stands between values that are neither true nor false`);
}
