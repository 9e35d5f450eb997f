import { type Diagnostic, type DiagnosticCode, errorDiagnostic } from '../../diagnostics/index.ts';
import type { Span } from '../source/index.ts';
import { BudgetError } from '../value/index.ts';

/** Ends an evaluation without a value; thrown inside, a diagnostic outside. */
export class Failure extends Error {
  override name = 'Failure';
  readonly code: DiagnosticCode;
  readonly span: Span;

  constructor(code: DiagnosticCode, message: string, span: Span) {
    super(message);
    this.code = code;
    this.span = span;
  }
}

/** What cannot have more than one value, and OPA's words for it. */
const CONFLICTS = {
  complete: 'complete rules must not produce multiple outputs',
  function: 'functions must not produce multiple outputs for same inputs',
  object: 'object keys must be unique',
} as const;

export function conflict(what: keyof typeof CONFLICTS, span: Span): Failure {
  return new Failure('eval_conflict_error', CONFLICTS[what], span);
}

/** The diagnostic of an error that ended an evaluation. Errors: throws again what is a bug of ours. */
export function diagnosticOf(error: unknown): Diagnostic {
  if (error instanceof BudgetError) return errorDiagnostic('budget_error', error.message);
  if (error instanceof RangeError) {
    return errorDiagnostic('budget_error', 'evaluation needed more depth or memory than it may use');
  }
  if (!(error instanceof Failure)) throw error;
  const { source, row, col } = error.span;
  if (source.name === '') return errorDiagnostic(error.code, error.message);
  return errorDiagnostic(error.code, error.message, { place: { file: source.name, row, col } });
}
