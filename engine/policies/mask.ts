import type { Diagnostic } from '../diagnostics/index.ts';
import type { JsonPath, SecretTexts } from '../resources/index.ts';
import type { Denial, Result } from './policy.ts';

/**
 * Takes the secrets of a run out of what policies said: a document policy sees its document whole, and an error names the
 * value that caused it.
 * Shape:  the same results; messages, reasons and diagnostics masked, and steps of paths that hold a long secret. The
 *         same list where there are no secrets.
 * Source: design 7: redaction comes before hashing, so before fingerprints are made.
 */
export function maskResults(results: readonly Result[], secrets: SecretTexts): readonly Result[] {
  if (secrets.size === 0) return results;
  return results.map((result): Result => {
    switch (result.verdict) {
      case 'pass':
        return result;
      case 'not-applicable':
        return { ...result, reason: secrets.mask(result.reason) };
      case 'error':
        return { ...result, diagnostics: maskDiagnostics(result.diagnostics, secrets) };
      default:
        return { ...result, denials: result.denials.map((denial) => maskDenial(denial, secrets)) };
    }
  });
}

function maskDenial(denial: Denial, secrets: SecretTexts): Denial {
  const isHidden = denial.path.some((step) => typeof step === 'string' && secrets.occursIn(step));
  const path: JsonPath = isHidden
    ? denial.path.map((step) => (typeof step === 'string' && secrets.occursIn(step) ? secrets.mask(step) : step))
    : denial.path;
  return { ...denial, message: secrets.mask(denial.message), path };
}

/** The same diagnostics with secrets masked in message, hint and the line shown. */
export function maskDiagnostics(diagnostics: readonly Diagnostic[], secrets: SecretTexts): readonly Diagnostic[] {
  if (secrets.size === 0) return diagnostics;
  return diagnostics.map(({ line, ...diagnostic }): Diagnostic => {
    const shown = line === undefined || secrets.mask(line) !== line ? {} : { line };
    const hint = diagnostic.hint === undefined ? {} : { hint: secrets.mask(diagnostic.hint) };
    return { ...diagnostic, message: secrets.mask(diagnostic.message), ...hint, ...shown };
  });
}
