import type { Verdict } from '../policies/index.ts';
import type { CollectedFindings, Finding, Fingerprint, JudgedResult } from './finding.ts';
import { parseFingerprint } from './fingerprint.ts';
import { groupBy } from './group.ts';
import { compareTexts } from './order.ts';

/** A finding as a base remembers it. `path` is that of the denial then; an old base may hold a bare fingerprint. */
export type BaseFinding = {
  readonly fingerprint: Fingerprint;
  readonly policy: string;
  readonly resource: string;
  readonly path: readonly (string | number)[];
  readonly message: string;
};

/**
 * What was there before: the findings of an earlier run, of a baseline, or of another plan; none that was waived.
 * Shape: `bundle` is the digest of the policies that made it, undefined where it does not say.
 */
export type Base = {
  readonly source: string;
  readonly bundle: string | undefined;
  readonly findings: readonly BaseFinding[];
};

/**
 * A finding of the base that is gone.
 * Shape: `now` is the verdict of its policy on its resource in this run, `gone` where the resource is there no more.
 */
export type FixedFinding = BaseFinding & { readonly now: Verdict | 'gone' };

/** What a run makes of its base. `unjudged` are findings of the base of which this run cannot tell whether they are gone. */
export type Comparison = {
  readonly source: string;
  readonly bundle: string | undefined;
  readonly fixed: readonly FixedFinding[];
  readonly unjudged: readonly (BaseFinding & { readonly reason: string })[];
};

/** What a run saw, as far as it tells a finding that is gone from one that was not looked at. */
export type Seen = {
  /** Ids of the policies that could run. */
  readonly policies: readonly string[];
  /** Whether everything that was asked for was read; a resource that is missing then is gone. */
  readonly isComplete: boolean;
};

/**
 * Finds what the base had and this run has no more.
 * Shape:  sorted by policy, resource and fingerprint.
 * INVARIANT: a finding is fixed only where its policy ran and gave a verdict, or where its resource is gone from a run that
 *            read everything; an unknown or erring result never fixes anything.
 */
export function compareWithBase(base: Base, collected: CollectedFindings, seen: Seen): Comparison {
  const here = new Set<string>();
  for (const { fingerprint, previousFingerprint } of collected.findings) {
    here.add(fingerprint);
    if (previousFingerprint !== undefined) here.add(previousFingerprint);
  }
  const policies = new Set(seen.policies);
  const verdicts = verdictsByResource(collected.results);
  const fixed: FixedFinding[] = [];
  const unjudged: (BaseFinding & { reason: string })[] = [];
  for (const finding of sortBase(base.findings)) {
    if (here.has(finding.fingerprint)) continue;
    const now = verdicts.get(JSON.stringify([finding.policy, finding.resource])) ?? [];
    const open = now.find((verdict) => verdict === 'unknown' || verdict === 'error');
    if (open !== undefined) unjudged.push({ ...finding, reason: `its verdict is ${open} now` });
    else if (now.length > 0) fixed.push({ ...finding, now: now.find((one) => one !== 'pass') ?? 'pass' });
    else if (!policies.has(finding.policy))
      unjudged.push({ ...finding, reason: 'its policy was not part of this run' });
    else if (!seen.isComplete) unjudged.push({ ...finding, reason: 'not everything was read in this run' });
    else fixed.push({ ...finding, now: 'gone' });
  }
  return { source: base.source, bundle: base.bundle, fixed, unjudged };
}

function verdictsByResource(results: readonly JudgedResult[]): ReadonlyMap<string, readonly Verdict[]> {
  const rows = results.flatMap(({ result, verdict }) => {
    const { id, previousId } = result.subject;
    const ids = previousId === undefined ? [id] : [id, previousId];
    return ids.map((one) => ({ key: JSON.stringify([result.policy, one]), verdict }));
  });
  const groups = groupBy(rows, (row) => row.key);
  return new Map([...groups].map(([key, group]) => [key, group.map((row) => row.verdict)]));
}

function sortBase(findings: readonly BaseFinding[]): readonly BaseFinding[] {
  return [...findings].sort((left, right) =>
    compareTexts(
      [left.policy, left.resource, JSON.stringify(left.path), left.fingerprint],
      [right.policy, right.resource, JSON.stringify(right.path), right.fingerprint],
    ),
  );
}

