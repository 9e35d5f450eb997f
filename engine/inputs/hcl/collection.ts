import { parseExpression } from './expression.ts';
import type { Parser } from './parser.ts';
import type { Expression, ObjectItem } from './types.ts';

/** Reads `{ key = value ... }` or `{for ...}`; the opening brace is next. */
export function parseObject(parser: Parser): Expression {
  const { start } = parser.take();
  const isFor = parser.within(true, () => parser.isWord('for') && parser.peekSecond().kind === 'ident');
  if (isFor) return parser.within(true, () => parseFor(parser, start, '}'));
  return parser.within(false, () => {
    const items: ObjectItem[] = [];
    for (;;) {
      while (parser.takeIf('newline') !== undefined);
      if (parser.peek().kind === '}') break;
      items.push(parseItem(parser));
      const next = parser.peek();
      if (next.kind === 'newline' || next.kind === ',') parser.take();
      else if (next.kind !== '}')
        parser.fail(
          `expected the end of the item, not ${parser.found(next)}`,
          next,
          'put each item on a line of its own, or separate them by commas',
        );
    }
    const { end } = parser.take();
    return { kind: 'object', items, span: { start, end } };
  });
}

function parseItem(parser: Parser): ObjectItem {
  const first = parser.peek();
  const second = parser.peekSecond();
  let key: Expression;
  if (first.kind === 'ident' && (second.kind === '=' || second.kind === ':')) {
    parser.take();
    key = { kind: 'literal', value: parser.textOf(first), span: { start: first.start, end: first.end } };
  } else key = parseExpression(parser);
  const separator = parser.peek();
  if (separator.kind === '=' || separator.kind === ':') parser.take();
  else
    parser.fail(
      `expected \`=\` after the key, not ${parser.found(separator)}`,
      separator,
      'an item is written `key = value`',
    );
  const value = parseExpression(parser);
  return { key, value, span: { start: key.span.start, end: value.span.end } };
}

/** Reads a for expression after its opening bracket. */
export function parseFor(parser: Parser, start: number, close: ']' | '}'): Expression {
  parser.take();
  const hint = 'it is written `for item in list` or `for key, value in map`';
  const first = parser.textOf(parser.expect('ident', hint));
  const second = parser.takeIf(',') === undefined ? undefined : parser.textOf(parser.expect('ident', hint));
  if (!parser.isWord('in')) parser.fail(`expected \`in\`, not ${parser.found(parser.peek())}`, parser.peek(), hint);
  parser.take();
  const collection = parseExpression(parser);
  parser.expect(':', 'a `:` stands before the result');
  let value = parseExpression(parser);
  let key: Expression | undefined;
  let groups = false;
  if (close === '}') {
    key = value;
    parser.expect('=>', 'the result in braces is written `key => value`');
    value = parseExpression(parser);
    groups = parser.takeIf('...') !== undefined;
  }
  let condition: Expression | undefined;
  if (parser.isWord('if')) {
    parser.take();
    condition = parseExpression(parser);
  }
  const { end } = parser.expect(close, `close the for expression by \`${close}\``);
  return {
    kind: 'for',
    keyName: second === undefined ? undefined : first,
    itemName: second ?? first,
    collection,
    key,
    value,
    condition,
    groups,
    span: { start, end },
  };
}
