import type { Diagnostic } from '../../diagnostics/index.ts';

/** A module that parses but cannot be written. Thrown inside the formatter and turned into a diagnostic at its edge. */
export class FormatError extends Error {
  override name = 'FormatError';
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}
