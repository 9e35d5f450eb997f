import { type Diagnostic, errorDiagnostic } from '../../diagnostics/index.ts';
import { lineAt, type Span } from '../source/index.ts';

/** What is wrong and where. */
export type Problem = { readonly message: string; readonly span: Span };

/** Turns an error of the parser into a diagnostic with its line. */
export function toDiagnostic({ message, span }: Problem): Diagnostic {
  const { source, row, col } = span;
  const line = lineAt(source, span.start);
  const width = Math.max(1, Math.min(span.end - span.start, line.length));
  return errorDiagnostic('rego_parse_error', message, { place: { file: source.name, row, col }, line, width });
}
