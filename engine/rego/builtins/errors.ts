import type { RegoValue } from '../value/index.ts';
import { RegoSet, typeName } from '../value/index.ts';

/**
 * A builtin that could not do its work. The call is then undefined, or an error of the evaluation in strict mode.
 * Shape:  `message` is OPA's without the builtin's name; the evaluator shows `<name>: <message>`.
 *         No Error object: a policy may cause thousands of these, and each stack trace costs.
 * Source: OPA v1/topdown builtins.go (operand errors are eval_type_error, all others eval_builtin_error).
 */
export class BuiltinError {
  readonly code: 'eval_type_error' | 'eval_builtin_error';
  readonly message: string;

  constructor(code: 'eval_type_error' | 'eval_builtin_error', message: string) {
    this.code = code;
    this.message = message;
  }
}

/** A builtin failed on operands of the right types. */
export function failure(message: string): BuiltinError {
  return new BuiltinError('eval_builtin_error', message);
}

/** An operand that is unfit in some other way than its type. */
export function operandError(position: number, text: string): BuiltinError {
  return new BuiltinError('eval_type_error', `operand ${position} ${text}`);
}

/** `operand 1 must be string but got number`. */
export function wrongType(position: number, got: RegoValue, ...expected: readonly string[]): BuiltinError {
  const want = expected.length === 1 ? expected[0] : `one of {${expected.join(', ')}}`;
  return operandError(position, `must be ${want} but got ${typeName(got)}`);
}

/** `operand 2 must be array of strings but got array containing number`. */
export function wrongItem(
  position: number,
  composite: RegoValue,
  got: RegoValue,
  ...expected: readonly string[]
): BuiltinError {
  const kind = typeName(composite);
  const want = expected.length === 1 ? `${expected[0]}s` : `(any of) {${expected.join(', ')}}`;
  return operandError(position, `must be ${kind} of ${want} but got ${kind} containing ${typeName(got)}`);
}

/** `operand 2 must be one of {2, 8, 10, 16}`. */
export function wrongChoice(position: number, ...expected: readonly string[]): BuiltinError {
  const want = expected.length === 1 ? expected[0] : `one of {${expected.join(', ')}}`;
  return operandError(position, `must be ${want}`);
}

export function isIterable(value: RegoValue): value is readonly RegoValue[] | RegoSet {
  return Array.isArray(value) || value instanceof RegoSet;
}
