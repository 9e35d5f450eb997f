import type { Diagnostic } from '../diagnostics/index.ts';

/** One error as the public API gives it: OPA's code, place and message. Units: row and col are 1-based, 0 without a place. */
export type RegoErrorDetail = {
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly row: number;
  readonly col: number;
  readonly hint?: string;
};

/** What the public API throws on a user's mistake: all errors at once. */
export class RegoErrors extends Error {
  override name = 'RegoErrors';
  readonly errors: readonly RegoErrorDetail[];

  constructor(diagnostics: readonly Diagnostic[]) {
    const errors = diagnostics.filter((item) => item.severity === 'error').map(detailOf);
    super(errors.map((item) => `${item.file}:${item.row}:${item.col}: ${item.code}: ${item.message}`).join('\n'));
    this.errors = errors;
  }
}

function detailOf({ code, message, place, hint }: Diagnostic): RegoErrorDetail {
  const at = place ?? { file: '', row: 0, col: 0 };
  const detail = { code, message, file: at.file, row: at.row, col: at.col };
  return hint === undefined ? detail : { ...detail, hint };
}
