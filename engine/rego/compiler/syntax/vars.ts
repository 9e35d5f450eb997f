import type { Body, Expr, Term } from '../../ast/index.ts';

/** Which parts a search for vars leaves out. */
export type VarOptions = {
  readonly skipRefHead?: boolean;
  /** The names of called functions, and the heads of `with` targets and of refs that a `with` puts there. */
  readonly skipCallHead?: boolean;
  readonly skipObjectKeys?: boolean;
  readonly skipClosures?: boolean;
  readonly skipSets?: boolean;
  /** With `skipClosures`: which vars of an operand of `not`, `and`, `or` that has no braces count as the outside's. */
  readonly operandVars?: (operand: Body) => Iterable<string>;
};

/** What safety looks at: neither function names nor the inside of comprehensions. */
export const SAFETY_VARS: VarOptions = { skipCallHead: true, skipClosures: true };
/** What a unification binds. */
export const PATTERN_VARS: VarOptions = { skipRefHead: true, skipObjectKeys: true, skipClosures: true };
/** What the output argument of a call binds. */
export const OUTPUT_VARS: VarOptions = { ...PATTERN_VARS, skipSets: true };
export const ALL_VARS: VarOptions = {};

/** Adds the names of all vars of a term. */
export function collectTermVars(term: Term, options: VarOptions, into: Set<string>): void {
  switch (term.kind) {
    case 'var':
      into.add(term.name);
      return;
    case 'ref':
      for (let i = options.skipRefHead ? 1 : 0; i < term.path.length; i++)
        collectTermVars(term.path[i]!, options, into);
      return;
    case 'array':
      for (const item of term.items) collectTermVars(item, options, into);
      return;
    case 'set':
      if (!options.skipSets) for (const item of term.items) collectTermVars(item, options, into);
      return;
    case 'object':
      for (const [key, value] of term.entries) {
        if (!options.skipObjectKeys) collectTermVars(key, options, into);
        collectTermVars(value, options, into);
      }
      return;
    case 'call':
      collectCallVars(term.operator, term.args, options, into);
      return;
    case 'arraycomprehension':
    case 'setcomprehension':
      if (options.skipClosures) return;
      collectTermVars(term.term, options, into);
      collectBodyVars(term.body, options, into);
      return;
    case 'objectcomprehension':
      if (options.skipClosures) return;
      collectTermVars(term.key, options, into);
      collectTermVars(term.value, options, into);
      collectBodyVars(term.body, options, into);
      return;
    case 'templatestring':
      if (options.skipClosures) return;
      for (const part of term.parts) if (part.kind !== 'string') collectExprVars(part, options, into);
      return;
    default:
      return;
  }
}

function collectCallVars(operator: Term, args: readonly Term[], options: VarOptions, into: Set<string>): void {
  if (options.skipCallHead && operator.kind === 'ref') collectPathVars(operator.path, options, into);
  else collectTermVars(operator, options, into);
  for (const arg of args) collectTermVars(arg, options, into);
}

export function collectExprVars(expr: Expr, options: VarOptions, into: Set<string>): void {
  switch (expr.kind) {
    case 'term':
      collectTermVars(expr.term, options, into);
      break;
    case 'call':
      collectCallVars(expr.operator, expr.args, options, into);
      break;
    case 'some':
      for (const symbol of expr.symbols) collectTermVars(symbol, options, into);
      break;
    case 'every':
      if (options.skipClosures) {
        collectTermVars(expr.domain, options, into);
        return;
      }
      if (expr.key !== undefined) collectTermVars(expr.key, options, into);
      collectTermVars(expr.value, options, into);
      collectTermVars(expr.domain, options, into);
      collectBodyVars(expr.body, options, into);
      break;
    case 'not':
      collectOperandVars(expr.body, expr.explicit, options, into);
      break;
    case 'and':
    case 'or':
      collectOperandVars(expr.lhs, expr.explicitLhs, options, into);
      collectOperandVars(expr.rhs, expr.explicitRhs, options, into);
      break;
  }
  for (const { target, value } of expr.with) {
    if (!options.skipCallHead) collectTermVars(target, options, into);
    else if (target.kind === 'ref') collectPathVars(target.path, options, into);
    if (options.skipCallHead && value.kind === 'ref') collectPathVars(value.path, options, into);
    else collectTermVars(value, options, into);
  }
}

function collectOperandVars(body: Body, explicit: boolean, options: VarOptions, into: Set<string>): void {
  if (!options.skipClosures) collectBodyVars(body, options, into);
  else if (!explicit && options.operandVars !== undefined) for (const name of options.operandVars(body)) into.add(name);
}

function collectPathVars(path: readonly Term[], options: VarOptions, into: Set<string>): void {
  for (let i = 1; i < path.length; i++) collectTermVars(path[i]!, options, into);
}

export function collectBodyVars(body: Body, options: VarOptions, into: Set<string>): void {
  for (const expr of body) collectExprVars(expr, options, into);
}

export function termVars(term: Term, options: VarOptions = ALL_VARS): Set<string> {
  const vars = new Set<string>();
  collectTermVars(term, options, vars);
  return vars;
}

export function exprVars(expr: Expr, options: VarOptions = ALL_VARS): Set<string> {
  const vars = new Set<string>();
  collectExprVars(expr, options, vars);
  return vars;
}

export function bodyVars(body: Body, options: VarOptions = ALL_VARS): Set<string> {
  const vars = new Set<string>();
  collectBodyVars(body, options, vars);
  return vars;
}

/** Anything that can say whether it holds a name. */
export type Names = { has(name: string): boolean };

/** Whether all of `vars` are in one of `sets`. */
export function isCovered(vars: ReadonlySet<string>, ...sets: readonly Names[]): boolean {
  for (const name of vars) if (!sets.some((set) => set.has(name))) return false;
  return true;
}
