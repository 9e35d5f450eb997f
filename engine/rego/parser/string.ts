import type { Expr } from '../ast/body.ts';
import type { StringTerm, TemplateStringTerm } from '../ast/term.ts';
import { K, unescapeString } from '../scanner/index.ts';
import { parseLiteral } from './literal.ts';
import { type Parser, spanTo } from './parser.ts';

/** Reads a quoted or raw string. */
export function parseString(p: Parser): StringTerm | undefined {
  const text = p.text();
  const span = p.here();
  const inner = text.slice(1, -1);
  if (text.startsWith('`')) return text.length < 2 ? undefined : { kind: 'string', value: inner, raw: true, span };
  const value = unescapeString(inner, false);
  if (value !== undefined) return { kind: 'string', value, span };
  p.error(span, `illegal string literal: ${text}`);
  return undefined;
}

/** Reads `$"...{expr}..."`, or with backticks; the last part stays current. */
export function parseTemplateString(p: Parser, multiline: boolean): TemplateStringTerm | undefined {
  const start = p.here();
  if (p.options.regoVersion === 'v0') {
    p.error(start, 'template strings are not supported by current capabilities');
    return undefined;
  }
  const { depth } = p;
  if (!p.enter(2)) return undefined;
  const parts: (StringTerm | Expr)[] = [];
  for (let opening = 2; ; opening = 0) {
    if (!parsePart(p, multiline, opening, parts)) return undefined;
    if (p.kind === K.templateEnd || p.kind === K.rawTemplateEnd) break;
    p.advance();
    const expr = parsePartExpr(p);
    if (expr === undefined) return undefined;
    parts.push(expr);
    p.advance();
  }
  p.depth = depth;
  return { kind: 'templatestring', parts, multiline, span: spanTo(start, p.tokenEnd()) };
}

/** Takes up the literal text of a part that starts with `opening` characters of delimiter; an empty one leaves nothing. */
function parsePart(p: Parser, multiline: boolean, opening: number, parts: (StringTerm | Expr)[]): boolean {
  const isPart = p.kind >= K.templatePart && p.kind <= K.rawTemplateEnd;
  if (!isPart) {
    p.error(p.here(), 'expected template-string part');
    return false;
  }
  const text = p.text();
  const inner = text.slice(opening, -1);
  const value = multiline ? inner.replaceAll('\\{', '{') : unescapeString(inner, true);
  if (value === undefined) {
    p.error(p.here(), `illegal template-string part: ${opening > 0 ? text.slice(1) : `}${text}`}`);
    return false;
  }
  if (value !== '') parts.push({ kind: 'string', value, ...(multiline ? { raw: true } : {}), span: p.here() });
  return true;
}

function parsePartExpr(p: Parser): Expr | undefined {
  const expr = parseLiteral(p);
  if (expr === undefined) {
    p.error(p.here(), 'invalid template-string expression');
    return undefined;
  }
  const wrong = reject(expr);
  if (wrong !== undefined) {
    p.error(expr.span, wrong);
    return undefined;
  }
  if (p.kind !== K.rbrace) {
    p.error(p.here(), 'expected } to end template string expression');
    return undefined;
  }
  return expr;
}

function reject(expr: Expr): string | undefined {
  if (expr.negated) return "unexpected negation ('not') in template-string expression";
  if (expr.kind === 'every' || expr.kind === 'some') return `unexpected '${expr.kind}' in template-string expression`;
  if (expr.kind !== 'call' || expr.operator.path.length !== 1) return undefined;
  const [head] = expr.operator.path;
  if (head.kind !== 'var') return undefined;
  if (head.name === 'eq') return "unexpected unification ('=') in template-string expression";
  if (head.name === 'assign') return "unexpected assignment (':=') in template-string expression";
  return undefined;
}
