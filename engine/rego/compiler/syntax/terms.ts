import type { Body, CallExpr, Expr, ExprBase, RefTerm, Rule, Term, VarTerm } from '../../ast/index.ts';
import type { Span } from '../../source/source.ts';

/** Prefix of every name that the compiler makes up; such names are never shown to a user. */
export const LOCAL_PREFIX = '__local';

export type CallExpression = ExprBase & CallExpr;

export function isGenerated(name: string): boolean {
  return name.startsWith(LOCAL_PREFIX);
}

export function isWildcard(name: string): boolean {
  return name.startsWith('$');
}

export function varTerm(name: string, span: Span): VarTerm {
  return { kind: 'var', name, span };
}

export function refTerm(path: readonly Term[], span: Span): RefTerm {
  return { kind: 'ref', path: path as readonly [Term, ...Term[]], span };
}

export function operatorRef(name: string, span: Span): RefTerm {
  return refTerm([varTerm(name, span)], span);
}

/** `left = right`, made by the compiler. */
export function equality(left: Term, right: Term, span: Span, generated: boolean): CallExpression {
  const base = { negated: false, with: [], span, kind: 'call', operator: operatorRef('eq', span) } as const;
  return generated ? { ...base, args: [left, right], generated: true } : { ...base, args: [left, right] };
}

export function trueExpr(span: Span): Expr {
  return {
    kind: 'term',
    term: { kind: 'boolean', value: true, span },
    negated: false,
    with: [],
    generated: true,
    span,
  };
}

export function isScalar(term: Term): boolean {
  return term.kind === 'null' || term.kind === 'boolean' || term.kind === 'number' || term.kind === 'string';
}

export function isComprehension(
  term: Term,
): term is Extract<Term, { kind: 'arraycomprehension' | 'setcomprehension' | 'objectcomprehension' }> {
  return term.kind === 'arraycomprehension' || term.kind === 'setcomprehension' || term.kind === 'objectcomprehension';
}

/** Holds no var; refs count by their path behind the head, calls and closures never do. */
export function isGround(term: Term): boolean {
  switch (term.kind) {
    case 'var':
    case 'call':
    case 'arraycomprehension':
    case 'setcomprehension':
    case 'objectcomprehension':
    case 'templatestring':
      return false;
    case 'ref':
      return isGroundRef(term.path);
    case 'array':
    case 'set':
      return term.items.every(isGround);
    case 'object':
      return term.entries.every(([key, value]) => isGround(key) && isGround(value));
    default:
      return true;
  }
}

/** A value that can be read off the text: no vars, refs, calls or closures inside. */
export function isConstant(term: Term): boolean {
  switch (term.kind) {
    case 'array':
    case 'set':
      return term.items.every(isConstant);
    case 'object':
      return term.entries.every(([key, value]) => isConstant(key) && isConstant(value));
    default:
      return isScalar(term);
  }
}

export function isGroundRef(path: readonly Term[]): boolean {
  for (let i = 1; i < path.length; i++) if (!isGround(path[i]!)) return false;
  return true;
}

/** The part of a ref up to its first element that holds a var; the head always counts as ground. */
export function groundPrefix(path: readonly Term[]): readonly Term[] {
  for (let i = 1; i < path.length; i++) if (!isGround(path[i]!)) return path.slice(0, i);
  return path;
}

/** `input` or `data` alone, as a ref or as a bare var. */
export function rootName(term: Term): 'input' | 'data' | undefined {
  const head = term.kind === 'ref' && term.path.length === 1 ? term.path[0] : term;
  if (head.kind !== 'var') return undefined;
  return head.name === 'input' || head.name === 'data' ? head.name : undefined;
}

export function headName(ref: RefTerm): string | undefined {
  const head = ref.path[0];
  return head.kind === 'var' ? head.name : undefined;
}

/** The dotted name of an operator such as `json.unmarshal`; undefined where a part is no plain name. */
export function operatorName(ref: RefTerm): string | undefined {
  const head = ref.path[0];
  if (head.kind !== 'var') return undefined;
  if (ref.path.length === 1) return head.name;
  let name = head.name;
  for (let i = 1; i < ref.path.length; i++) {
    const part = ref.path[i]!;
    if (part.kind !== 'string') return undefined;
    name += `.${part.value}`;
  }
  return name;
}

export function isCallTo(expr: Expr, name: string): expr is CallExpression {
  return expr.kind === 'call' && operatorName(expr.operator) === name;
}

/** `x = y` with both operands there. */
export function isEquality(expr: Expr): expr is CallExpression {
  return isCallTo(expr, 'eq');
}

/** A body that says no more than `true`. */
export function isEmptyBody(body: Body): boolean {
  const only = body[0];
  return body.length === 1 && only?.kind === 'term' && only.term.kind === 'boolean' && only.term.value;
}

/** Adds expressions at the end; a body that was only `true` is replaced. */
export function appendToBody(body: Body, exprs: readonly Expr[]): Body {
  if (exprs.length === 0) return body;
  return isEmptyBody(body) && !body[0]!.negated ? exprs : [...body, ...exprs];
}

/** `p contains x`: a key and no value. */
export function isMultiValue(rule: Rule): boolean {
  return rule.head.value === undefined && rule.head.key !== undefined;
}

/** A function is a rule with at least one argument; `f()` counts as a plain rule, as in OPA. */
export function isFunction(rule: Rule): boolean {
  return arityOf(rule) > 0;
}

export function arityOf(rule: Rule): number {
  return rule.head.args?.length ?? 0;
}

/** Whether a head can hold a var anywhere. */
export function headMayHaveVars(rule: Rule): boolean {
  const { head } = rule;
  return (
    (head.args?.some((arg) => !isScalar(arg)) ?? false) ||
    (head.key !== undefined && !isScalar(head.key)) ||
    (head.value !== undefined && !isScalar(head.value)) ||
    head.ref.path.slice(1).some((part) => !isScalar(part))
  );
}
