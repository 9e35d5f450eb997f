import { compareText, groupBy, type JudgedResult } from '../findings/index.ts';
import type { PolicyId, Verdict } from '../policies/index.ts';
import type { Catalog, Control, ControlResult, ControlStatus, MappingRow } from './control.ts';
import { STRENGTHS } from './control.ts';

export type VerdictCounts = Readonly<Record<Verdict, number>>;

/** What became of one policy in a run. `incomplete` says why what it had to see may not be all there is. */
export type PolicyOutcome = { readonly counts: VerdictCounts; readonly incomplete?: string };

/** The policies that ran, and the types of resources that are known to be incomplete; type `*` means any. */
export type ControlOptions = {
  readonly policies: readonly {
    readonly id: PolicyId;
    readonly metadata: { readonly resourceTypes: readonly string[] };
  }[];
  readonly incomplete: readonly { readonly type: string; readonly reason: string }[];
};

const NONE: VerdictCounts = { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0, waived: 0, error: 0 };

/**
 * Gives every control of every catalog its status.
 * Shape:  catalogs in the order given, controls in the order of their catalog.
 * INVARIANT: a mapped policy that did not run makes its control indeterminate, never supported.
 * Source: design 5.
 */
export function assessControls(
  catalogs: readonly Catalog[],
  results: readonly JudgedResult[],
  options: ControlOptions,
): readonly ControlResult[] {
  return assessOutcomes(catalogs, outcomesOf(results, options));
}

/** Counts the verdicts of each policy that ran; a policy without results is there with zeros. */
export function outcomesOf(
  results: readonly { readonly verdict: Verdict; readonly result: { readonly policy: string } }[],
  options: ControlOptions,
): ReadonlyMap<string, PolicyOutcome> {
  const counts = new Map<string, Record<Verdict, number>>();
  for (const policy of options.policies) counts.set(policy.id, { ...NONE });
  for (const { verdict, result } of results) {
    const count = counts.get(result.policy) ?? { ...NONE };
    count[verdict] += 1;
    counts.set(result.policy, count);
  }
  const incomplete = new Map(options.incomplete.map((one) => [one.type, one.reason]));
  const types = new Map(options.policies.map((policy) => [policy.id as string, policy.metadata.resourceTypes]));
  const outcomes = new Map<string, PolicyOutcome>();
  for (const [id, count] of counts) {
    const reasons = ['*', ...(types.get(id) ?? [])].flatMap((type) => incomplete.get(type) ?? []);
    outcomes.set(id, { counts: count, ...(reasons[0] === undefined ? {} : { incomplete: reasons[0] }) });
  }
  return outcomes;
}

/** The rule of `assessControls` alone: outcomes by policy id to statuses. Verification of evidence uses it again. */
export function assessOutcomes(
  catalogs: readonly Catalog[],
  outcomes: ReadonlyMap<string, PolicyOutcome>,
): readonly ControlResult[] {
  return catalogs.flatMap((catalog) => {
    const rows = groupBy(catalog.mapping, (row) => row.control as string);
    return catalog.controls.map((control) => assessControl(catalog, control, rows.get(control.id) ?? [], outcomes));
  });
}

function assessControl(
  catalog: Catalog,
  control: Control,
  rows: readonly MappingRow[],
  outcomes: ReadonlyMap<string, PolicyOutcome>,
): ControlResult {
  const policies = [...new Set(rows.flatMap((row) => row.policies))].sort(compareText);
  const counts = { ...NONE } as Record<Verdict, number>;
  for (const id of policies)
    for (const [verdict, count] of Object.entries(outcomes.get(id)?.counts ?? NONE))
      counts[verdict as Verdict] += count;
  const { status, reason } = judge(control, policies, counts, outcomes);
  const strength = STRENGTHS.find((one) => rows.some((row) => row.strength === one));
  return {
    framework: catalog.framework,
    version: catalog.version,
    control: control.id,
    title: control.title,
    group: control.group,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(strength === undefined ? {} : { strength }),
    ...(control.alsoNeeded === undefined ? {} : { alsoNeeded: control.alsoNeeded }),
    policies,
    counts,
  };
}

type Judgement = { readonly status: ControlStatus; readonly reason?: string };

/** Worst first: a finding, then whatever could not be told, then a waiver; only then what passed counts. */
function judge(
  control: Control,
  policies: readonly PolicyId[],
  counts: VerdictCounts,
  outcomes: ReadonlyMap<string, PolicyOutcome>,
): Judgement {
  if (policies.length === 0)
    return { status: 'not-automated', reason: control.notAutomated ?? 'no policy is mapped to this control' };
  if (counts.fail > 0) return { status: 'not-supported' };
  if (counts.error > 0) return { status: 'indeterminate', reason: tell(counts.error, 'could not be evaluated') };
  if (counts.unknown > 0) return { status: 'indeterminate', reason: tell(counts.unknown, 'not known before apply') };
  const absent = policies.filter((id) => !outcomes.has(id));
  if (absent.length > 0)
    return { status: 'indeterminate', reason: `${absent.length} of ${policies.length} mapped policies did not run` };
  const incomplete = policies.map((id) => outcomes.get(id)?.incomplete).find((reason) => reason !== undefined);
  if (incomplete !== undefined) return { status: 'indeterminate', reason: incomplete };
  if (counts.waived > 0) return { status: 'waived' };
  if (counts.pass > 0) return { status: 'supported' };
  return { status: 'no-resources', reason: 'nothing in this run to which a mapped policy applies' };
}

function tell(count: number, what: string): string {
  return `${count} result${count === 1 ? '' : 's'} ${what}`;
}
