import type { Source, Span } from './source.ts';

/** Units: row and col are 1-based; col counts Unicode code points, a tab as one and a byte order mark as one. */
export type Location = { readonly row: number; readonly col: number };

/**
 * Finds row and col of an offset.
 * Units:  offset is a 0-based UTF-16 code unit offset; one beyond the text is taken as its end.
 * Source: OPA v1/ast/internal/scanner.
 */
export function locate(source: Source, offset: number): Location {
  const { text } = source;
  const end = Math.min(Math.max(offset, 0), text.length);
  let row = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, col: countCodePoints(text, lineStart, end) + 1 };
}

/** Finds the offset of a row and col; a col beyond its line gives the line's end, a row beyond the text its end. */
export function offsetAt(source: Source, { row, col }: Location): number {
  const { text } = source;
  let lineStart = 0;
  for (let current = 1; current < row; current++) {
    const newline = text.indexOf('\n', lineStart);
    if (newline === -1) return text.length;
    lineStart = newline + 1;
  }
  const newline = text.indexOf('\n', lineStart);
  const lineEnd = newline === -1 ? text.length : newline;
  let offset = lineStart;
  for (let current = 1; current < col && offset < lineEnd; current++) offset += isPair(text, offset) ? 2 : 1;
  return offset;
}

/** The whole line that holds an offset, without its line break. */
export function lineAt(source: Source, offset: number): string {
  const { text } = source;
  const end = Math.min(Math.max(offset, 0), text.length);
  const before = end === 0 ? -1 : text.lastIndexOf('\n', end - 1);
  const after = text.indexOf('\n', end);
  return text.slice(before + 1, after === -1 ? text.length : after).replace(/\r$/, '');
}

/** The span of `[start, end)`, with row and col looked up. */
export function spanOf(source: Source, start: number, end: number): Span {
  const { row, col } = locate(source, start);
  return { source, start, end, row, col };
}

function countCodePoints(text: string, start: number, end: number): number {
  let count = 0;
  for (let offset = start; offset < end; offset += isPair(text, offset) ? 2 : 1) count++;
  return count;
}

function isPair(text: string, offset: number): boolean {
  return (text.codePointAt(offset) ?? 0) > 0xffff;
}
