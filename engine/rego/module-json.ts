import type { Body, Expr, Head, Module, Rule, Term } from './ast/index.ts';
import { compare, keyOf, newObject, type PlainObject, parseNumber, type RegoValue } from './value/index.ts';

/**
 * A module as the value that `rego.parse_module` gives.
 * Shape:  OPA's JSON of its syntax tree, without places save those of comments (whose text is base64).
 * Source: OPA v1/ast policy.go and term.go, MarshalJSON.
 */
export function moduleJson(module: Module): RegoValue {
  const { imports, rules, comments } = module;
  return made({
    package: made({ path: module.package.path.path.map(termJson) }),
    imports: listed(imports, ({ path, alias }) => made({ path: termJson(path), alias: alias?.name })),
    rules: listed(rules, ruleJson),
    comments: listed(comments, ({ text, span }) =>
      made({
        Location: made({ col: span.col, file: span.source.name, row: span.row }),
        Text: Buffer.from(text, 'utf8').toString('base64'),
      }),
    ),
  });
}

function ruleJson(rule: Rule): RegoValue {
  return linkJson(rule, isNamed(rule));
}

/** A link of an `else` chain; all have the name of the first, or none. */
function linkJson(rule: Rule, named: boolean): RegoValue {
  return made({
    default: rule.default || undefined,
    head: headJson(rule.head, named),
    body: bodyJson(rule.body),
    else: rule.else && linkJson(rule.else, named),
  });
}

/** Whether OPA gives a head a name beside its ref: those of one part, and some of two. */
function isNamed({ head, default: isDefault, bodyless }: Rule): boolean {
  const { ref, args, contains, generatedValue } = head;
  if (ref.path.length !== 2) return ref.path.length === 1;
  if (contains || isDefault) return false;
  return (args?.length ?? 0) > 0 ? bodyless !== true : generatedValue !== true;
}

function headJson({ ref, args, key, value, assign }: Head, named: boolean): RegoValue {
  const [first] = ref.path;
  return made({
    name: first.kind === 'var' && named ? first.name : undefined,
    ref: ref.path.map(termJson),
    args: listed(args ?? [], termJson),
    key: key && termJson(key),
    value: value && termJson(value),
    assign: assign || undefined,
  });
}

function bodyJson(body: Body): RegoValue {
  return body.map(exprJson);
}

function exprJson(expr: Expr, index: number): RegoValue {
  return made({
    index,
    negated: expr.negated || undefined,
    terms: exprTermsJson(expr),
    with: listed(expr.with, ({ target, value }) => made({ target: termJson(target), value: termJson(value) })),
  });
}

function exprTermsJson(expr: Expr): RegoValue {
  switch (expr.kind) {
    case 'term':
      return termJson(expr.term);
    case 'call':
      return [expr.operator, ...expr.args].map(termJson);
    case 'some':
      return made({ symbols: expr.symbols.map(termJson) });
    case 'every': {
      const { key, value, domain, body } = expr;
      return made({
        key: key === undefined ? null : termJson(key),
        value: termJson(value),
        domain: termJson(domain),
        body: bodyJson(body),
      });
    }
    case 'not':
      return made({ type: 'not', body: bodyJson(expr.body), explicit_body: expr.explicit || undefined });
    default:
      return made({
        type: expr.kind,
        lhs: bodyJson(expr.lhs),
        rhs: bodyJson(expr.rhs),
        explicit_lhs: expr.explicitLhs || undefined,
        explicit_rhs: expr.explicitRhs || undefined,
      });
  }
}

function termJson(term: Term): RegoValue {
  return made({ type: term.kind, value: valueJson(term) });
}

function valueJson(term: Term): RegoValue {
  switch (term.kind) {
    case 'null':
      return made({});
    case 'boolean':
    case 'string':
      return term.value;
    case 'number':
      return parseNumber(term.text);
    case 'var':
      return term.name;
    case 'ref':
      return term.path.map(termJson);
    case 'array':
      return term.items.map(termJson);
    case 'set':
      return distinct(term.items.map((item) => [termJson(item)]))
        .sort(([a], [b]) => compareTerms(a!, b!))
        .map(([item]) => item!);
    case 'object':
      return distinct(term.entries.map((entry) => entry.map(termJson))).sort(([a], [b]) => compareTerms(a!, b!));
    case 'call':
      return [term.operator, ...term.args].map(termJson);
    case 'arraycomprehension':
    case 'setcomprehension':
      return made({ term: termJson(term.term), body: bodyJson(term.body) });
    case 'objectcomprehension':
      return made({ key: termJson(term.key), value: termJson(term.value), body: bodyJson(term.body) });
    case 'templatestring':
      return made({ multi_line: term.multiline, parts: term.parts.map(partJson) });
  }
}

/** OPA holds plain values in braces as terms. */
function partJson(part: Term | Expr): RegoValue {
  if (part.kind === 'string') return termJson(part);
  const expr = part as Expr;
  const isPlain = expr.kind === 'term' && PLAIN.has(expr.term.kind) && expr.with.length === 0;
  return isPlain ? termJson(expr.term) : exprJson(expr, 0);
}

const PLAIN: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'null']);

/** The order of term types in sets and objects. Source: OPA v1/ast compare.go. */
const ORDER = [
  'null',
  'boolean',
  'number',
  'string',
  'var',
  'ref',
  'array',
  'object',
  'set',
  'arraycomprehension',
  'objectcomprehension',
  'setcomprehension',
  'call',
  'templatestring',
];

function compareTerms(a: RegoValue, b: RegoValue): number {
  const [left, right] = [a as PlainObject, b as PlainObject];
  const order = ORDER.indexOf(left.type as string) - ORDER.indexOf(right.type as string);
  return order === 0 ? compare(left.value!, right.value!) : order;
}

/** The rows with different first items; of equal ones the last. */
function distinct(rows: readonly (readonly RegoValue[])[]): (readonly RegoValue[])[] {
  return [...new Map(rows.map((row) => [keyOf(row[0]!), row])).values()];
}

function made(fields: { readonly [key: string]: RegoValue | undefined }): RegoValue {
  const object = newObject();
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) object[key] = value;
  return object;
}

/** OPA leaves empty lists out. */
function listed<T>(items: readonly T[], each: (item: T) => RegoValue): RegoValue | undefined {
  return items.length === 0 ? undefined : items.map((item) => each(item));
}
