import type { Diagnostic } from '../diagnostics/index.ts';
import type { Severity } from '../findings/index.ts';
import { EXIT_CODES, type Gate, type GateReason, type GateStatus } from './gate.ts';
import type { GateInput } from './input.ts';

/** Where several statuses hold, the first one is the gate's. */
export const PRECEDENCE = ['internal-error', 'bad-input', 'failed', 'indeterminate', 'passed'] as const;

const SEVERITY_ORDER = { low: 0, medium: 1, high: 2, critical: 3 } as const satisfies Record<Severity, number>;

/**
 * Decides a run.
 * Shape:  all reasons, grouped by precedence; `passed` reasons are notices and never alone make a gate pass that has others.
 * Errors: never; what went wrong is a reason.
 * INVARIANT: `passed` needs that everything read was judged, or that there was nothing to judge in a complete document.
 * Source: design 6.
 */
export function decideGate(input: GateInput): Gate {
  const reasons = [
    ...reasonsOfDiagnostics(input.diagnostics),
    ...reasonsOfFindings(input),
    ...reasonsOfVerdicts(input),
    ...reasonsOfPopulation(input),
    ...reasonsOfControls(input),
  ];
  const sorted = PRECEDENCE.flatMap((status) => reasons.filter((reason) => reason.status === status));
  const status = sorted[0]?.status ?? 'passed';
  return { status, exitCode: EXIT_CODES[status], reasons: sorted };
}

/** Builds the gate of a run that never got as far as a verdict, from its diagnostics alone. */
export function gateOfDiagnostics(diagnostics: readonly Diagnostic[]): Gate {
  const reasons = reasonsOfDiagnostics(diagnostics);
  const sorted = PRECEDENCE.flatMap((status) => reasons.filter((reason) => reason.status === status));
  const first = sorted[0] ?? { status: 'indeterminate', text: 'nothing was evaluated' };
  return { status: first.status, exitCode: EXIT_CODES[first.status], reasons: sorted.length > 0 ? sorted : [first] };
}

/** What an error means for the run: the default is that something given to us is wrong. */
function statusOfError(diagnostic: Diagnostic): GateStatus {
  const { code } = diagnostic;
  if (code === 'internal_error') return 'internal-error';
  if (/^(eval_|budget_|scan_)/.test(code)) return 'indeterminate';
  const indeterminate = ['plan_errored', 'plan_incomplete', 'mapper_failed', 'policy_none', 'input_nothing'];
  return indeterminate.includes(code) ? 'indeterminate' : 'bad-input';
}

function reasonsOfDiagnostics(diagnostics: readonly Diagnostic[]): readonly GateReason[] {
  const seen = new Set<string>();
  return diagnostics.flatMap((diagnostic) => {
    if (diagnostic.severity !== 'error') return [];
    const { place } = diagnostic;
    const where = place === undefined ? '' : `${place.file}:${place.row}:${place.col}: `;
    const text = `${where}${diagnostic.message}`;
    if (seen.has(text)) return [];
    seen.add(text);
    return [{ status: statusOfError(diagnostic), text }];
  });
}

function reasonsOfFindings({ findings, thresholds }: GateInput): readonly GateReason[] {
  const { failOn } = thresholds;
  const isGrave = (severity: Severity) => SEVERITY_ORDER[severity] >= SEVERITY_ORDER[failOn];
  const count = { failing: 0, below: 0, existing: 0, waived: 0 };
  for (const finding of findings)
    if (finding.status !== 'new') count[finding.status] += 1;
    else count[isGrave(finding.severity) ? 'failing' : 'below'] += 1;
  return [
    ...told('failed', count.failing, (number) => `${number} at or above severity ${failOn}`),
    ...told('passed', count.below, (number) => `${number} below severity ${failOn}`),
    ...told('passed', count.existing, (number) => `${number} already in the base`),
    ...told('passed', count.waived, (number) => `${number} waived`),
  ];
}

function told(status: GateStatus, count: number, say: (number: string) => string): readonly GateReason[] {
  return count === 0 ? [] : [{ status, text: say(counted(count, 'finding')) }];
}

function reasonsOfVerdicts({ results, thresholds }: GateInput): readonly GateReason[] {
  const { unknownBlocks } = thresholds;
  let errors = 0;
  let blocking = 0;
  let unknown = 0;
  for (const { verdict, result } of results) {
    if (verdict === 'error') errors += 1;
    if (verdict !== 'unknown') continue;
    const blocks = unknownBlocks !== undefined && SEVERITY_ORDER[result.severity] >= SEVERITY_ORDER[unknownBlocks];
    if (blocks) blocking += 1;
    else unknown += 1;
  }
  const reasons: GateReason[] = [];
  if (errors > 0)
    reasons.push({
      status: 'indeterminate',
      text: `${counted(errors, 'result')} could not be evaluated (verdict error)`,
    });
  if (blocking > 0)
    reasons.push({
      status: 'indeterminate',
      text: `${counted(blocking, 'result')} unknown at or above severity ${unknownBlocks}`,
    });
  if (unknown > 0) reasons.push({ status: 'passed', text: `${counted(unknown, 'result')} unknown` });
  return reasons;
}

function reasonsOfPopulation({ results, counts, thresholds, incomplete }: GateInput): readonly GateReason[] {
  const reasons: GateReason[] = incomplete.map(({ what, reason }) => ({
    status: 'indeterminate',
    text: `not all of ${what} was seen: ${reason}`,
  }));
  const applied = results.filter((one) => one.verdict !== 'not-applicable').length;
  const indeterminate = (text: string) => reasons.push({ status: 'indeterminate', text });
  if (counts.policies === 0) indeterminate('no policy was loaded, so nothing was judged');
  if (counts.documents === 0) indeterminate('nothing was evaluated: no document that can be judged was read');
  if (counts.policies === 0 || counts.documents === 0) return reasons;
  if (counts.resources === 0 && applied === 0)
    reasons.push({
      status: 'passed',
      text: `${counted(counts.documents, 'document')} without resources: nothing to judge`,
    });
  if (counts.resources > 0 && applied === 0)
    reasons.push({
      status: thresholds.allowUncovered ? 'passed' : 'indeterminate',
      text: `nothing was evaluated: no policy applies to ${theResources(counts.resources)}`,
    });
  else if (counts.uncovered > 0)
    reasons.push({ status: 'passed', text: `no policy applies to ${counted(counts.uncovered, 'resource')}` });
  return reasons;
}

function reasonsOfControls({ controls }: GateInput): readonly GateReason[] {
  const count = controls.filter((control) => control.status === 'not-supported').length;
  return count === 0 ? [] : [{ status: 'passed', text: `${counted(count, 'control')} not supported` }];
}

function theResources(count: number): string {
  return count === 1 ? 'the only resource' : `any of the ${count} resources`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
