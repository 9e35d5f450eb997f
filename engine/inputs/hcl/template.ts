import type { Expression, TemplatePart } from './types.ts';

/** The text of a quoted template's own part, escapes read; undefined with a bad escape. */
export function unescapeQuoted(raw: string): { readonly text: string; readonly badAt: number | undefined } {
  if (!/[\\$%]/.test(raw)) return { text: raw, badAt: undefined };
  let badAt: number | undefined;
  const text = raw.replace(
    /\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\([\s\S]?)|([$%])\4\{/g,
    (whole, short: string | undefined, long: string | undefined, single: string | undefined, mark, offset: number) => {
      if (mark !== undefined) return `${mark}{`;
      const code = short ?? long;
      if (code !== undefined) {
        const point = Number.parseInt(code, 16);
        if (point <= 0x10ffff) return String.fromCodePoint(point);
      }
      const plain = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }[single ?? ''];
      if (plain !== undefined) return plain;
      badAt ??= offset;
      return whole;
    },
  );
  return { text, badAt };
}

/** The text of a heredoc's own part: only `$${` and `%%{` are escapes. */
export function unescapeHeredoc(raw: string): string {
  return raw.replace(/([$%])\1\{/g, '$1{');
}

/** What a template is made of while it is read: raw text keeps whether a line starts with it. */
export type Piece =
  | {
      readonly kind: 'text';
      value: string;
      readonly isLineStart: boolean;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'sequence'; readonly start: number; readonly end: number };

/**
 * Takes the common indentation off the texts of a `<<-` heredoc.
 * Shape:  the least indentation of any line that has text or a sequence goes from each line.
 * Source: hclsyntax/parser_template.go, flushHeredocTemplateParts.
 */
export function flushHeredoc(pieces: readonly Piece[]): void {
  let least = Number.POSITIVE_INFINITY;
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind !== 'text') {
      if (index === 0) least = 0;
      continue;
    }
    const lines = piece.value.split('\n');
    for (const [row, line] of lines.entries()) {
      if (row === 0 && !piece.isLineStart) continue;
      const indent = /^[ \t]*/.exec(line)?.[0].length ?? 0;
      const isLast = row === lines.length - 1;
      const isBlank = indent === line.length && (!isLast || index === pieces.length - 1);
      if (!isBlank) least = Math.min(least, indent);
    }
  }
  if (!Number.isFinite(least) || least === 0) return;
  for (const piece of pieces) {
    if (piece.kind !== 'text') continue;
    piece.value = piece.value
      .split('\n')
      .map((line, row) => (row === 0 && !piece.isLineStart ? line : line.slice(Math.min(least, indentOf(line)))))
      .join('\n');
  }
}

function indentOf(line: string): number {
  return /^[ \t]*/.exec(line)?.[0].length ?? 0;
}

/** A template of nothing but text as that text, anything else as it is. */
export function simplifyTemplate(parts: readonly TemplatePart[]): string | undefined {
  if (parts.length === 0) return '';
  const [only] = parts;
  return parts.length === 1 && only?.kind === 'text' ? only.value : undefined;
}

/** The constant text of an expression, or undefined where it is not one. */
export function constantText(value: Expression | undefined): string | undefined {
  if (value?.kind === 'parentheses') return constantText(value.value);
  if (value?.kind === 'literal') return typeof value.value === 'string' ? value.value : undefined;
  return value?.kind === 'template' ? simplifyTemplate(value.parts) : undefined;
}