/** What a base keeps of this run: every finding that is not waived, sorted, each once. */
export function baseFindingsOf(findings: readonly Finding[]): readonly BaseFinding[] {
  const byFingerprint = new Map<string, BaseFinding>();
  for (const { fingerprint, policy, resource, denial, status } of findings) {
    if (status === 'waived' || byFingerprint.has(fingerprint)) continue;
    byFingerprint.set(fingerprint, { fingerprint, policy, resource, path: denial.path, message: denial.message });
  }
  return sortBase([...byFingerprint.values()]);
}

/** A base that was read, or why a text is none; `undefined` kind means that it is neither of the two formats. */
export type ParsedBase =
  | { readonly kind: 'base'; readonly base: Base }
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'other' };

/**
 * Reads an earlier run's JSON report or a baseline.
 * Shape:  `source` is the name to print for it.
 * Errors: `invalid` for a text of one of the two formats that holds something else; never throws.
 */
export function parseBase(text: string, source: string): ParsedBase {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'other' };
  }
  if (!isObject(value)) return { kind: 'other' };
  if (Object.hasOwn(value, 'baselineVersion')) return parseBaseline(value, source);
  if (!Object.hasOwn(value, 'schemaVersion') || !Array.isArray(value.results)) return { kind: 'other' };
  const run = value.run;
  const bundle = isObject(run) && typeof run.bundle === 'string' ? run.bundle : undefined;
  const findings = value.results.flatMap((result: unknown): readonly BaseFinding[] => {
    if (!isObject(result) || !Array.isArray(result.findings)) return [];
    return result.findings.flatMap((finding: unknown) => {
      if (!isObject(finding) || finding.status === 'waived') return [];
      const read = readFinding({ ...finding, policy: result.policy, resource: result.resource });
      return read === undefined ? [] : [read];
    });
  });
  return { kind: 'base', base: { source, bundle, findings } };
}

function parseBaseline(value: Readonly<Record<string, unknown>>, source: string): ParsedBase {
  const version = String(value.baselineVersion);
  if (!/^1\.\d+\.\d+$/.test(version))
    return { kind: 'invalid', message: `its baselineVersion is \`${version.slice(0, 40)}\`, this engine reads 1.x` };
  if (!Array.isArray(value.findings)) return { kind: 'invalid', message: 'it has no list `findings`' };
  const findings: BaseFinding[] = [];
  for (const [index, row] of value.findings.entries()) {
    const finding = isObject(row) ? readFinding(row) : undefined;
    if (finding === undefined) return { kind: 'invalid', message: `\`findings[${index}]\` is no finding` };
    findings.push(finding);
  }
  const bundle = typeof value.bundle === 'string' ? value.bundle : undefined;
  return { kind: 'base', base: { source, bundle, findings } };
}

function readFinding(row: Readonly<Record<string, unknown>>): BaseFinding | undefined {
  const { policy, resource, message, path } = row;
  const fingerprint = typeof row.fingerprint === 'string' ? parseFingerprint(row.fingerprint) : undefined;
  if (fingerprint === undefined || typeof policy !== 'string' || typeof resource !== 'string') return undefined;
  const steps = Array.isArray(path) ? path : [];
  if (!steps.every((step) => typeof step === 'string' || typeof step === 'number')) return undefined;
  return { fingerprint, policy, resource, path: steps, message: typeof message === 'string' ? message : '' };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const BASELINE_VERSION = '1.0.0';

/**
 * Writes a baseline: what `--base` reads, and small enough to be kept beside the code.
 * Shape:  as `baseline.schema.json` describes; one finding a line, so that changes of it can be read.
 */
export function renderBaseline(bundle: string, findings: readonly Finding[]): string {
  const rows = baseFindingsOf(findings).map(({ fingerprint, policy, resource, path, message }) =>
    JSON.stringify({ policy, resource, path, message, fingerprint }),
  );
  const list = rows.length === 0 ? '[]' : `[\n    ${rows.join(',\n    ')}\n  ]`;
  return `{\n  "baselineVersion": "${BASELINE_VERSION}",\n  "bundle": ${JSON.stringify(bundle)},\n  "findings": ${list}\n}\n`;
}
