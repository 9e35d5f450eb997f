import { parseExpression } from './expression.ts';
import type { Parser } from './parser.ts';
import { flushHeredoc, type Piece, unescapeHeredoc, unescapeQuoted } from './template.ts';
import type { Token } from './token.ts';
import type { Expression, TemplatePart } from './types.ts';

/** One part of a template in the order written, before its directives are put together. */
type Item =
  | { readonly kind: 'text'; readonly piece: Piece & { kind: 'text' }; readonly start: number; readonly end: number }
  | { readonly kind: 'interpolation'; readonly value: Expression; readonly start: number; readonly end: number }
  | { readonly kind: 'if'; readonly condition: Expression; readonly start: number; readonly end: number }
  | {
      readonly kind: 'for';
      readonly key: string | undefined;
      readonly item: string;
      readonly collection: Expression;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'else' | 'endif' | 'endfor'; readonly start: number; readonly end: number };

/** Reads a string in quotes; its quote is next. */
export function parseQuoted(parser: Parser): Expression {
  const { start } = parser.take();
  const items = parseItems(parser, 'text', (token) => {
    const { text, badAt } = unescapeQuoted(parser.textOf(token));
    if (badAt !== undefined) {
      const at = token.start + badAt;
      parser.report('not an escape', { start: at, end: at + 2 }, 'write a backslash as `\\\\`');
    }
    return text;
  });
  const { end } = parser.expect('unquote', 'close the string by `"`');
  return { kind: 'template', parts: assemble(parser, items), isHeredoc: false, span: { start, end } };
}

/** Reads a heredoc; its opening line is next. */
export function parseHeredoc(parser: Parser): Expression {
  const opening = parser.take();
  const { start } = opening;
  // Terraform reads files with either line end as if they had the plain one.
  const items = parseItems(parser, 'line', (token) => parser.textOf(token).replaceAll('\r\n', '\n'), opening.end);
  const { end } = parser.takeIf('heredoc-end') ?? parser.peek();
  if (parser.textOf(opening).startsWith('<<-'))
    flushHeredoc(items.map((item) => (item.kind === 'text' ? item.piece : { ...item, kind: 'sequence' as const })));
  for (const item of items) if (item.kind === 'text') item.piece.value = unescapeHeredoc(item.piece.value);
  return { kind: 'template', parts: assemble(parser, items), isHeredoc: true, span: { start, end } };
}

/** Reads a whole text as a template, as the strings of JSON syntax are. */
export function parseBareTemplate(parser: Parser): readonly TemplatePart[] {
  return assemble(
    parser,
    parseItems(parser, 'line', (token) => unescapeHeredoc(parser.textOf(token))),
  );
}

/** `strips` tells how far `~` takes white space away: all of it, or no further than the line. */
function parseItems(
  parser: Parser,
  strips: 'text' | 'line',
  read: (token: Token) => string,
  lineStart?: number,
): readonly Item[] {
  return parser.within(true, () => {
    const items: Item[] = [];
    let isStripping = false;
    for (;;) {
      const token = parser.peek();
      if (token.kind === 'text') {
        parser.take();
        const { start, end } = token;
        const isLineStart = start === lineStart;
        const text = read(token);
        const value = isStripping ? text.replace(strips === 'line' ? /^[^\S\n]*\n?/ : /^\s+/, '') : text;
        items.push({ kind: 'text', start, end, piece: { kind: 'text', value, isLineStart, start, end } });
        isStripping = false;
      } else if (token.kind === 'interpolation' || token.kind === 'directive') {
        parser.take();
        if (token.strips) stripEnd(items.at(-1), strips);
        const item = parser.nested(() => parseSequence(parser, token));
        items.push(item);
        const close = parser.expect('sequence-end', 'close it by `}`');
        isStripping = close.strips === true;
      } else return items;
    }
  });
}

function stripEnd(item: Item | undefined, strips: 'text' | 'line'): void {
  if (item?.kind !== 'text') return;
  const { value } = item.piece;
  item.piece.value = strips === 'text' ? value.trimEnd() : value.replace(/[^\S\n]*\n?$/, '');
}

