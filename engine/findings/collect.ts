import type { Denial, Result, Verdict } from '../policies/index.ts';
import type { CollectedFindings, Finding, Fingerprint, JudgedResult, Waiver } from './finding.ts';
import { fingerprintOf, formatPath, keyPath } from './fingerprint.ts';
import { groupBy } from './group.ts';
import { compareText, compareTexts } from './order.ts';
import { describeWaivers, isNamedBy, waiverState } from './waivers.ts';

export type FindingOptions = {
  readonly waivers: readonly Waiver[];
  /** Fingerprints of the findings that are there already; left out, every finding is new. */
  readonly base?: ReadonlySet<Fingerprint>;
  /** RFC 3339; decides which waivers are in force. */
  readonly now: string;
};

/**
 * Makes a Finding of each denial, and `waived` of each failing result whose findings are all waived.
 * Shape:  results sorted by policy and resource, findings in their order; `existing` needs a base.
 * Errors: waivers that expired, match nothing, expire soon or begin in the future are diagnostics at their place.
 * INVARIANT: every failing result has a finding, even one that came without a denial.
 *            A waiver or a base never changes `unknown` or `error`; denials of an unknown result are no findings.
 */
export function collectFindings(results: readonly Result[], options: FindingOptions): CollectedFindings {
  const active = groupBy(
    options.waivers.filter((waiver) => waiverState(waiver, options.now) === 'in-force'),
    (waiver) => waiver.policy,
  );
  const used = new Set<Waiver>();
  const judged = sortResults(results).map((result) => judge(result, active.get(result.policy) ?? [], options, used));
  return {
    results: judged,
    findings: judged.flatMap((one) => one.findings),
    waivers: {
      used: options.waivers.filter((waiver) => used.has(waiver)),
      unused: options.waivers.filter((waiver) => !used.has(waiver) && waiverState(waiver, options.now) !== 'expired'),
      expired: options.waivers.filter((waiver) => waiverState(waiver, options.now) === 'expired'),
    },
    diagnostics: describeWaivers(options.waivers, used, options.now),
  };
}

function sortResults(results: readonly Result[]): readonly Result[] {
  return [...results].sort((left, right) =>
    compareTexts(
      [left.policy, left.subject.id, left.subject.source.document],
      [right.policy, right.subject.id, right.subject.source.document],
    ),
  );
}

function judge(result: Result, waivers: readonly Waiver[], options: FindingOptions, used: Set<Waiver>): JudgedResult {
  if (result.verdict !== 'fail' && result.verdict !== 'waived')
    return { result, verdict: result.verdict, findings: [] };
  const denials = result.denials.length > 0 ? result.denials : [{ message: 'denied without a message', path: [] }];
  const findings = identify(result, denials).map((identified) => {
    const placed = place(result, identified);
    const known = [placed.fingerprint, ...(placed.previousFingerprint ? [placed.previousFingerprint] : [])];
    const finding = { ...placed, isInBase: known.some((one) => options.base?.has(one) === true) };
    if (result.verdict === 'waived') return { ...finding, status: 'waived' as const, waivedBecause: result.reason };
    const naming = waivers.filter((waiver) => isNamedBy(waiver, result.policy, result.subject, known));
    for (const waiver of naming) used.add(waiver);
    const waiver = naming[0];
    if (waiver !== undefined) return { ...finding, status: 'waived' as const, waiver, waivedBecause: waiver.reason };
    return finding.isInBase ? { ...finding, status: 'existing' as const } : finding;
  });
  const verdict: Verdict =
    result.verdict === 'waived' || (findings.length > 0 && findings.every((finding) => finding.status === 'waived'))
      ? 'waived'
      : 'fail';
  return { result, verdict, findings };
}

type Identified = {
  readonly denial: Denial;
  readonly fingerprint: Fingerprint;
  readonly previousFingerprint: Fingerprint | undefined;
};

/**
 * Gives each denial of a result its own fingerprint.
 * Denials that share a path are counted, so that one more than the base has is new; a document policy's denial that
 * blames no path is told apart by its message, since all of a file's denials would share one fingerprint.
 */
function identify(result: Result, denials: readonly Denial[]): readonly Identified[] {
  const { policy, subject } = result;
  const rows = denials.map((denial) => {
    const path = keyPath(denial.path, (at) => subject.contentKey(at));
    const wording = policy.startsWith('document/') && denial.path.length === 0 ? denial.message : '';
    return { denial, path, wording, key: JSON.stringify([path, wording]), text: formatPath(path) };
  });
  rows.sort((left, right) =>
    compareTexts([left.text, left.key, left.denial.message], [right.text, right.key, right.denial.message]),
  );
  const identified: Identified[] = [];
  let previous: (typeof rows)[number] | undefined;
  let repeats = 0;
  for (const row of rows) {
    const isSamePath = previous?.key === row.key;
    if (isSamePath && compareText(previous!.denial.message, row.denial.message) === 0) continue;
    repeats = isSamePath ? repeats + 1 : 0;
    previous = row;
    const rest = `${row.wording}${repeats === 0 ? '' : `#${repeats}`}`;
    identified.push({
      denial: row.denial,
      fingerprint: fingerprintOf({ policy, resource: subject.id, path: row.path, rest }),
      previousFingerprint:
        subject.previousId === undefined
          ? undefined
          : fingerprintOf({ policy, resource: subject.previousId, path: row.path, rest }),
    });
  }
  return identified;
}

function place(result: Result, identified: Identified): Finding {
  const { denial, fingerprint, previousFingerprint } = identified;
  return {
    policy: result.policy,
    severity: denial.severity ?? result.severity,
    denial,
    resource: result.subject.id,
    fingerprint,
    ...(previousFingerprint === undefined ? {} : { previousFingerprint }),
    status: 'new',
    isInBase: false,
    place: result.subject.locate(denial.path),
    modules: result.subject.source.modules.map((module) => module.address),
    ...callPlacesOf(result),
  };
}

function callPlacesOf({ subject }: Result): Pick<Finding, 'callPlaces'> {
  const callPlaces = subject.source.modules.map((module) => module.place);
  return callPlaces.some((one) => one !== undefined) ? { callPlaces } : {};
}
