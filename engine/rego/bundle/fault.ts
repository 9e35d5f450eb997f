import { type Diagnostic, type DiagnosticCode, errorDiagnostic, type Outcome } from '../../diagnostics/index.ts';

/** Ends the reading of a bundle; becomes a diagnostic at the room's door. */
export class BundleFault extends Error {
  override name = 'BundleFault';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((one) => one.message).join('; '));
    this.diagnostics = diagnostics;
  }
}

/** A fault at a file of a bundle, or at the bundle. Shape: `file` is what the reader should look at. */
export function fault(code: DiagnosticCode, message: string, file: string, hint?: string): BundleFault {
  const place = { file, row: 1, col: 1 };
  return new BundleFault([errorDiagnostic(code, message, hint === undefined ? { place } : { place, hint })]);
}

/** Runs a reader and turns its fault into an outcome. */
export function outcomeOf<T>(read: () => T): Outcome<T> {
  try {
    return { ok: true, value: read(), diagnostics: [] };
  } catch (error) {
    if (error instanceof BundleFault) return { ok: false, diagnostics: error.diagnostics };
    throw error;
  }
}
