import type { Body, Expr, Term } from '../../ast/index.ts';
import { type CallExpression, headName } from './terms.ts';
import { ALL_VARS, collectTermVars } from './vars.ts';
import { type Visitor, walkBody, walkExpr } from './walk.ts';

/** Whether an expression is `x := y` with both operands. */
export function isAssignment(expr: Expr): expr is CallExpression {
  return expr.kind === 'call' && headName(expr.operator) === 'assign' && expr.operator.path.length === 1;
}

/** The vars that a body declares by `:=` and `some`, leaving comprehensions out. */
export function declaredVars(body: Body): Set<string> {
  const vars = new Set<string>();
  walkBody(body, declarationVisitor(vars));
  return vars;
}

export function declaredVarsOfExpr(expr: Expr): Set<string> {
  const vars = new Set<string>();
  walkExpr(expr, declarationVisitor(vars));
  return vars;
}

function declarationVisitor(vars: Set<string>): Visitor {
  return {
    term: (term) => term.kind === 'ref' || term.kind === 'call' || !term.kind.endsWith('comprehension'),
    expr: (expr) => {
      if (expr.kind === 'call' && expr.args.length === 2 && isAssignment(expr))
        collectTermVars(expr.args[0]!, ALL_VARS, vars);
      if (expr.kind === 'some') for (const symbol of expr.symbols) collectSymbolVars(symbol, vars);
      return true;
    },
  };
}

function collectSymbolVars(symbol: Term, vars: Set<string>): void {
  if (symbol.kind === 'var') vars.add(symbol.name);
  if (symbol.kind !== 'call') return;
  collectTermVars(symbol.args[0]!, ALL_VARS, vars);
  if (symbol.args.length === 3) collectTermVars(symbol.args[1]!, ALL_VARS, vars);
}
