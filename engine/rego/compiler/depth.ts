import { errorDiagnostic, type Outcome } from '../../diagnostics/index.ts';

/**
 * What a computation gives that calls itself for each level that a text nests. The parser bounds how deep terms and bodies
 * nest; this is for what only together nests too deep, such as names of packages and the types of rules.
 * Errors: `budget_error` where the stack does not suffice.
 */
export function withinStack<T>(what: string, compute: () => Outcome<T>): Outcome<T> {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof RangeError) || !/call stack/.test(error.message)) throw error;
    const hint = 'use shorter paths, and rules of their own for what lies deep inside';
    return {
      ok: false,
      diagnostics: [errorDiagnostic('budget_error', `${what} nest too deep to be compiled`, { hint })],
    };
  }
}
