import type { Body, Expr } from '../ast/body.ts';
import type { Head, Rule } from '../ast/module.ts';
import type { CallTerm, RefTerm, Term } from '../ast/term.ts';
import { refText } from '../ast/text.ts';
import { BUILTINS } from '../builtins/table.ts';
import type { Span } from '../source/source.ts';
import { trueTerm } from './head.ts';
import { bodylessRule } from './rule.ts';

/**
 * Makes a rule of an expression that stands alone in a module, such as `p := 1`, `f(x) = y` or `p[x]`.
 * Shape:  the rule, or the message that says why the expression is none.
 * Source: OPA v1/ast parser_ext.go ParseRuleFromBody.
 */
export function ruleFromBody(body: Body): Rule | string {
  const [expr] = body;
  if (body.length !== 1 || expr === undefined) return 'multiple expressions cannot be used for rule head';
  if (expr.with.length > 0) return 'expressions using with keyword cannot be used for rule head';
  if (expr.negated) return 'negated expressions cannot be used for rule head';
  if (expr.kind === 'some') return "'some' declarations cannot be used for rule head";
  if (expr.kind === 'term') return fromTerm(expr.term);
  if (expr.kind !== 'call') return 'expression cannot be used for rule head';
  const name = refText(expr.operator);
  const [left, right] = expr.args;
  if (name === 'eq' || name === 'assign') {
    if (left === undefined || right === undefined) return 'assignment requires two operands';
    return fromAssignment(expr, left, right, name === 'assign');
  }
  if (Object.hasOwn(BUILTINS, name)) return 'rule name conflicts with built-in function';
  return fromCall(expr.operator, expr.args);
}

/** `p[x]` is a set member, `a.b.c` a rule that is true. */
function fromTerm(term: Term): Rule | string {
  if (term.kind !== 'ref') return `${term.kind} cannot be used for rule name`;
  if (term.path.length === 1) return `${term.kind}s cannot be used for rule head`;
  const [name, key] = term.path;
  if (name.kind !== 'var') return `invalid rule head: ${refText(term)}`;
  const { span } = term;
  if (term.path.length > 2) return fact({ ...plainHead(term, trueTerm(span), span), generatedValue: true }, span, span);
  const ref: RefTerm = { kind: 'ref', path: [name], span: name.span };
  return fact({ ...plainHead(ref, undefined, span), key }, span, span);
}

function fromCall(operator: RefTerm, args: readonly Term[]): Rule | string {
  if (args.length === 0) return 'rule argument list must take at least one argument';
  if (operator.path[0].kind !== 'var') return `invalid rule head: ${refText(operator)}`;
  const { span } = operator;
  return fact({ ...plainHead(operator, trueTerm(span), span), args }, span, span);
}

function fromAssignment(expr: Expr, left: Term, right: Term, assign: boolean): Rule | string {
  const head = assignedHead(left, right);
  return typeof head === 'string' ? head : fact({ ...head, assign, span: expr.span }, expr.span, right.span);
}

function assignedHead(left: Term, right: Term): Head | string {
  if (left.kind === 'call') return assignedFunction(left, right);
  if (left.kind === 'var') return plainHead({ kind: 'ref', path: [left], span: left.span }, right, left.span);
  if (left.kind !== 'ref') return `${left.kind} cannot be used for rule name`;
  const [name, key] = left.path;
  if (name.kind !== 'var') return `invalid rule head: ${refText(left)}`;
  if (key === undefined || left.path.length > 2) return plainHead(left, right, left.span);
  return { ...plainHead(left, right, left.span), key };
}

function assignedFunction(left: CallTerm, right: Term): Head | string {
  if (left.operator.path[0].kind !== 'var') return 'call cannot be used for rule name';
  return { ...plainHead(left.operator, right, left.span), args: left.args };
}

function plainHead(ref: RefTerm, value: Term | undefined, span: Span): Head {
  return { ref, args: undefined, key: undefined, value, assign: false, contains: false, span };
}

function fact(head: Head, span: Span, bodySpan: Span): Rule {
  return { ...bodylessRule(head, bodySpan), span };
}
