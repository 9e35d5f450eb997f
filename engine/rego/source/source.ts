/**
 * One Rego text with its name.
 * Shape: `text` is at most 16 MiB; `name` is what diagnostics print as the file.
 */
export type Source = { readonly name: string; readonly text: string };

/**
 * A stretch of one source text.
 * Units: start and end are 0-based UTF-16 code unit offsets, end exclusive; row and col are 1-based and belong to
 *        start, col counting as OPA counts it.
 */
export type Span = {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  readonly row: number;
  readonly col: number;
};

/** The text that a span covers. */
export function spanText(span: Span): string {
  return span.source.text.slice(span.start, span.end);
}
