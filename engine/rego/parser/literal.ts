import type { Expr, With } from '../ast/body.ts';
import type { Term } from '../ast/term.ts';
import { K } from '../scanner/index.ts';
import type { Span } from '../source/source.ts';
import { parseInfix, takeOperator } from './infix.ts';
import {
  afterOperand,
  hasLogicalKeywords,
  isLogicalOperator,
  parseBracedOperand,
  parseGroup,
  parseNotBody,
} from './logic.ts';
import { type Parser, spanTo } from './parser.ts';
import { parseEvery, parseSome, tryFutureEvery } from './quantifier.ts';
import { parseTerm } from './term.ts';

const NO_WITH: readonly With[] = [];

/** Reads one expression of a body with its `not` and `with`. */
export function parseLiteral(p: Parser): Expr | undefined {
  const start = p.here();
  const expr = parseUnplaced(p, start);
  if (expr === undefined) return undefined;
  const end = p.lastEnd();
  if (expr.kind !== 'not' && expr.span.start === start.start && expr.span.end === end) return expr;
  const span = spanTo(start, end);
  if (expr.kind !== 'not' || expr.explicit) return { ...expr, span };
  return { ...expr, body: expr.body.map((inner) => ({ ...inner, span })), span };
}

/** Reads an expression without `not` and `with`: a term, a call, `x := y` or `x = y`. */
export function parseExpr(p: Parser): Expr | undefined {
  const start = p.here();
  const left = parseInfix(p);
  if (left === undefined) return undefined;
  if (p.kind === K.assign || p.kind === K.unify) {
    const operator = takeOperator(p);
    const right = parseInfix(p);
    if (right === undefined) return undefined;
    return { kind: 'call', operator, args: [left, right], negated: false, with: NO_WITH, span: p.spanFrom(start) };
  }
  const isWhole = left.span.start === start.start && left.span.end === p.lastEnd();
  const span = isWhole ? left.span : p.spanFrom(start);
  if (left.kind === 'call') {
    return { kind: 'call', operator: left.operator, args: left.args, negated: false, with: NO_WITH, span };
  }
  return { kind: 'term', term: left, negated: false, with: NO_WITH, span };
}

/** Reads the `with` modifiers that follow, if any, into the expression. */
export function attachWith(p: Parser, expr: Expr): Expr | undefined {
  if (p.kind !== K.with) return expr;
  const modifiers = parseWith(p);
  return modifiers === undefined ? undefined : { ...expr, with: modifiers };
}

/** Says whether `not` is here and heads no ref. */
export function isNegation(p: Parser): boolean {
  if (p.kind !== K.not) return false;
  const next = p.peekToSpace();
  return next !== K.dot && next !== K.lbrack;
}

function parseUnplaced(p: Parser, start: Span): Expr | undefined {
  if (hasLogicalKeywords(p)) {
    if (p.kind === K.lbrace) {
      const outcome = parseBracedOperand(p);
      if (outcome !== 'no') return outcome;
    } else if (p.kind === K.lparen) {
      const group = parseGroup(p, false);
      if (group !== 'no') return group === undefined ? undefined : afterOperand(p, group);
    }
  }
  if (p.takeKeywordAsRefHead()) return parsePlain(p, undefined);
  const negation = isNegation(p) ? start : undefined;
  if (negation !== undefined) {
    p.advance();
    if (p.notBodies && p.kind === K.lbrace) {
      const expr = parseNotBody(p, negation);
      return expr === undefined ? undefined : attachWith(p, expr);
    }
  }
  if (p.kind !== K.some && p.kind !== K.every) return parsePlain(p, negation);
  if (negation !== undefined) {
    p.illegal(`illegal negation of '${p.kind === K.some ? 'some' : 'every'}'`);
    return undefined;
  }
  return p.kind === K.some ? parseSome(p) : parseEvery(p);
}

/** Reads what stands behind `not`, or a whole expression without; `and` and `or` may follow. */
function parsePlain(p: Parser, negation: Span | undefined): Expr | undefined {
  if (negation !== undefined && p.notBodies && p.kind === K.lparen && hasLogicalKeywords(p)) {
    const group = parseGroup(p, true);
    if (group === undefined) return undefined;
    if (group !== 'no') {
      const span = p.spanFrom(negation);
      const not: Expr = { kind: 'not', body: group.body, explicit: group.explicit, negated: false, with: [], span };
      return afterOperand(p, { body: [not], explicit: false, span });
    }
  }
  const before = p.save();
  let expr = parseExpr(p);
  if (expr === undefined) return undefined;
  const withSpan = p.kind === K.with ? p.here() : undefined;
  expr = attachWith(p, expr);
  if (expr === undefined) return undefined;
  if (expr.kind === 'term') tryFutureEvery(p, expr.term, before);
  if (negation !== undefined) expr = negate(p, expr, negation);
  if (!isLogicalOperator(p)) return expr;
  if (withSpan !== undefined) {
    rejectWithOnOperand(p, withSpan);
    return undefined;
  }
  return afterOperand(p, { body: [expr], explicit: false, span: expr.span });
}

/** Notes that `with` stands on an operand of the `and` or `or` at hand. */
export function rejectWithOnOperand(p: Parser, withSpan: Span): void {
  const word = p.kind === K.logicalAnd ? 'and' : 'or';
  p.hint(
    `Wrap the operand in \`(...)\` or \`{...}\` to scope, or move \`with\` after the \`${word}\` expression to apply it to the whole expression`,
  );
  p.error(withSpan, `\`with\` modifier is not allowed on operand of \`${word}\``);
}

/** Makes `not expr`: a flag, or under `future.keywords.not` a node that takes the modifiers over. */
export function negate(p: Parser, expr: Expr, negation: Span): Expr {
  if (!p.notBodies) return { ...expr, negated: true };
  const span = p.spanFrom(negation);
  return { kind: 'not', body: [{ ...expr, with: [] }], explicit: false, negated: false, with: expr.with, span };
}

function parseWith(p: Parser): With[] | undefined {
  const modifiers: With[] = [];
  do {
    const start = p.here();
    p.advance();
    if (p.kind !== K.ident) {
      p.illegal('expected ident');
      return undefined;
    }
    const target: Term | undefined = parseTerm(p);
    if (target === undefined) return undefined;
    if (target.kind !== 'ref' && target.kind !== 'var') p.illegal('expected with target path');
    if (p.kind !== K.as) {
      p.illegal('expected as keyword');
      return undefined;
    }
    p.advance();
    const value = parseInfix(p);
    if (value === undefined) return undefined;
    modifiers.push({ target, value, span: p.spanFrom(start) });
  } while (p.kind === K.with);
  return modifiers;
}
