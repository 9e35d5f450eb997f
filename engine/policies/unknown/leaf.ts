import { type Diagnostic, errorDiagnostic } from '../../diagnostics/index.ts';
import type { Read, RegoValue } from '../../rego/runtime.ts';
import type { JsonPath } from '../../resources/index.ts';
import { elementsOf, readDenial } from '../denials.ts';
import type { Denial } from '../policy.ts';
import type { Tried } from './program.ts';
import { hasToken, shownText } from './symbols.ts';

/** The rules of one policy for one choice of values. */
export type TriedRules = { readonly notApplicable: Tried | undefined; readonly deny: Tried };

/**
 * What one choice of values makes of a policy, or the part of it that one group of unknowns decides.
 * Shape:  `denials` by path. `failure` is the error of an evaluation. `key` is the same for the same outcome. `isExact`
 *         says that the values can really be; `isLost` that they may not speak for all that they stand for.
 */
export type Leaf = {
  readonly key: string;
  readonly reasons: readonly string[];
  readonly denials: ReadonlyMap<string, Denial>;
  readonly failure: readonly Diagnostic[] | undefined;
  readonly isExact: boolean;
  readonly isLost: boolean;
};

/**
 * Reads the outcome of the rules.
 * Shape: only what has a solution whose reads `counts`; `place` turns a denial's own path into one that findings use.
 */
export function leafOf(
  tried: TriedRules,
  counts: (reads: readonly Read[]) => boolean,
  place: (path: JsonPath | undefined) => JsonPath,
  state: { readonly isExact: boolean; readonly isLost: boolean },
): Leaf {
  const first = tried.notApplicable?.failure;
  const reasons = tried.notApplicable === undefined ? [] : valuesOf(tried.notApplicable, counts).map(reasonOf);
  const failures = [first, reasons.length > 0 ? undefined : tried.deny.failure].filter((one) => one !== undefined);
  const denials = new Map<string, Denial>();
  for (const value of valuesOf(tried.deny, counts)) {
    const raw = readDenial(value);
    if (raw === undefined && reasons.length > 0) continue;
    if (raw === undefined) {
      const hint = 'a denial is a string, or an object with `message` (or `msg`) and optionally `path`';
      failures.push(errorDiagnostic('eval_type_error', 'a denial has no message', { hint }));
      continue;
    }
    const path = place(raw.path);
    const denial = { message: shownText(raw.message), path };
    const key = JSON.stringify(path);
    if (!denials.has(key))
      denials.set(key, raw.severity === undefined ? denial : { ...denial, severity: raw.severity });
  }
  const failure = failures.length > 0 ? failures : undefined;
  const key =
    failure !== undefined ? 'error' : reasons.length > 0 ? 'not-applicable' : [...denials.keys()].sort().join('\n');
  return { key, reasons, denials, failure, ...state };
}

/** A path that holds a stand-in is another path for every value. */
export function isVarying(path: string): boolean {
  return hasToken(path);
}

function valuesOf({ value, derivation }: Tried, counts: (reads: readonly Read[]) => boolean): readonly RegoValue[] {
  if (derivation.elements === undefined) return counts(derivation.reads) ? elementsOf(value) : [];
  return derivation.elements.filter(({ solutions }) => solutions.some(counts)).map((element) => element.value);
}

function reasonOf(value: RegoValue): string {
  return typeof value === 'string' ? shownText(value) : 'not applicable';
}
