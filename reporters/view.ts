import type { Assessment } from '../engine/assessment.ts';
import type { ControlResult, ControlStatus } from '../engine/controls/index.ts';
import {
  type BaseFinding,
  type Finding,
  formatPath,
  groupBy,
  type JudgedResult,
  type Severity,
  type Verdict,
} from '../engine/findings/index.ts';
import type { MissingValue } from '../engine/policies/index.ts';

type AssessedPolicy = Assessment['policies'][number];

/** Verdicts in the order in which every report shows them: what needs attention first. */
export const VERDICTS = ['fail', 'error', 'unknown', 'waived', 'pass', 'not-applicable'] as const satisfies Verdict[];

/** Control statuses, worst first. */
export const CONTROL_STATUSES = [
  'not-supported',
  'indeterminate',
  'waived',
  'supported',
  'no-resources',
  'not-automated',
] as const satisfies ControlStatus[];

/** Severities, gravest first. */
export const GRAVEST_FIRST = ['critical', 'high', 'medium', 'low'] as const satisfies Severity[];

export type Summary = {
  readonly documents: number;
  readonly resources: number;
  readonly policies: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
};

/** Counts what the run had and how each result came out. */
export function summarize(assessment: Assessment): Summary {
  const verdicts = { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0, waived: 0, error: 0 };
  for (const { verdict } of assessment.results) verdicts[verdict] += 1;
  const { documents, resources, policies } = assessment;
  return { documents: documents.length, resources: resources.length, policies: policies.length, verdicts };
}

/** Whether `new` and `existing` mean anything in this run. */
export function hasBase(assessment: Assessment): boolean {
  return assessment.hasBase ?? assessment.findings.some((finding) => finding.isInBase);
}

/** What became of the base's findings that this run has not, in lines of one shape for every report. */
export function goneOf({ comparison }: Assessment): {
  readonly fixed: readonly GoneFinding[];
  readonly unjudged: readonly GoneFinding[];
} {
  const fixed = (comparison?.fixed ?? []).map((finding) => {
    return { finding, why: finding.now === 'gone' ? 'its resource is gone' : `verdict ${finding.now} now` };
  });
  return { fixed, unjudged: (comparison?.unjudged ?? []).map((finding) => ({ finding, why: finding.reason })) };
}

/** What in configuration, waivers and policies differs from what is trusted; every report for people says it first. */
export function changedOf({ diagnostics }: Assessment): readonly string[] {
  return diagnostics.filter(({ code }) => code === 'config_changed').map(({ message }) => message);
}

export type GoneFinding = { readonly finding: BaseFinding; readonly why: string };

/** The policies of a run by id. */
export function policiesById(assessment: Assessment): ReadonlyMap<string, AssessedPolicy> {
  return new Map(assessment.policies.map((policy) => [policy.id, policy]));
}

/** Why a result has its verdict, in one line; undefined where its findings say it, and for `pass`. */
export function reasonOf({ result, verdict }: JudgedResult): string | undefined {
  if (result.verdict === 'not-applicable') return result.reason;
  if (result.verdict === 'waived') return result.reason;
  if (result.verdict === 'error') return result.diagnostics.map((one) => `${one.code}: ${one.message}`).join('; ');
  if (result.verdict !== 'unknown' || verdict !== 'unknown') return undefined;
  return reasonsOf(result.missing);
}

function reasonsOf(missing: readonly MissingValue[]): string {
  return [...new Set(missing.map((one) => MISSING_REASONS.get(one.reason) ?? one.reason))].sort().join('; ');
}

/** What is not known of a result: all that an unknown one waits for, and what may add to a failing one. */
export function missingIn({ result }: JudgedResult): readonly MissingValue[] | undefined {
  return result.verdict === 'unknown' || result.verdict === 'fail' ? result.missing : undefined;
}

const MISSING_REASONS: ReadonlyMap<string, string> = new Map([
  ['after-apply', 'known after apply'],
  ['outside-plan', 'outside this plan'],
  ['ambiguous', 'more than one value is possible'],
  ['not-reported', 'not reported by the source'],
  ['unresolved', 'cannot be resolved'],
]);

/** Paths and deciding resources of what is not known of a result, sorted and without repeats. */
export function missingOf(judged: JudgedResult): {
  readonly paths: readonly string[];
  readonly decidedBy: readonly string[];
} {
  const missing = missingIn(judged) ?? [];
  return {
    paths: [...new Set(missing.map((one) => formatPath(one.path) || '(all)'))].sort(),
    decidedBy: [...new Set(missing.flatMap((one) => one.decidedBy))].sort(),
  };
}

/** One line on what an unknown result waits for, or what may add to a failing one. */
export function describeMissing(judged: JudgedResult): string {
  const { paths, decidedBy } = missingOf(judged);
  const by = decidedBy.length === 0 ? '' : `, decided by ${decidedBy.join(', ')}`;
  return `${paths.join(', ')} (${reasonsOf(missingIn(judged) ?? []) || 'unknown'})${by}`;
}

/** Path of a finding as people read it. */
export function pathOf(finding: Finding): string {
  return formatPath(finding.denial.path);
}

export type FrameworkView = {
  readonly name: string;
  readonly title: string;
  readonly controls: readonly ControlResult[];
  readonly counts: readonly { readonly status: ControlStatus; readonly count: number }[];
};

/** Controls by framework, with a count of each status that occurs. */
export function frameworksOf(assessment: Assessment): readonly FrameworkView[] {
  const groups = groupBy(assessment.controls, (control) => `${control.framework}/${control.version}`);
  return [...groups].map(([name, controls]) => {
    const catalog = assessment.catalogs.find((one) => `${one.framework}/${one.version}` === name);
    const counts = CONTROL_STATUSES.map((status) => ({
      status,
      count: controls.filter((control) => control.status === status).length,
    })).filter(({ count }) => count > 0);
    return { name, title: catalog?.title ?? name, controls, counts };
  });
}

/** `1 resource`, `2 resources`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Whether text is a link that a report may carry. */
export function isWebLink(text: string): boolean {
  return /^https?:\/\/[^\s"'<>\\^`{|}]+$/.test(text) && URL.canParse(text);
}

/** The module calls that lead to a finding's resource, outermost first, each with its place where that is known. */
export function callsOf({ modules, callPlaces = [] }: Finding): readonly string[] {
  return modules.map((module, index) => {
    const place = callPlaces[index];
    return place === undefined ? module : `${module} (${place.file}:${place.row}:${place.col})`;
  });
}
