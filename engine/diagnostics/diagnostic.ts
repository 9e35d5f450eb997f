import type { DiagnosticCode } from './codes.ts';

/**
 * Where a diagnostic points.
 * Units: row and col are 1-based; col counts Unicode code points for Rego, as OPA does.
 */
export type Place = {
  readonly file: string;
  readonly row: number;
  readonly col: number;
};

/**
 * One user-facing message: a stable code, a place where there is one, and a hint that says what to type.
 * Shape:  message is lower case, without full stop or line break, user text in backticks.
 *         Rego diagnostics keep OPA's codes and texts instead.
 * Source: house style 4.
 */
export type Diagnostic = {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly severity: 'error' | 'warning' | 'notice';
  readonly place?: Place;
  /** The whole source line that `place` points into, when it is cheap to keep. */
  readonly line?: string;
  /** How many columns to underline; 1 when absent. */
  readonly width?: number;
  readonly hint?: string;
  /** What OPA prints besides with an error of this code, plain JSON; only `--format json` shows it. */
  readonly details?: unknown;
};

/** A value, or the reasons why there is none; user mistakes travel as values, never as exceptions. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** A bug of ours. Everything that a user's input can cause is a `Diagnostic` instead. */
export class InvariantError extends Error {
  override name = 'InvariantError';
}

/** Builds an error diagnostic; `rest` carries place, hint, line and width. */
export function errorDiagnostic(
  code: DiagnosticCode,
  message: string,
  rest: Omit<Partial<Diagnostic>, 'code' | 'message' | 'severity'> = {},
): Diagnostic {
  return { code, message, severity: 'error', ...rest };
}

/** Builds a notice: something a reader should know that changes no verdict. */
export function noticeDiagnostic(
  code: DiagnosticCode,
  message: string,
  rest: Omit<Partial<Diagnostic>, 'code' | 'message' | 'severity'> = {},
): Diagnostic {
  return { code, message, severity: 'notice', ...rest };
}
