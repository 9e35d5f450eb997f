import type { Diagnostic } from './diagnostic.ts';

/**
 * Makes text safe to print on a terminal or in a log: control characters (ANSI escapes, line breaks and
 * bidirectional overrides included) become `\u{..}`.
 * Shape: any text in, one printable line out.
 */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

/**
 * Renders one diagnostic as `file:row:col: code: message`, the source line with carets, and the hint.
 * Shape: lines joined by `\n`, without a final one; no colour.
 */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const { place, line, hint } = diagnostic;
  const where = place === undefined ? '' : `${printable(place.file)}:${place.row}:${place.col}: `;
  const lines = [`${where}${diagnostic.code}: ${printable(diagnostic.message)}`];
  if (place !== undefined && line !== undefined)
    lines.push(...renderCaret(line, place.row, place.col, diagnostic.width ?? 1));
  if (hint !== undefined) lines.push(`hint: ${printable(hint)}`);
  return lines.join('\n');
}

function renderCaret(line: string, row: number, col: number, width: number): string[] {
  const shown = printable(line.replaceAll('\t', ' ')).slice(0, 200);
  if (col < 1 || col > shown.length + 1) return [];
  const gutter = `  ${row} | `;
  const bar = `${' '.repeat(gutter.length - 2)}| `;
  const carets = '^'.repeat(Math.max(1, Math.min(width, shown.length - col + 1)));
  return [`${gutter}${shown}`, `${bar}${' '.repeat(col - 1)}${carets}`];
}
