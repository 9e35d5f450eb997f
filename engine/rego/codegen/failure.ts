import type { DiagnosticCode } from '../../diagnostics/index.ts';

/**
 * An evaluation that ends without a value. Thrown inside an evaluation and turned into a diagnostic at its edge.
 * Units: `file` indexes the program's files; row and col are 1-based, 0 where there is no place.
 */
export class EvaluationError extends Error {
  override name = 'EvaluationError';
  readonly code: DiagnosticCode;
  readonly file: number;
  readonly row: number;
  readonly col: number;

  constructor(code: DiagnosticCode, message: string, file: number, row: number, col: number) {
    super(message);
    this.code = code;
    this.file = file;
    this.row = row;
    this.col = col;
  }
}
