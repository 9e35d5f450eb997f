import type { Diagnostic } from '../../../diagnostics/index.ts';
import type { Body, Expr, Term } from '../../ast/index.ts';
import { errorAt } from '../context.ts';
import { type CallExpression, isComprehension, operatorName } from '../syntax/terms.ts';
import { refText } from '../syntax/text.ts';
import { walkExpr } from '../syntax/walk.ts';
import type { BuiltinSignature } from './builtin-types.ts';
import { type NameRewriter, RefChecker } from './check-refs.ts';
import type { CheckedBody, Comprehension } from './closures.ts';
import { functionType, lastingTypes } from './construct.ts';
import { argumentDetails, unificationDetails } from './details.ts';
import { TypeEnvironment } from './environment.ts';
import { isIncomplete, unifies } from './lattice.ts';
import { ANY, type Type } from './type.ts';
import type { TypeNode } from './type-node.ts';
import { unifyTerm, unifyTerms } from './unify-types.ts';

/** A problem, and whether it may only follow from another one: a type in it was not known. */
type Problem = { readonly diagnostic: Diagnostic; readonly secondary: boolean };

/**
 * The environment of rules, inside that of the builtins; `input` has the type of its schema where there is one.
 * As in OPA a ref below `data` that no rule has is looked up again outside of the rules' environment, where it is of any
 * type: without the second environment its vars would have no type.
 */
export function rootEnvironment(builtins: ReadonlyMap<string, BuiltinSignature>, input?: Type): TypeEnvironment {
  const env = new TypeEnvironment((inner, closure) => {
    const checked = inner.closures.find(inner, closure) ?? checkBody(inner, closure.body, (path) => path);
    return checked.errors.length === 0 ? checked.env : undefined;
  });
  const known = builtinNodes.get(builtins);
  if (known === undefined) lastingTypes(() => putBuiltins(env, builtins));
  else for (const [key, node] of known) env.tree.children.set(key, node);
  if (known === undefined) builtinNodes.set(builtins, new Map(env.tree.children));
  if (input !== undefined) env.setVar('input', input);
  return env.wrap();
}

/** The nodes of builtins by the signatures they were made from; rules are only ever put below `data`. */
const builtinNodes = new WeakMap<ReadonlyMap<string, BuiltinSignature>, ReadonlyMap<string, TypeNode>>();

function putBuiltins(env: TypeEnvironment, builtins: ReadonlyMap<string, BuiltinSignature>): void {
  for (const { name, args, variadic, result } of builtins.values()) {
    const [head, ...rest] = name.split('.');
    const parts = rest.map((value): Term => ({ kind: 'string', value, span: NO_SPAN }));
    const path: Term[] = [{ kind: 'var', name: head!, span: NO_SPAN }, ...parts];
    env.put(path, functionType(args, result, variadic));
  }
}

const NO_SPAN = { source: { name: '', text: '' }, start: 0, end: 0, row: 0, col: 0 } as const;

/**
 * Checks the types of a body.
 * Shape:  the environment holds the types of the body's vars; it lies inside `outer`.
 * Errors: `rego_type_error`.
 * Source: OPA v1/ast check.go.
 */
export function checkBody(outer: TypeEnvironment, body: Body, names: NameRewriter): CheckedBody {
  const env = outer.wrap();
  const errors: Diagnostic[] = [];
  for (const expr of body) checkExpression(env, expr, names, errors);
  return { env, errors };
}

function checkExpression(env: TypeEnvironment, expr: Expr, names: NameRewriter, errors: Diagnostic[]): void {
  const inClosures = checkClosures(env, expr, names);
  errors.push(...inClosures);
  const refs = new RefChecker(env, names);
  refs.check(expr);
  errors.push(...refs.errors);
  const problem = checkCall(env, expr);
  if (problem === undefined) return;
  const follows = inClosures.length > 0 || refs.errors.length > 0;
  if (!follows || !problem.secondary) errors.push(problem.diagnostic);
}

/** The errors of the last comprehension that has any, as OPA gives them. */
function checkClosures(env: TypeEnvironment, expr: Expr, names: NameRewriter): readonly Diagnostic[] {
  let result: readonly Diagnostic[] = [];
  walkExpr(expr, {
    term: (term) => {
      if (!isComprehension(term)) return true;
      const { errors } = checkClosure(env, term, names);
      if (errors.length > 0) result = errors;
      return errors.length === 0;
    },
  });
  return result;
}

function checkClosure(env: TypeEnvironment, term: Comprehension, names: NameRewriter): CheckedBody {
  const known = env.closures.find(env, term);
  if (known !== undefined) return known;
  const checked = checkBody(env, term.body, names);
  env.closures.keep(env, term, checked);
  return checked;
}

function checkCall(env: TypeEnvironment, expr: Expr): Problem | undefined {
  for (const { target, value, span } of expr.with) {
    const replaced = env.typeOf(target);
    const given = env.typeOf(value);
    if (replaced?.kind === 'function' && given?.kind === 'function' && !unifies(replaced, given))
      return problem(
        `${target.kind === 'ref' ? refText(target.path) : ''}: arity mismatch`,
        span,
        given.args,
        argumentDetails(given.args, replaced.args, replaced.variadic),
      );
  }
  if (expr.kind !== 'call') return undefined;
  return operatorName(expr.operator) === 'eq' ? checkEquality(env, expr) : checkFunction(env, expr);
}

function problem(message: string, span: Expr['span'], types: readonly (Type | undefined)[], details: unknown): Problem {
  const secondary = types.some((type) => isIncomplete(type));
  return { diagnostic: errorAt('rego_type_error', message, span, undefined, details), secondary };
}

function checkEquality(env: TypeEnvironment, expr: CallExpression): Problem | undefined {
  const [left, right] = expr.args;
  const types = expr.args.map((arg) => env.typeOf(arg));
  if (left === undefined || right === undefined)
    return problem('eq: too few arguments', expr.span, types, argumentDetails(types, [ANY, ANY]));
  if (expr.args.length > 2)
    return problem('eq: too many arguments', expr.span, types, argumentDetails(types, [ANY, ANY]));
  if (unifyTerms(env, left, right)) return undefined;
  return problem('match error', expr.span, types, unificationDetails(types[0], types[1]));
}

function checkFunction(env: TypeEnvironment, expr: CallExpression): Problem | undefined {
  const name = refText(expr.operator.path);
  const type = env.typeOfPath(expr.operator.path);
  if (type?.kind === 'any' && type.of.length === 0) return undefined;
  if (type?.kind !== 'function')
    return { diagnostic: errorAt('rego_type_error', `undefined function ${name}`, expr.span), secondary: false };
  const want = type.result === undefined ? type.args : [...type.args, type.result];
  const have = expr.args.map((arg) => env.typeOf(arg));
  const failed = (what: string, types: readonly (Type | undefined)[]): Problem =>
    problem(`${name}: ${what}`, expr.span, types, argumentDetails(types, want, type.variadic));
  if (expr.args.length > want.length && type.variadic === undefined) return failed('too many arguments', have);
  if (expr.args.length < type.args.length) return failed('too few arguments', have);
  for (let i = 0; i < expr.args.length; i++) {
    const wanted = i < want.length ? want[i] : type.variadic;
    const known = have[i];
    const fits = known === undefined || isIncomplete(known) || unifies(known, wanted);
    if (!fits || !unifyTerm(env, expr.args[i]!, wanted, false))
      return failed(
        'invalid argument(s)',
        expr.args.map((arg) => env.typeOf(arg)),
      );
  }
  return undefined;
}
