import { type Diagnostic, errorDiagnostic } from '../../diagnostics/index.ts';
import type { Document, JsonValue } from '../document.ts';
import { own, ownString } from '../object.ts';
import { findFaults } from './shape.ts';
import { KNOWN_FORMATS, type TerraformPlan } from './types.ts';

/** Whether a value is the JSON of a plan, of whatever format version. */
export function isTerraformPlan(value: JsonValue): value is TerraformPlan {
  if (ownString(value, 'format_version') === undefined) return false;
  return own(value, 'planned_values') !== undefined || own(value, 'resource_changes') !== undefined;
}

/**
 * Says what keeps a plan from being judged whole.
 * Errors: `plan_format_version` for a version that is not known, and then nothing else may be trusted; `plan_malformed`
 *         for each part that cannot be read; `plan_errored`, `plan_incomplete`.
 */
export function diagnosePlan({ root, locate }: Pick<Document, 'root' | 'locate'>): readonly Diagnostic[] {
  const version = ownString(root, 'format_version') ?? '';
  if (!KNOWN_FORMATS.test(version)) {
    const message = `plan format version \`${version}\` is not known, only 0.1, 0.2 and 1.x`;
    const hint = 'a newer version of Probity may know it';
    return [errorDiagnostic('plan_format_version', message, { place: locate(['format_version']), hint })];
  }
  const malformed = findFaults(root as TerraformPlan).map(({ path, message }) =>
    errorDiagnostic('plan_malformed', message, { place: locate(path), hint: MALFORMED_HINT }),
  );
  return [...malformed, ...partial(root, locate)];
}

const MALFORMED_HINT = 'give the whole output of `terraform show -json`, as it is';

function partial(root: JsonValue, locate: Document['locate']): readonly Diagnostic[] {
  if (own(root, 'errored') === true) {
    const message = 'the plan is partial: terraform stopped with an error while it made it';
    const hint = 'mend the error that `terraform plan` tells, and plan again';
    return [errorDiagnostic('plan_errored', message, { place: locate(['errored']), hint })];
  }
  if (own(root, 'complete') === false) {
    const message = 'the plan is partial: applying it will leave changes for a next plan';
    const hint = 'plan without -target and without deferred actions';
    return [errorDiagnostic('plan_incomplete', message, { place: locate(['complete']), hint })];
  }
  return [];
}
