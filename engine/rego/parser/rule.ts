import type { Body } from '../ast/body.ts';
import { isGround } from '../ast/ground.ts';
import type { Head, Rule } from '../ast/module.ts';
import type { Term, VarTerm } from '../ast/term.ts';
import { relocateBody, relocateTerm } from '../ast/transform.ts';
import { K } from '../scanner/index.ts';
import type { Span } from '../source/source.ts';
import { parseBody } from './body.ts';
import { checkDefault } from './default.ts';
import { parseHead, trueTerm } from './head.ts';
import { parseInfix } from './infix.ts';
import { parseLiteral } from './literal.ts';
import type { Parser } from './parser.ts';

/**
 * Reads a rule with its else chain and, in v0, the bodies that follow its first.
 * Shape:  undefined without an error where the text is no rule but may be an expression, such as `p := 1`.
 */
export function parseRules(p: Parser): Rule[] | undefined {
  const start = p.here();
  p.takeKeywordAsRefHead();
  const isDefault = p.kind === K.default;
  if (isDefault) {
    p.advance();
    p.takeKeywordAsRefHead();
  }
  if (p.kind !== K.ident) return undefined;
  const parsed = parseHead(p, isDefault);
  if (parsed === undefined) return undefined;
  if (isDefault) return parseDefault(p, start, parsed);

  const conditional = p.kind === K.if;
  const head = placeKey(parsed, conditional);
  if (head === undefined) return undefined;
  const body = conditional ? parseConditionalBody(p) : p.kind === K.lbrace ? parseBracedBody(p) : 'none';
  if (body === undefined) return undefined;
  if (body === 'none') return head.contains ? [bodylessRule(head, head.span)] : undefined;

  let chain: Rule | undefined;
  if (p.kind === K.else && !p.takeKeywordAsRefHead()) {
    chain = checkElse(p, head) ? parseElseChain(p, head) : undefined;
    if (chain === undefined) return undefined;
  }
  const rule = makeRule(head, body, chain, conditional, p.spanFrom(start));
  const more = parseMoreBodies(p, rule);
  return more === undefined ? undefined : [rule, ...more];
}

/** A rule whose body is left out. */
export function bodylessRule(head: Head, span: Span): Rule {
  const body: Body = [{ kind: 'term', term: trueTerm(span), negated: false, with: [], generated: true, span }];
  return { default: false, head, body, else: undefined, annotations: [], bodyless: true, span };
}

function makeRule(head: Head, body: Body, chain: Rule | undefined, conditional: boolean, span: Span): Rule {
  return { default: false, head, body, else: chain, annotations: [], ...(conditional ? { if: true } : {}), span };
}

function parseDefault(p: Parser, start: Span, head: Head): Rule[] | undefined {
  if (!checkDefault(p, head, start)) return undefined;
  return [{ ...bodylessRule(head, start), default: true, span: p.spanFrom(start) }];
}

/**
 * Gives `p[x]` its meaning: with `if` a value at a key, without a member of a set.
 * Shape:  undefined where the head is no rule head but may be an expression.
 */
function placeKey(head: Head, conditional: boolean): Head | undefined {
  const { ref, args } = head;
  if (head.contains || ref.path.length !== 2) return head;
  const [name, key] = ref.path as unknown as [Term, Term];
  const isFunction = (args?.length ?? 0) > 0;
  if (conditional) {
    const keyed = !isFunction && (!isGround(key) || key.kind === 'ref') ? { ...head, key } : head;
    if (head.value === undefined) return { ...keyed, value: trueTerm(head.span), generatedValue: true };
    return name.kind === 'var' ? keyed : undefined;
  }
  if (isFunction) return head;
  if (name.kind !== 'var') return undefined;
  if (head.value !== undefined) return { ...head, key };
  const { generatedValue: _, ...rest } = head;
  return { ...rest, key, ref: { ...ref, path: [name] } };
}

/** Reads the body after `if`: one expression, or braces where those hold no term. */
function parseConditionalBody(p: Parser): Body | undefined {
  p.advance();
  const before = p.save();
  const expr = parseLiteral(p);
  // A set is always true, so that braces are taken as a body instead.
  if (expr !== undefined && !(expr.kind === 'term' && expr.term.kind === 'set')) return [expr];
  p.restore(before);
  return parseBracedBody(p);
}

