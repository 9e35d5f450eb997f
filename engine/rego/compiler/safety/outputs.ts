import type { Body, Expr, Term } from '../../ast/index.ts';
import { type CallExpression, operatorName } from '../syntax/terms.ts';
import { collectTermVars, isCovered, type Names, OUTPUT_VARS, SAFETY_VARS, termVars } from '../syntax/vars.ts';
import { walkExpr, walkTerm } from '../syntax/walk.ts';
import { isRefSafe, unifiedVars } from './unify.ts';

/** Looks up how many arguments an operator takes; undefined where there is no such function. */
export type Arity = (operator: readonly Term[]) => number | undefined;

const NOTHING: ReadonlySet<string> = new Set();

/** The vars that a body binds, given those bound before. */
export function outputVarsOfBody(body: Body, arity: Arity, safe: ReadonlySet<string>): Set<string> {
  const all = new Set(safe);
  const outputs = new Set<string>();
  for (const expr of body)
    for (const name of outputVarsOfExpr(expr, arity, all)) {
      all.add(name);
      if (!safe.has(name)) outputs.add(name);
    }
  return outputs;
}

/** The vars that an expression binds, given those bound before; may repeat some of the latter. */
export function outputVarsOfExpr(expr: Expr, arity: Arity, safe: ReadonlySet<string>): ReadonlySet<string> {
  if (expr.negated) return NOTHING;
  for (const { target, value } of expr.with) {
    const vars = new Set<string>();
    const tail = (term: Term) => (term.kind === 'ref' ? term.path.slice(1) : []);
    for (const part of tail(target)) collectTermVars(part, SAFETY_VARS, vars);
    for (const part of value.kind === 'ref' ? tail(value) : [value]) collectTermVars(part, SAFETY_VARS, vars);
    if (!isCovered(vars, safe)) return NOTHING;
  }
  switch (expr.kind) {
    case 'term':
      return iterationVars(expr, safe);
    case 'call': {
      if (operatorName(expr.operator) === 'eq') return outputVarsOfEquality(expr, safe);
      const count = arity(expr.operator.path);
      return count === undefined ? NOTHING : outputVarsOfCall(expr, count, safe);
    }
    case 'every': {
      const vars = new Set<string>();
      addIterationVars(expr.domain, safe, vars);
      return vars;
    }
    default:
      return NOTHING;
  }
}

/** The vars that `a = b` binds. */
export function outputVarsOfEquality(expr: CallExpression, safe: ReadonlySet<string>): ReadonlySet<string> {
  const [left, right] = expr.args;
  if (expr.args.length !== 2 || left === undefined || right === undefined) return safe;
  const outputs = iterationVars(expr, safe);
  // The left side of `:=` is always new, even where its name is bound around it.
  const fresh = expr.assigned ? termVars(left) : NOTHING;
  const known: Names = { has: (name) => !fresh.has(name) && (safe.has(name) || outputs.has(name)) };
  const unified = unifiedVars(known, left, right);
  for (const name of fresh) outputs.delete(name);
  for (const name of unified) outputs.add(name);
  for (const name of outputs) if (safe.has(name)) outputs.delete(name);
  return outputs;
}

function outputVarsOfCall(expr: CallExpression, arity: number, safe: ReadonlySet<string>): ReadonlySet<string> {
  const outputs = iterationVars(expr, safe);
  if (arity >= expr.args.length) return outputs;
  const inputs = new Set<string>();
  for (let i = 1; i < expr.operator.path.length; i++) collectTermVars(expr.operator.path[i]!, OUTPUT_VARS, inputs);
  for (const arg of expr.args.slice(0, arity)) collectTermVars(arg, OUTPUT_VARS, inputs);
  if (!isCovered(inputs, outputs, safe)) return NOTHING;
  for (const arg of expr.args.slice(arity)) collectTermVars(arg, OUTPUT_VARS, outputs);
  return outputs;
}

/** The vars that an expression's refs iterate over. */
function iterationVars(expr: Expr, safe: ReadonlySet<string>): Set<string> {
  const vars = new Set<string>();
  walkExpr(expr, { term: (term) => addIterationVar(term, safe, vars) });
  return vars;
}

function addIterationVars(term: Term, safe: ReadonlySet<string>, into: Set<string>): void {
  walkTerm(term, { term: (inner) => addIterationVar(inner, safe, into) });
}

function addIterationVar(term: Term, safe: ReadonlySet<string>, into: Set<string>): boolean {
  if (term.kind.endsWith('comprehension') || term.kind === 'templatestring') return false;
  if (term.kind !== 'ref') return true;
  if (!isRefSafe(term, safe)) return false;
  for (let i = 1; i < term.path.length; i++) collectTermVars(term.path[i]!, { skipRefHead: true }, into);
  return true;
}
