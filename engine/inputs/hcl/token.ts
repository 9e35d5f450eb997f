import type { Span } from './types.ts';

/** Spellings of operators and brackets, longest first within each first character. */
export const PUNCTUATION = [
  '...',
  '=>',
  '==',
  '!=',
  '<=',
  '>=',
  '&&',
  '||',
  '::',
  '=',
  '!',
  '<',
  '>',
  '+',
  '-',
  '*',
  '/',
  '%',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '.',
  ',',
  ':',
  '?',
] as const;

export type Punctuation = (typeof PUNCTUATION)[number];

/**
 * Kinds of token. `quote` and `unquote` are the marks around a template in quotes, `heredoc` and `heredoc-end` the lines
 * around one of several lines; `text` is the template's own text, raw; `interpolation` is `${`, `directive` is `%{`, and
 * `sequence-end` is the `}` that closes either.
 */
export type TokenKind =
  | Punctuation
  | 'ident'
  | 'number'
  | 'quote'
  | 'unquote'
  | 'heredoc'
  | 'heredoc-end'
  | 'text'
  | 'interpolation'
  | 'directive'
  | 'sequence-end'
  | 'newline'
  | 'invalid'
  | 'eof';

/** One token; `strips` is the `~` of `${~` and `~}`. */
export type Token = Span & { readonly kind: TokenKind; readonly strips?: true };
