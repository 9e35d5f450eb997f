import { type Diagnostic, errorDiagnostic } from '../diagnostics/index.ts';

/**
 * A wrong command line, or input that stops a command before it can begin: exit code 2.
 * It is the one user mistake that travels as an exception, because it ends the command wherever it is noticed.
 */
export class UsageError extends Error {
  override name = 'UsageError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((diagnostic) => diagnostic.message).join('; '));
    this.diagnostics = diagnostics;
  }

  static of(message: string, hint?: string): UsageError {
    return new UsageError([errorDiagnostic('usage', message, hint === undefined ? {} : { hint })]);
  }
}

/**
 * The known word nearest to a mistyped one, for "did you mean".
 * Shape: undefined when nothing is within a third of the word's length.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.slice(0, 64), candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
