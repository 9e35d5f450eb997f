import { type Diagnostic, errorDiagnostic } from '../diagnostics/index.ts';
import type { RegoValue } from '../rego/runtime.ts';
import type { JsonPath } from '../resources/index.ts';
import { propertyPath, type RawDenial, readDenial, sortDenials } from './denials.ts';
import type { Denial, MissingValue, ResultVerdict } from './policy.ts';

/**
 * What one rule gave for one input.
 * Shape:  `elements` are the members of the set; `definite` says of each whether its derivation read nothing unknown, and
 *         `readPaths` what of the input it read. `unknownReads` are all unknown values read on any branch.
 */
export type RuleOutcome =
  | { readonly ok: false; readonly diagnostic: Diagnostic }
  | {
      readonly ok: true;
      readonly elements: readonly RuleElement[];
      readonly unknownReads: readonly MissingValue[];
    };

export type RuleElement = {
  readonly value: RegoValue;
  readonly definite: boolean;
  readonly readPaths: readonly JsonPath[];
};

export const NOTHING: RuleOutcome = { ok: true, elements: [], unknownReads: [] };

/**
 * Makes the verdict of one policy on one resource.
 * Shape:  `notApplicable` is `NOTHING` for a policy without that rule; `place` turns a denial's own path into one that
 *         findings use.
 * INVARIANT: `pass` needs that no unknown value was read anywhere; `fail` that a denial read none.
 * Source: design 4.
 */
export function decideVerdict(
  deny: RuleOutcome,
  notApplicable: RuleOutcome,
  place: (path: JsonPath | undefined) => JsonPath,
): ResultVerdict {
  if (!notApplicable.ok) return { verdict: 'error', diagnostics: [notApplicable.diagnostic] };
  const reasons = notApplicable.elements.filter((element) => element.definite);
  if (reasons.length > 0) return { verdict: 'not-applicable', reason: reasons.map(reasonText).sort().join('; ') };
  if (!deny.ok) return { verdict: 'error', diagnostics: [deny.diagnostic] };
  const raw = readAll(deny.elements, place);
  if (!raw.ok) return { verdict: 'error', diagnostics: raw.diagnostics };
  const missing = mergeMissing([...notApplicable.unknownReads, ...deny.unknownReads]);
  const mayNotApply = notApplicable.elements.length > 0 || notApplicable.unknownReads.length > 0;
  const definite = raw.denials.filter((one) => one.definite).map((one) => one.denial);
  if (!mayNotApply && definite.length > 0) return { verdict: 'fail', denials: sortDenials(definite) };
  if (missing.length === 0 && raw.denials.length === 0) return { verdict: 'pass' };
  return { verdict: 'unknown', missing, denials: sortDenials(raw.denials.map((one) => one.denial)) };
}

/** More denials of one rule on one input than any report could hold. */
const MAX_DENIALS = 100_000;

/** Whether nothing that is unknown could make another verdict, or another denial. */
export function isCertain(verdict: ResultVerdict, deny: RuleOutcome, notApplicable: RuleOutcome): boolean {
  if (verdict.verdict === 'unknown' || verdict.verdict === 'error') return false;
  if (verdict.verdict !== 'fail') return true;
  return [deny, notApplicable].every((outcome) => outcome.ok && outcome.unknownReads.length === 0);
}

type ReadDenials =
  | { readonly ok: true; readonly denials: readonly { readonly denial: Denial; readonly definite: boolean }[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

function readAll(elements: readonly RuleElement[], place: (path: JsonPath | undefined) => JsonPath): ReadDenials {
  const denials: { denial: Denial; definite: boolean }[] = [];
  const diagnostics: Diagnostic[] = [];
  if (elements.length > MAX_DENIALS) {
    const message = `the rule gave ${elements.length} denials, more than ${MAX_DENIALS}`;
    return { ok: false, diagnostics: [errorDiagnostic('budget_error', message)] };
  }
  for (const element of elements) {
    const raw = readDenial(element.value);
    if (raw === undefined) {
      const hint = 'a denial is a string, or an object with `message` (or `msg`) and optionally `path`';
      diagnostics.push(errorDiagnostic('eval_type_error', 'a denial has no message', { hint }));
    } else denials.push({ denial: denialOf(raw, element, place), definite: element.definite });
  }
  return diagnostics.length > 0 ? { ok: false, diagnostics } : { ok: true, denials };
}

function denialOf(raw: RawDenial, element: RuleElement, place: (path: JsonPath | undefined) => JsonPath): Denial {
  const path = raw.path === undefined ? inferPath(element.readPaths) : place(raw.path);
  return { message: raw.message, path, ...(raw.severity === undefined ? {} : { severity: raw.severity }) };
}

/** The deepest path of `properties` that the derivation read; the first of several equally deep ones in path order. */
function inferPath(readPaths: readonly JsonPath[]): JsonPath {
  const below = readPaths.filter((path) => path[0] === 'properties').map(propertyPath);
  const ranked = below.map((path) => ({ path, key: JSON.stringify(path) }));
  ranked.sort((a, b) => b.path.length - a.path.length || (a.key < b.key ? -1 : 1));
  return ranked[0]?.path ?? [];
}

function reasonText(element: RuleElement): string {
  return typeof element.value === 'string' ? element.value : 'not applicable';
}

/** Missing values by path, each once, in path order. */
export function mergeMissing(missing: readonly MissingValue[]): readonly MissingValue[] {
  const byPath = new Map(missing.map((one) => [JSON.stringify(one.path), one]));
  return [...byPath.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
