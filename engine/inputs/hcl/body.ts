import { parseExpression } from './expression.ts';
import { type Parser, Stop } from './parser.ts';
import { constantText } from './template.ts';
import { parseQuoted } from './template-parser.ts';
import type { Attribute, Block, Body } from './types.ts';

/**
 * Reads attributes and blocks up to the end of the file or the closing brace, which is left for the caller.
 * Errors: a line that cannot be read is told and left out; reading goes on after it.
 */
export function parseBody(parser: Parser, isRoot: boolean): Body {
  const attributes: Attribute[] = [];
  const blocks: Block[] = [];
  const { start } = parser.peek();
  const names = new Set<string>();
  let isOneLine = !isRoot;
  for (;;) {
    while (parser.takeIf('newline') !== undefined) isOneLine = false;
    const token = parser.peek();
    if (token.kind === 'eof' || (token.kind === '}' && !isRoot))
      return { attributes, blocks, span: { start, end: token.start } };
    try {
      const item = parseItem(parser, isOneLine && attributes.length + blocks.length === 0);
      if (item.kind === 'block') blocks.push(item);
      else if (names.has(item.name)) {
        const span = { start: item.span.start, end: item.span.start + item.name.length };
        parser.report(`\`${item.name}\` is set twice`, span, 'keep one of them');
      } else {
        names.add(item.name);
        attributes.push(item);
      }
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      parser.recover();
      // What closes more than was opened would be met again and again.
      if (parser.peek().kind !== 'newline' && parser.peek().kind !== 'eof' && (isRoot || parser.peek().kind !== '}'))
        parser.take();
    }
  }
}

/** `isOnly` is an item right after the brace that opens the block: it alone may stand in one line with both braces. */
function parseItem(parser: Parser, isOnly: boolean): Attribute | Block {
  const token = parser.peek();
  const name = parser.expect('ident', 'a line starts with the name of an argument or block');
  const next = parser.peek();
  if (next.kind === '=') {
    parser.take();
    const value = parseExpression(parser);
    endOfItem(parser, 'the value', isOnly);
    return { kind: 'attribute', name: parser.textOf(name), value, span: { start: token.start, end: value.span.end } };
  }
  if (next.kind === '{' || next.kind === 'quote' || next.kind === 'ident') return parseBlock(parser);
  const hint = `write \`${parser.textOf(name)} = ...\` or \`${parser.textOf(name)} { ... }\``;
  return parser.fail(`expected \`=\` or \`{\` after \`${parser.textOf(name)}\`, not ${parser.found(next)}`, next, hint);

  function parseBlock(inner: Parser): Block {
    const labels: string[] = [];
    for (;;) {
      const label = inner.peek();
      if (label.kind === 'ident') {
        inner.take();
        labels.push(inner.textOf(label));
      } else if (label.kind === 'quote') {
        const text = constantText(parseQuoted(inner));
        if (text === undefined) inner.fail('a label is filled in', label, 'labels are plain strings');
        labels.push(text as string);
      } else break;
    }
    inner.expect('{', 'a block is written `type "label" { ... }`');
    const type = inner.textOf(name);
    // The headers of blocks that hold a fault are still known, so that the rest of them is.
    const body = inner.within(false, () => inner.nested(() => parseBody(inner, false)));
    const close = inner.peek();
    if (inner.takeIf('}') === undefined)
      inner.report(`the block \`${type}\` is not closed`, { start: token.start, end: name.end }, 'add `}`');
    else endOfItem(inner, 'the block', false);
    return { kind: 'block', type, labels, body, span: { start: token.start, end: close.end } };
  }
}

function endOfItem(parser: Parser, what: string, isOnly: boolean): void {
  const next = parser.peek();
  if (isOnly ? next.kind === '}' : next.kind === 'newline' || next.kind === 'eof') return;
  parser.report(
    `expected the end of the line after ${what}, not ${parser.found(next)}`,
    next,
    'write each argument on its own line',
  );
  if (next.kind !== '}' && next.kind !== 'newline') parser.recover();
}
