import type { Body, Expr, With } from './body.ts';
import type { RefTerm, StringTerm, Term } from './term.ts';

const KEYWORDS: ReadonlySet<string> = new Set(
  'not package import as default else with null true false some if contains in every'.split(' '),
);

/** Infix spelling of the builtins that have one. */
const INFIX: ReadonlyMap<string, string> = new Map([
  ['assign', ':='],
  ['eq', '='],
  ['equal', '=='],
  ['neq', '!='],
  ['lt', '<'],
  ['lte', '<='],
  ['gt', '>'],
  ['gte', '>='],
  ['plus', '+'],
  ['minus', '-'],
  ['mul', '*'],
  ['div', '/'],
  ['rem', '%'],
  ['and', '&'],
  ['or', '|'],
]);

/**
 * Writes a term as OPA's messages do: calls in prefix form, `_` for wildcards.
 * Shape:  one line of valid Rego, except that a raw line break in a template string is kept.
 * Source: OPA v1/ast term_appenders.go.
 */
export function termText(term: Term): string {
  switch (term.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(term.value);
    case 'number':
      return term.text;
    case 'string':
      return quoteString(term.value);
    case 'templatestring':
      return templateText(term.parts, term.multiline);
    case 'var':
      return term.wildcard === true ? '_' : term.name;
    case 'ref':
      return refText(term);
    case 'array':
      return `[${listText(term.items)}]`;
    case 'set':
      return term.items.length === 0 ? 'set()' : `{${listText(term.items)}}`;
    case 'object':
      return `{${term.entries.map(([key, value]) => `${termText(key)}: ${termText(value)}`).join(', ')}}`;
    case 'arraycomprehension':
      return `[${termText(term.term)} | ${bodyText(term.body)}]`;
    case 'setcomprehension':
      return `{${termText(term.term)} | ${bodyText(term.body)}}`;
    case 'objectcomprehension':
      return `{${termText(term.key)}: ${termText(term.value)} | ${bodyText(term.body)}}`;
    case 'call':
      return `${refText(term.operator)}(${listText(term.args)})`;
  }
}

/** Writes a ref: names with dots, all else in brackets. */
export function refText(ref: RefTerm): string {
  const [head, ...rest] = ref.path;
  let text = head.kind === 'string' ? head.value : termText(head);
  for (const part of rest)
    text += part.kind === 'string' && isName(part.value) ? `.${part.value}` : `[${termText(part)}]`;
  return text;
}

/** Writes the expressions of a body on one line. */
export function bodyText(body: Body): string {
  return body.map(exprText).join('; ');
}

/** Writes an expression with its `not` and `with`; two-sided operators go between their sides. */
export function exprText(expr: Expr): string {
  return `${expr.negated ? 'not ' : ''}${bareText(expr)}${expr.with.map((modifier) => ` ${withText(modifier)}`).join('')}`;
}

/** Writes a string in double quotes with JSON's escapes. */
export function quoteString(value: string): string {
  return JSON.stringify(value);
}

/** Says whether a string can follow a dot in a ref. */
export function isName(text: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(text) && !KEYWORDS.has(text);
}

function bareText(expr: Expr): string {
  switch (expr.kind) {
    case 'term':
      return termText(expr.term);
    case 'call':
      return callText(expr.operator, expr.args);
    case 'some':
      return `some ${expr.symbols.map(symbolText).join(', ')}`;
    case 'every': {
      const key = expr.key === undefined ? '' : `${termText(expr.key)}, `;
      return `every ${key}${termText(expr.value)} in ${termText(expr.domain)} { ${bodyText(expr.body)} }`;
    }
    case 'not':
      return `not ${operandText(expr.body, expr.explicit, expr.body.length === 1 && isLogical(expr.body[0]!))}`;
    case 'and':
    case 'or': {
      const { lhs, rhs, kind } = expr;
      const left = operandText(lhs, expr.explicitLhs, needsGroup(lhs, kind, false));
      return `${left} ${kind} ${operandText(rhs, expr.explicitRhs, needsGroup(rhs, kind, true))}`;
    }
  }
}

function callText(operator: RefTerm, args: readonly Term[]): string {
  const infix = INFIX.get(refText(operator));
  const [left, right] = args;
  if (infix === undefined || args.length !== 2) return `${refText(operator)}(${listText(args)})`;
  return `${termText(left!)} ${infix} ${termText(right!)}`;
}

/** `some x in xs` holds a call of internal.member_2 or _3. */
function symbolText(symbol: Term): string {
  if (symbol.kind !== 'call') return termText(symbol);
  const args = symbol.args.map(termText);
  return `${args.slice(0, -1).join(', ')} in ${args.at(-1)}`;
}

function operandText(body: Body, explicit: boolean, grouped: boolean): string {
  if (explicit) return `{ ${bodyText(body)} }`;
  return grouped ? `(${bodyText(body)})` : bodyText(body);
}

function needsGroup(body: Body, kind: 'and' | 'or', right: boolean): boolean {
  const [only] = body;
  if (only === undefined) return false;
  if (only.with.length > 0) return true;
  return (
    isLogical(only) && (right || (kind === 'and' && only.kind === 'or')) && !(kind === 'or' && only.kind === 'and')
  );
}

function isLogical(expr: Expr): boolean {
  return expr.kind === 'and' || expr.kind === 'or';
}

function withText(modifier: With): string {
  return `with ${termText(modifier.target)} as ${termText(modifier.value)}`;
}

function listText(items: readonly Term[]): string {
  return items.map(termText).join(', ');
}

function templateText(parts: readonly (StringTerm | Expr)[], multiline: boolean): string {
  const quote = multiline ? '`' : '"';
  const texts = parts.map((part) =>
    part.kind === 'string' ? literalText(part.value, multiline) : `{${exprText(part)}}`,
  );
  return `$${quote}${texts.join('')}${quote}`;
}

function literalText(value: string, multiline: boolean): string {
  const text = multiline ? value : JSON.stringify(value).slice(1, -1);
  return text.replaceAll('{', '\\{');
}