/** Reads `{ ... }`; OPA takes whatever token stands in the brace's place. */
function parseBracedBody(p: Parser): Body | undefined {
  p.advance();
  const body = parseBody(p, K.rbrace);
  if (body !== undefined) p.advance();
  return body;
}

function checkElse(p: Parser, head: Head): boolean {
  if (head.ref.path.length > 1 && !isGround(head.ref)) {
    p.error(p.here(), 'else keyword cannot be used on rules with variables in head');
    return false;
  }
  if (head.key !== undefined) {
    p.error(p.here(), 'else keyword cannot be used on multi-value rules');
    return false;
  }
  return true;
}

type ElseLink = Omit<Rule, 'else'>;

/** Reads `else` links in a loop, since a chain may be long. */
function parseElseChain(p: Parser, head: Head): Rule | undefined {
  const links: ElseLink[] = [];
  do {
    const link = parseElse(p, head);
    if (link === undefined) return undefined;
    links.push(link);
    if (link.bodyless) break;
  } while (p.kind === K.else);
  return links.reduceRight<Rule | undefined>((next, link) => ({ ...link, else: next }), undefined);
}

function parseElse(p: Parser, base: Head): ElseLink | undefined {
  const start = p.here();
  const { generatedValue: _, ...rest } = base;
  let head: Head = { ...rest, args: freshArgs(p, base.args), span: start };
  p.advance();
  if (p.kind === K.lbrace || p.kind === K.if) head = { ...head, value: trueTerm(start), generatedValue: true };
  else if (p.kind === K.assign || p.kind === K.unify) {
    const assign = p.kind === K.assign;
    p.advance();
    const value = parseInfix(p);
    if (value === undefined) return undefined;
    head = { ...head, assign, value, span: p.spanFrom(start) };
  } else {
    p.illegal('expected else value term or rule body');
    return undefined;
  }
  const hasIf = p.kind === K.if;
  if (!hasIf && p.kind !== K.lbrace) return { ...bodylessRule(head, start), span: p.spanFrom(start) };
  if (hasIf) p.advance();
  const body = parseElseBody(p, start);
  if (body === undefined) return undefined;
  return makeRule(head, body, undefined, hasIf, p.spanFrom(start));
}

function parseElseBody(p: Parser, start: Span): Body | undefined {
  if (p.kind === K.lbrace) return parseBracedBody(p);
  if (p.kind === K.eof) {
    p.illegal('rule body expected');
    return undefined;
  }
  const expr = parseLiteral(p);
  // OPA places everything in such a body at the `else`.
  return expr === undefined ? undefined : relocateBody([expr], start);
}

/** Reads the further `{ ... }` of v0, each a rule of its own with the same head. */
function parseMoreBodies(p: Parser, rule: Rule): Rule[] | undefined {
  const more: Rule[] = [];
  while (p.kind === K.lbrace) {
    if (rule.else !== undefined) {
      p.error(p.here(), 'expected else keyword');
      return undefined;
    }
    const start = p.here();
    const body = parseBracedBody(p);
    if (body === undefined) return undefined;
    const span = p.spanFrom(start);
    more.push(makeRule(relocateHead(p, rule.head, span), body, undefined, rule.if === true, span));
  }
  return more;
}

/** The further head has the place of its body, but for its name, as in OPA. */
function relocateHead(p: Parser, head: Head, span: Span): Head {
  return {
    ...head,
    args: freshArgs(p, head.args)?.map((arg) => relocateTerm(arg, span)),
    key: head.key === undefined ? undefined : relocateTerm(head.key, span),
    value: head.value === undefined ? undefined : relocateTerm(head.value, span),
    span,
  };
}

/** Arguments of a further clause: each `_` is another variable there. */
function freshArgs(p: Parser, args: readonly Term[] | undefined): readonly Term[] | undefined {
  return args?.map((arg): Term => {
    return arg.kind === 'var' && arg.wildcard === true ? ({ ...arg, name: p.wildcardName() } satisfies VarTerm) : arg;
  });
}
