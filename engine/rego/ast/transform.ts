import type { Span } from '../source/source.ts';
import type { Body, Expr, With } from './body.ts';
import type { RefTerm, Term } from './term.ts';

/**
 * What `mapTerm` and its kin do at each node, after its children: give it back, or another in its place.
 * INVARIANT: the head of a ref and the operator of a call stay refs.
 */
export type Mapper = {
  readonly term?: (term: Term) => Term;
  readonly expr?: (expr: Expr) => Expr;
};

/** Rebuilds a term from its leaves up. */
export function mapTerm(term: Term, mapper: Mapper): Term {
  const mapped = mapTermChildren(term, mapper);
  return mapper.term === undefined ? mapped : mapper.term(mapped);
}

/** Rebuilds a body from its leaves up. */
export function mapBody(body: Body, mapper: Mapper): Body {
  return body.map((expr) => mapExpr(expr, mapper));
}

/** Rebuilds an expression from its leaves up. */
export function mapExpr(expr: Expr, mapper: Mapper): Expr {
  const modifiers = expr.with.map((modifier): With => {
    return { ...modifier, target: mapTerm(modifier.target, mapper), value: mapTerm(modifier.value, mapper) };
  });
  const mapped = { ...mapExprChildren(expr, mapper), with: modifiers };
  return mapper.expr === undefined ? mapped : mapper.expr(mapped);
}

/** A copy of a term in which every node has the given span. */
export function relocateTerm(term: Term, span: Span): Term {
  return mapTerm(term, relocation(span));
}

/** A copy of a body in which every node has the given span. */
export function relocateBody(body: Body, span: Span): Body {
  return mapBody(body, relocation(span));
}

function relocation(span: Span): Mapper {
  return {
    term: (term) => ({ ...term, span }),
    expr: (expr) => ({ ...expr, span, with: expr.with.map((modifier) => ({ ...modifier, span })) }),
  };
}

function mapTermChildren(term: Term, mapper: Mapper): Term {
  switch (term.kind) {
    case 'ref':
      return mapRef(term, mapper);
    case 'array':
    case 'set':
      return { ...term, items: term.items.map((item) => mapTerm(item, mapper)) };
    case 'object':
      return { ...term, entries: term.entries.map(([key, value]) => [mapTerm(key, mapper), mapTerm(value, mapper)]) };
    case 'arraycomprehension':
    case 'setcomprehension':
      return { ...term, term: mapTerm(term.term, mapper), body: mapBody(term.body, mapper) };
    case 'objectcomprehension': {
      const { key, value, body } = term;
      return { ...term, key: mapTerm(key, mapper), value: mapTerm(value, mapper), body: mapBody(body, mapper) };
    }
    case 'call': {
      const operator = mapTerm(term.operator, mapper) as RefTerm;
      return { ...term, operator, args: term.args.map((arg) => mapTerm(arg, mapper)) };
    }
    case 'templatestring': {
      const parts = term.parts.map((part) => (part.kind === 'string' ? part : mapExpr(part, mapper)));
      return { ...term, parts };
    }
    default:
      return term;
  }
}

function mapRef(term: RefTerm, mapper: Mapper): RefTerm {
  const [head, ...rest] = term.path;
  return { ...term, path: [mapTerm(head, mapper), ...rest.map((part) => mapTerm(part, mapper))] };
}

function mapExprChildren(expr: Expr, mapper: Mapper): Expr {
  switch (expr.kind) {
    case 'term':
      return { ...expr, term: mapTerm(expr.term, mapper) };
    case 'call': {
      const operator = mapTerm(expr.operator, mapper) as RefTerm;
      return { ...expr, operator, args: expr.args.map((arg) => mapTerm(arg, mapper)) };
    }
    case 'some':
      return { ...expr, symbols: expr.symbols.map((symbol) => mapTerm(symbol, mapper)) };
    case 'every': {
      const key = expr.key === undefined ? undefined : mapTerm(expr.key, mapper);
      const value = mapTerm(expr.value, mapper);
      return { ...expr, key, value, domain: mapTerm(expr.domain, mapper), body: mapBody(expr.body, mapper) };
    }
    case 'not':
      return { ...expr, body: mapBody(expr.body, mapper) };
    case 'and':
    case 'or':
      return { ...expr, lhs: mapBody(expr.lhs, mapper), rhs: mapBody(expr.rhs, mapper) };
  }
}
