import type { Expr, Term } from '../../ast/index.ts';
import { isWildcard, operatorName } from './terms.ts';

const PLAIN_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const KEYWORDS = new Set(
  ['not', 'package', 'import', 'as', 'default', 'else', 'with', 'null', 'true', 'false', 'some'].concat([
    'contains',
    'every',
    'if',
    'in',
  ]),
);

/** Prints a var as a user wrote it; every `_` has a name of its own inside the compiler. */
export function varText(name: string): string {
  return isWildcard(name) ? '_' : name;
}

/** Prints a ref as OPA does in its messages: `data.a.b[x]["c-d"]`. */
export function refText(path: readonly Term[]): string {
  const head = path[0]!;
  let text = head.kind === 'string' ? head.value : termText(head);
  for (let i = 1; i < path.length; i++) {
    const part = path[i]!;
    if (part.kind === 'string' && PLAIN_NAME.test(part.value) && !KEYWORDS.has(part.value)) text += `.${part.value}`;
    else text += `[${termText(part)}]`;
  }
  return text;
}

/** Prints a term in one line, as OPA does in its messages. */
export function termText(term: Term): string {
  switch (term.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(term.value);
    case 'number':
      return term.text;
    case 'string':
      return quoted(term.value);
    case 'var':
      return varText(term.name);
    case 'ref':
      return refText(term.path);
    case 'array':
      return `[${term.items.map(termText).join(', ')}]`;
    case 'set':
      return term.items.length === 0 ? 'set()' : `{${term.items.map(termText).join(', ')}}`;
    case 'object':
      return `{${term.entries.map(([key, value]) => `${termText(key)}: ${termText(value)}`).join(', ')}}`;
    case 'call':
      return callText(operatorName(term.operator) ?? refText(term.operator.path), term.args);
    case 'arraycomprehension':
      return `[${termText(term.term)} | ${bodyText(term.body)}]`;
    case 'setcomprehension':
      return `{${termText(term.term)} | ${bodyText(term.body)}}`;
    case 'objectcomprehension':
      return `{${termText(term.key)}: ${termText(term.value)} | ${bodyText(term.body)}}`;
    case 'templatestring':
      return `$"${term.parts.map((part) => (part.kind === 'string' ? part.value : `{${exprText(part)}}`)).join('')}"`;
  }
}

function callText(operator: string, args: readonly Term[]): string {
  return `${operator}(${args.map(termText).join(', ')})`;
}

function bodyText(body: readonly Expr[]): string {
  return body.map(exprText).join('; ');
}

function exprText(expr: Expr): string {
  const text = `${expr.negated ? 'not ' : ''}${plainText(expr)}`;
  return expr.with.reduce((all, item) => `${all} with ${termText(item.target)} as ${termText(item.value)}`, text);
}

function plainText(expr: Expr): string {
  switch (expr.kind) {
    case 'term':
      return termText(expr.term);
    case 'call': {
      const name = operatorName(expr.operator) ?? refText(expr.operator.path);
      if (name === 'eq' && expr.args.length === 2) return expr.args.map(termText).join(' = ');
      return callText(name, expr.args);
    }
    case 'some':
      return `some ${expr.symbols.map(termText).join(', ')}`;
    case 'every': {
      const key = expr.key === undefined ? '' : `${termText(expr.key)}, `;
      return `every ${key}${termText(expr.value)} in ${termText(expr.domain)} { ${bodyText(expr.body)} }`;
    }
    case 'not':
      return `not { ${bodyText(expr.body)} }`;
    case 'and':
    case 'or':
      return `{ ${bodyText(expr.lhs)} } ${expr.kind} { ${bodyText(expr.rhs)} }`;
  }
}

/** Go's %q for the strings that occur in Rego: JSON's escapes, non-ASCII text left as it is. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}
