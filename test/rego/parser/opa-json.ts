import type { Body, Expr, Head, Module, Rule, Term } from '../../../engine/rego/ast/index.ts';
import type { Span } from '../../../engine/rego/source/index.ts';

type Json = { readonly [key: string]: unknown };

/** A module in the shape of `opa parse --format json --json-include locations,-comments`, with row and col alone. */
export function moduleJson(module: Module): Json {
  return {
    package: { location: at(module.package.span), path: module.package.path.path.map(termJson) },
    ...(module.imports.length === 0
      ? {}
      : {
          imports: module.imports.map(({ path, alias, span }) => ({
            location: at(span),
            path: termJson(path),
            ...(alias === undefined ? {} : { alias: alias.name }),
          })),
        }),
    ...(module.rules.length === 0 ? {} : { rules: module.rules.map(ruleJson) }),
  };
}

function ruleJson(rule: Rule): Json {
  return {
    location: at(rule.span),
    head: headJson(rule.head),
    body: bodyJson(rule.body),
    ...(rule.default ? { default: true } : {}),
    ...(rule.else === undefined ? {} : { else: ruleJson(rule.else) }),
  };
}

function headJson({ ref, args, key, value, assign, span }: Head): Json {
  return {
    location: at(span),
    ref: ref.path.map(termJson),
    ...(args === undefined || args.length === 0 ? {} : { args: args.map(termJson) }),
    ...(key === undefined ? {} : { key: termJson(key) }),
    ...(value === undefined ? {} : { value: termJson(value) }),
    ...(assign ? { assign: true } : {}),
  };
}

function bodyJson(body: Body): readonly Json[] {
  return body.map((expr, index) => ({ ...exprJson(expr), index }));
}

function exprJson(expr: Expr): Json {
  return {
    location: at(expr.span),
    terms: exprTermsJson(expr),
    ...(expr.negated ? { negated: true } : {}),
    ...(expr.with.length === 0
      ? {}
      : {
          with: expr.with.map(({ target, value, span }) => ({
            location: at(span),
            target: termJson(target),
            value: termJson(value),
          })),
        }),
  };
}

function exprTermsJson(expr: Expr): unknown {
  switch (expr.kind) {
    case 'term':
      return termJson(expr.term);
    case 'call':
      return [expr.operator, ...expr.args].map(termJson);
    case 'some':
      return { symbols: expr.symbols.map(termJson) };
    case 'every': {
      const { key, value, domain, body } = expr;
      return {
        key: key === undefined ? null : termJson(key),
        value: termJson(value),
        domain: termJson(domain),
        body: bodyJson(body),
      };
    }
    case 'not':
      return { type: 'not', body: bodyJson(expr.body) };
    default:
      return { lhs: bodyJson(expr.lhs), rhs: bodyJson(expr.rhs) };
  }
}

function termJson(term: Term): Json {
  const made = (type: string, value: unknown): Json => ({ location: at(term.span), type, value });
  switch (term.kind) {
    case 'null':
      return made('null', {});
    case 'boolean':
      return made('boolean', term.value);
    case 'number':
      return made('number', Number(term.text) === Number.POSITIVE_INFINITY ? 'too big' : Number(term.text));
    case 'string':
      return made('string', term.value);
    case 'var':
      return made('var', term.name);
    case 'ref':
      return made('ref', term.path.map(termJson));
    case 'array':
      return made('array', term.items.map(termJson));
    case 'set':
      return made('set', term.items.map(termJson));
    case 'object':
      return made(
        'object',
        term.entries.map((entry) => entry.map(termJson)),
      );
    case 'call':
      return made('call', [term.operator, ...term.args].map(termJson));
    case 'arraycomprehension':
    case 'setcomprehension':
      return made(term.kind, { term: termJson(term.term), body: bodyJson(term.body) });
    case 'objectcomprehension':
      return made(term.kind, { key: termJson(term.key), value: termJson(term.value), body: bodyJson(term.body) });
    case 'templatestring':
      return made(term.kind, { parts: term.parts.map(partJson), multi_line: term.multiline });
  }
}

/** OPA holds plain values in braces as terms. */
function partJson(part: Term | Expr): unknown {
  if (part.kind === 'string') return termJson(part);
  const expr = part as Expr;
  const plain = ['string', 'number', 'boolean', 'null'];
  if (expr.kind === 'term' && plain.includes(expr.term.kind) && expr.with.length === 0) return termJson(expr.term);
  return { ...exprJson(expr), index: 0 };
}

function at(span: Span): Json {
  return { row: span.row, col: span.col };
}

/**
 * The first difference between OPA's tree and ours, as a path with both values; undefined when there is none.
 * Shape:  places are compared where OPA gives one; sets and object keys in any order, since OPA sorts them.
 */
export function firstDifference(want: unknown, got: unknown, path = ''): string | undefined {
  if (Array.isArray(want) && Array.isArray(got)) return listDifference(want, got, path);
  if (isRecord(want) && isRecord(got)) {
    const [wanted, given] = isUnordered(want.type) ? [sorted(want), sorted(got)] : [want, got];
    for (const key of new Set([...Object.keys(wanted), ...Object.keys(given)])) {
      if (key === 'location' && (wanted[key] === undefined || given[key] === undefined)) continue;
      if (path.endsWith('.head') && key === 'name') continue;
      if (key === 'text' || key === 'file') continue;
      if (key === 'explicit_body' || key === 'explicit_lhs' || key === 'explicit_rhs') continue;
      if (wanted.type === 'null' && key === 'value') continue;
      const found = firstDifference(wanted[key], given[key], `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return Object.is(want, got) || want === got
    ? undefined
    : `${path}: want ${JSON.stringify(want)} got ${JSON.stringify(got)}`;
}

function listDifference(want: readonly unknown[], got: readonly unknown[], path: string): string | undefined {
  if (want.length !== got.length) return `${path}: want ${want.length} items got ${got.length}`;
  for (const [index, item] of want.entries()) {
    const found = firstDifference(item, got[index], `${path}[${index}]`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isUnordered(type: unknown): boolean {
  return type === 'set' || type === 'object';
}

function sorted(term: Json): Json {
  const isObject = term.type === 'object';
  const items = term.value as readonly unknown[];
  // OPA drops an equal earlier item, or an earlier entry of an equal key.
  const byText = new Map(items.map((item) => [withoutPlaces(isObject ? (item as unknown[])[0] : item), item]));
  return { ...term, value: [...byText.keys()].sort().map((key) => byText.get(key)) };
}

function withoutPlaces(value: unknown): string {
  return JSON.stringify(value, (key, item) => {
    if (key === 'location') return undefined;
    if (!isRecord(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
