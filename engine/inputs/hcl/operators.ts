import type { BinaryOperator } from './types.ts';
import { booleanOf, isEqual, isList, isMap, isWhole, numberOf, Partial, Unknown, type Value } from './value.ts';

/** Whether two values are equal; undefined where it cannot be told. */
export function compareValues(left: Value, right: Value): boolean | undefined {
  if (isWhole(left) && isWhole(right)) return isEqual(left, right);
  if (isAbsent(left) || isAbsent(right)) {
    const other = isAbsent(left) ? right : left;
    // A collection is never null, whatever is in it.
    return isList(other) || isMap(other) || other instanceof Partial ? false : undefined;
  }
  return undefined;
}

function isAbsent(value: Value): boolean {
  return value === null;
}

/** Computes one operator. Source: HCL Native Syntax Specification, Operations. */
export function computeBinary(operator: BinaryOperator, left: Value, right: Value): Value {
  if (operator === '&&' || operator === '||') return computeLogic(operator, left, right);
  const unknown = [left, right].find((side) => side instanceof Unknown) as Unknown | undefined;
  if (operator === '==' || operator === '!=') {
    const same = compareValues(left, right);
    if (same === undefined) return unknown ?? new Unknown('values that are not known whole are compared');
    return operator === '==' ? same : !same;
  }
  if (unknown !== undefined) return unknown;
  const a = numberOf(left);
  const b = numberOf(right);
  if (a === undefined || b === undefined)
    return new Unknown(`\`${operator}\` stands between values that are no numbers`);
  const made = compute(operator, a, b);
  if (typeof made === 'boolean') return made;
  // Terraform computes with 512 bits: 0.1 + 0.2 is 0.3.
  if (Number.isInteger(made)) return made;
  return Number.isFinite(made) ? Number(made.toPrecision(15)) : new Unknown('a number is divided by zero');
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
  return isBoth ? !decisive : new Unknown(`\`${operator}\` stands between values that are neither true nor false`);
}
