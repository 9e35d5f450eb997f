import type { Assessment } from '../assessment.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { JudgedResult, Severity, Verdict, Waiver } from '../findings/index.ts';
import type { JsonPath, JsonValue } from '../inputs/index.ts';

/** One line of results.jsonl. */
export type ResultRecord = {
  readonly policy: string;
  readonly resource: string;
  readonly type: string;
  readonly document: string;
  readonly address: string;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly findings?: readonly FindingRecord[];
  readonly missing?: readonly JsonValue[];
  readonly diagnostics?: readonly Diagnostic[];
};

export type FindingRecord = {
  readonly message: string;
  readonly path: JsonPath;
  readonly severity: Severity;
  readonly fingerprint: string;
  readonly status: 'new' | 'existing' | 'waived';
  readonly place: string;
  readonly modules: readonly string[];
  readonly waiver?: Waiver;
  readonly waivedBecause?: string;
};

/**
 * What became of one thing of the population; every one is in exactly one state.
 * Shape: errored = some policy could not be evaluated on it; evaluated = judged by at least one; not-applicable = each policy
 *        said so; excluded = no policy applies.
 */
export type PopulationState = 'evaluated' | 'not-applicable' | 'excluded' | 'errored';

/** One line of population.jsonl. */
export type PopulationRecord = {
  readonly resource: string;
  readonly kind: 'resource' | 'document';
  readonly type: string;
  readonly document: string;
  readonly address: string;
  readonly state: PopulationState;
};

export type PopulationCounts = Readonly<Record<'total' | PopulationState, number>>;

/** The record of one result. */
export function resultRecord({ result, verdict, findings }: JudgedResult): ResultRecord {
  const { subject } = result;
  return {
    policy: result.policy,
    resource: subject.id,
    type: subject.type,
    document: subject.source.document,
    address: subject.source.address,
    severity: result.severity,
    verdict,
    ...(result.verdict === 'not-applicable' || result.verdict === 'waived' ? { reason: result.reason } : {}),
    ...(findings.length === 0
      ? {}
      : {
          findings: findings.map((finding) => ({
            message: finding.denial.message,
            path: finding.denial.path,
            severity: finding.severity,
            fingerprint: finding.fingerprint,
            status: finding.status,
            place: `${finding.place.file}:${finding.place.row}:${finding.place.col}`,
            modules: finding.modules,
            ...(finding.waiver === undefined ? {} : { waiver: finding.waiver }),
            ...(finding.waivedBecause === undefined ? {} : { waivedBecause: finding.waivedBecause }),
          })),
        }),
    ...(result.verdict === 'unknown' ? { missing: result.missing as unknown as readonly JsonValue[] } : {}),
    ...(result.verdict === 'error' ? { diagnostics: result.diagnostics } : {}),
  };
}

/** The population of a run: its resources, and the documents that document policies judged as a whole. */
export function populationOf(assessment: Assessment, results: readonly ResultRecord[]): readonly PopulationRecord[] {
  const states = statesOf(results);
  const rows = new Map<string, PopulationRecord>();
  for (const { id, type, source } of assessment.resources)
    rows.set(id, {
      resource: id,
      kind: 'resource',
      type,
      document: source.document,
      address: source.address,
      state: states.get(id) ?? 'excluded',
    });
  for (const { resource, type, document, address } of results)
    if (!rows.has(resource))
      rows.set(resource, { resource, kind: 'document', type, document, address, state: states.get(resource)! });
  return [...rows.values()].sort((left, right) => (left.resource < right.resource ? -1 : 1));
}

/** State of everything that has a result; what is not in here is excluded. */
export function statesOf(results: readonly ResultRecord[]): ReadonlyMap<string, PopulationState> {
  const states = new Map<string, PopulationState>();
  for (const { resource, verdict } of results) {
    const known = states.get(resource);
    if (verdict === 'error') states.set(resource, 'errored');
    else if (known === 'errored') continue;
    else if (verdict !== 'not-applicable') states.set(resource, 'evaluated');
    else if (known === undefined) states.set(resource, 'not-applicable');
  }
  return states;
}

/** INVARIANT: total = evaluated + not-applicable + excluded + errored. */
export function countPopulation(population: readonly Pick<PopulationRecord, 'state'>[]): PopulationCounts {
  const counts = { total: population.length, evaluated: 0, 'not-applicable': 0, excluded: 0, errored: 0 };
  for (const { state } of population) counts[state] += 1;
  return counts;
}

/** How often each verdict was given. */
export function countVerdicts(results: readonly Pick<ResultRecord, 'verdict'>[]): Readonly<Record<Verdict, number>> {
  const counts = { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0, waived: 0, error: 0 };
  for (const { verdict } of results) counts[verdict] += 1;
  return counts;
}
