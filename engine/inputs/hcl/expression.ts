import { parseFor, parseObject } from './collection.ts';
import type { Parser } from './parser.ts';
import { parseHeredoc, parseQuoted } from './template-parser.ts';
import type { TokenKind } from './token.ts';
import type { BinaryOperator, Expression, Span } from './types.ts';
import { isExact } from './value.ts';

const PRECEDENCE: { readonly [kind in TokenKind]?: number } = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

/** Reads one expression, conditionals included. Source: HCL Native Syntax Specification, Expressions. */
export function parseExpression(parser: Parser): Expression {
  return parser.nested(() => {
    const condition = parseBinary(parser, 1);
    if (parser.takeIf('?') === undefined) return condition;
    const whenTrue = parseExpression(parser);
    parser.expect(':', 'a conditional is written `condition ? this : that`');
    const whenFalse = parseExpression(parser);
    const span = { start: condition.span.start, end: whenFalse.span.end };
    return { kind: 'conditional', condition, whenTrue, whenFalse, span };
  });
}

function parseBinary(parser: Parser, least: number): Expression {
  let left = parseUnary(parser);
  for (let length = 1; ; length += 1) {
    const token = parser.peek();
    const precedence = PRECEDENCE[token.kind];
    if (precedence === undefined || precedence < least) return left;
    parser.checkChain(length);
    parser.take();
    const right = parser.nested(() => parseBinary(parser, precedence + 1));
    const span = { start: left.span.start, end: right.span.end };
    left = { kind: 'binary', operator: token.kind as BinaryOperator, left, right, span };
  }
}

function parseUnary(parser: Parser): Expression {
  const token = parser.peek();
  if (token.kind !== '!' && token.kind !== '-') return parseTraversal(parser, parseTerm(parser));
  const operator = token.kind;
  parser.take();
  const value = parser.nested(() => parseUnary(parser));
  return { kind: 'unary', operator, value, span: { start: token.start, end: value.span.end } };
}

/** Reads what follows a term: `.name`, `[key]`, `.0`, `[*]` and `.*`. */
function parseTraversal(parser: Parser, term: Expression, isWithinSplat = false): Expression {
  let of = term;
  for (let length = 1; ; length += 1) {
    const token = parser.peek();
    if (token.kind !== '.' && token.kind !== '[') return of;
    // An attribute-only splat ends where an index begins.
    if (isWithinSplat && token.kind === '[') return of;
    parser.checkChain(length);
    parser.take();
    of = token.kind === '.' ? parseDot(parser, of) : parseBracket(parser, of);
  }
}

function parseDot(parser: Parser, of: Expression): Expression {
  const token = parser.peek();
  const start = of.span.start;
  switch (token.kind) {
    case 'ident':
      parser.take();
      return { kind: 'attribute', of, name: parser.textOf(token), span: { start, end: token.end } };
    case 'number': {
      // `a.0.1` comes as one number; each part is an index of its own.
      parser.take();
      let indexed = of;
      for (const digits of parser.textOf(token).split('.')) {
        const key: Expression = { kind: 'literal', value: Number(digits), span: token };
        indexed = { kind: 'index', of: indexed, key, span: { start, end: token.end } };
      }
      return indexed;
    }
    case '*': {
      parser.take();
      const item: Expression = { kind: 'splat-item', span: { start: token.start, end: token.end } };
      const each = parser.nested(() => parseTraversal(parser, item, true));
      return { kind: 'splat', of, each, span: { start, end: each.span.end } };
    }
    default:
      return parser.fail(
        `expected a name after \`.\`, not ${parser.found(token)}`,
        token,
        'write the name of an attribute, an index or `*`',
      );
  }
}

function parseBracket(parser: Parser, of: Expression): Expression {
  return parser.within(true, () => {
    const start = of.span.start;
    const star = parser.peek();
    if (star.kind === '*' && parser.peekSecond().kind === ']') {
      parser.take();
      const { end } = parser.take();
      const item: Expression = { kind: 'splat-item', span: { start: star.start, end } };
      const each = parser.within(false, () => parser.nested(() => parseTraversal(parser, item)));
      return { kind: 'splat', of, each, span: { start, end: Math.max(end, each.span.end) } };
    }
    const key = parseExpression(parser);
    const { end } = parser.expect(']', 'close the index by `]`');
    return { kind: 'index', of, key, span: { start, end } };
  });
}

function parseTerm(parser: Parser): Expression {
  const token = parser.peek();
  const { start, end } = token;
  switch (token.kind) {
    case 'number':
      parser.take();
      return literalOf(parser.textOf(token), { start, end });
    case 'ident':
      return parseName(parser);
    case 'quote':
      return parseQuoted(parser);
    case 'heredoc':
      return parseHeredoc(parser);
    case '(':
      parser.take();
      return parser.within(true, () => {
        const value = parseExpression(parser);
        const close = parser.expect(')', 'close the parentheses');
        return { kind: 'parentheses', value, span: { start, end: close.end } };
      });
    case '[':
      return parseTuple(parser);
    case '{':
      return parseObject(parser);
    case 'invalid':
      return parser.fail(`expected a value, not ${parser.found(token)}`, token);
    default:
      return parser.fail(`expected a value, not ${parser.found(token)}`, token, 'write a value, for instance a string');
  }
}

/** A number as written. */
export function literalOf(text: string, span: Span): Expression {
  const literal = { kind: 'literal', value: Number(text), span } as const;
  return isExact(text) ? literal : { ...literal, isLong: true };
}

const CONSTANTS: ReadonlyMap<string, null | boolean> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function parseName(parser: Parser): Expression {
  const token = parser.take();
  let name = parser.textOf(token);
  let { end } = token;
  while (parser.peek().kind === '::') {
    parser.take();
    const part = parser.expect('ident', 'a function of a provider is written `provider::name::function(...)`');
    name += `::${parser.textOf(part)}`;
    end = part.end;
  }
  const span = { start: token.start, end };
  if (parser.peek().kind === '(') return parseCall(parser, name, token.start);
  if (name.includes('::')) parser.fail(`\`${name}\` is a function`, span, 'write its arguments in parentheses');
  const constant = CONSTANTS.get(name);
  return constant === undefined ? { kind: 'variable', name, span } : { kind: 'literal', value: constant, span };
}

function parseCall(parser: Parser, name: string, start: number): Expression {
  parser.take();
  return parser.within(true, () => {
    const values: Expression[] = [];
    let expands = false;
    while (parser.peek().kind !== ')') {
      values.push(parseExpression(parser));
      expands = parser.takeIf('...') !== undefined;
      if (expands || parser.takeIf(',') === undefined) break;
    }
    const { end } = parser.expect(')', `separate the arguments of \`${name}\` by commas and close them by \`)\``);
    return { kind: 'call', name, arguments: values, expands, span: { start, end } };
  });
}

function parseTuple(parser: Parser): Expression {
  const { start } = parser.take();
  return parser.within(true, () => {
    if (parser.isWord('for')) return parseFor(parser, start, ']');
    const items: Expression[] = [];
    while (parser.peek().kind !== ']') {
      items.push(parseExpression(parser));
      if (parser.takeIf(',') === undefined) break;
    }
    const { end } = parser.expect(']', 'separate the elements by commas and close the list by `]`');
    return { kind: 'tuple', items, span: { start, end } };
  });
}
