import type { Body, Expr } from '../../ast/index.ts';
import { operatorName } from '../syntax/terms.ts';
import { collectTermVars, exprVars, OUTPUT_VARS, SAFETY_VARS, type VarOptions } from '../syntax/vars.ts';
import { type Arity, outputVarsOfEquality } from './outputs.ts';

/** The vars that count for the safety of an expression, those that operands without braces need included. */
export function safetyVars(arity: Arity): VarOptions {
  return { ...SAFETY_VARS, operandVars: (operand) => neededVars(operand, arity) };
}

/** The vars of an operand that it does not both bind and use itself. */
function neededVars(operand: Body, arity: Arity): Set<string> {
  const uses = new Map<string, number>();
  for (const expr of operand) for (const name of exprVars(expr, SAFETY_VARS)) uses.set(name, (uses.get(name) ?? 0) + 1);
  if (operand.length === 1) return new Set(uses.keys());
  const bound = new Set<string>();
  for (const expr of operand) for (const name of boundVars(expr, arity)) bound.add(name);
  return new Set([...uses].filter(([name, count]) => !bound.has(name) || count === 1).map(([name]) => name));
}

function boundVars(expr: Expr, arity: Arity): ReadonlySet<string> {
  const vars = new Set<string>();
  if (expr.kind !== 'call') return vars;
  if (operatorName(expr.operator) === 'eq') return outputVarsOfEquality(expr, vars);
  const count = arity(expr.operator.path);
  if (count !== undefined) for (const arg of expr.args.slice(count)) collectTermVars(arg, OUTPUT_VARS, vars);
  return vars;
}
