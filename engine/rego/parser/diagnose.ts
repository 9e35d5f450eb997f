import { type Diagnostic, errorDiagnostic, type Outcome } from '../../diagnostics/index.ts';
import type { Source, Span } from '../source/index.ts';
import { DEPTH_MESSAGE } from './options.ts';

/** What is wrong and where; `whole` where it is wrong with a statement that parses as such. */
export type Problem = { readonly message: string; readonly span: Span; readonly whole?: true };

/** How many errors of one text are told; OPA tells all, but a text of one long line may have millions of them. */
export const MAX_PROBLEMS = 1000;
/** How much of the text the details may repeat, error by error. */
const MAX_DETAILS = 4_000_000;

/**
 * Turns the errors of a text into diagnostics with their lines.
 * Shape:  details as OPA prints them: the line and the index of the byte in it. Errors of whole statements have none.
 * Source: OPA v1/ast parser_ext.go newParserErrorDetail.
 */
export function toDiagnostics(problems: readonly Problem[]): readonly Diagnostic[] {
  const lines = new Lines();
  let repeated = 0;
  const told = problems.slice(0, MAX_PROBLEMS).map(({ message, span, whole }): Diagnostic => {
    const { source, row, col, start } = span;
    const { text: line } = lines.at(source, Math.min(Math.max(start, 0), source.text.length));
    const width = Math.max(1, Math.min(span.end - start, line.length));
    const rest = { place: { file: source.name, row, col }, line: withoutReturn(line), width };
    if (whole === true || repeated > MAX_DETAILS) return errorDiagnostic('rego_parse_error', message, rest);
    const details = detailsAt(lines, source, start);
    repeated += details.line.length;
    return errorDiagnostic('rego_parse_error', message, { ...rest, details });
  });
  if (problems.length > MAX_PROBLEMS) told.push(errorDiagnostic('rego_parse_error', 'error limit reached'));
  return told;
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** The line of the last character at or before `start` that is no white space. */
function detailsAt(lines: Lines, source: Source, start: number): { readonly line: string; readonly idx: number } {
  const { text } = source;
  let at = Math.max(0, Math.min(start, text.length - 1));
  while (at > 0 && /\s/.test(text[at]!)) at--;
  const line = lines.at(source, at);
  const before = line.text.lastIndexOf('\r', Math.max(0, at - line.start));
  const after = line.text.indexOf('\r', Math.max(0, at - line.start));
  const shown = line.text.slice(before + 1, after === -1 ? undefined : after);
  const prefix = line.text.slice(before + 1, at - line.start);
  return { line: shown, idx: Buffer.byteLength(prefix) };
}

type Line = { readonly start: number; readonly text: string };

/** Remembers the line that was looked up last, which may be most of the text. */
class Lines {
  private last: Line = { start: 0, text: '' };
  private source: Source | undefined;

  at(source: Source, offset: number): Line {
    const { last } = this;
    if (source === this.source && offset >= last.start && offset <= last.start + last.text.length) return last;
    const { text } = source;
    const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
    const newline = text.indexOf('\n', offset);
    this.source = source;
    this.last = { start, text: text.slice(start, newline === -1 ? undefined : newline) };
    return this.last;
  }
}

/** What a parse gives; where the caller left too little stack for texts up to the limit of nesting, the error of that. */
export function withinDepth<T>(source: Source, parse: () => Outcome<T>): Outcome<T> {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof RangeError) || !/call stack/.test(error.message)) throw error;
    const place = { file: source.name, row: 1, col: 1 };
    return { ok: false, diagnostics: [errorDiagnostic('rego_parse_error', DEPTH_MESSAGE, { place })] };
  }
}