function parseSequence(parser: Parser, opening: Token): Item {
  const { start } = opening;
  if (opening.kind === 'interpolation') {
    const value = parseExpression(parser);
    return { kind: 'interpolation', value, start, end: value.span.end };
  }
  const word = parser.expect('ident', 'write `if`, `else`, `endif`, `for` or `endfor`');
  const { end } = word;
  const name = parser.textOf(word);
  switch (name) {
    case 'if':
      return { kind: 'if', condition: parseExpression(parser), start, end };
    case 'else':
    case 'endif':
    case 'endfor':
      return { kind: name, start, end };
    case 'for': {
      const hint = 'it is written `%{ for item in list }`';
      const first = parser.textOf(parser.expect('ident', hint));
      const second = parser.takeIf(',') === undefined ? undefined : parser.textOf(parser.expect('ident', hint));
      if (!parser.isWord('in')) parser.fail(`expected \`in\`, not ${parser.found(parser.peek())}`, parser.peek(), hint);
      parser.take();
      const names = { key: second === undefined ? undefined : first, item: second ?? first };
      return { kind: 'for', ...names, collection: parseExpression(parser), start, end };
    }
    default:
      return parser.fail(
        `\`${name}\` is no template directive`,
        word,
        'write `if`, `else`, `endif`, `for` or `endfor`',
      );
  }
}

/** Puts `if` and `for` around what they hold. */
function assemble(parser: Parser, items: readonly Item[]): readonly TemplatePart[] {
  type Frame = { readonly item: Item | undefined; readonly parts: TemplatePart[]; whenTrue?: readonly TemplatePart[] };
  const root: TemplatePart[] = [];
  const frames: Frame[] = [{ item: undefined, parts: root }];
  for (const item of items) {
    const frame = frames.at(-1) as Frame;
    switch (item.kind) {
      case 'text':
        frame.parts.push({ kind: 'text', value: item.piece.value, span: item.piece });
        break;
      case 'interpolation':
        frame.parts.push({ kind: 'interpolation', value: item.value, span: item });
        break;
      case 'if':
      case 'for':
        parser.checkChain(frames.length);
        frames.push({ item, parts: [] });
        break;
      case 'else':
        if (frame.item?.kind !== 'if' || frame.whenTrue !== undefined)
          parser.report('`else` without `if`', item, 'remove it');
        else frames[frames.length - 1] = { item: frame.item, parts: [], whenTrue: frame.parts };
        break;
      default: {
        const part = frame.item === undefined ? undefined : closed(frame.item, frame.parts, frame.whenTrue, item);
        if (part === undefined) parser.report(`\`${item.kind}\` closes nothing`, item, 'remove it');
        else {
          frames.pop();
          frames.at(-1)?.parts.push(part);
        }
      }
    }
  }
  const open = frames.at(-1)?.item;
  if (open !== undefined) {
    const end = open.kind === 'if' ? 'endif' : 'endfor';
    parser.report(`a template directive is not closed`, open, `end it by \`%{ ${end} }\``);
  }
  return root;
}

function closed(
  opening: Item,
  parts: readonly TemplatePart[],
  whenTrue: readonly TemplatePart[] | undefined,
  closing: Item & { readonly end: number },
): TemplatePart | undefined {
  if (opening.kind === 'if' && closing.kind === 'endif') {
    const span = { start: opening.start, end: closing.end };
    const { condition } = opening;
    return whenTrue === undefined
      ? { kind: 'if', condition, whenTrue: parts, whenFalse: [], span }
      : { kind: 'if', condition, whenTrue, whenFalse: parts, span };
  }
  if (opening.kind === 'for' && closing.kind === 'endfor') {
    const { key, item, collection } = opening;
    return { kind: 'for', key, item, collection, body: parts, span: { start: opening.start, end: closing.end } };
  }
  return undefined;
}
