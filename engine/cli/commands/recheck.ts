import type { Assessment } from '../../assessment.ts';
import type { Verdict } from '../../findings/index.ts';
import { EXIT_CODES } from '../../gate/index.ts';
import { parseInputs } from '../../inputs/index.ts';
import { extractResources, type Resource } from '../../resources/index.ts';
import { type EarlierAssessment, type EarlierResult, readEarlier, unchangedPlans } from '../earlier-assessment.ts';
import { judge } from '../judge.ts';
import type { JudgingOptions } from '../judging.ts';
import { readInputs } from '../read-inputs.ts';
import { createLinks, type Link } from '../recheck-links.ts';
import { readSources } from '../source-root.ts';
import { printDiagnostics, type Terminal, write } from '../terminal.ts';
import { UsageError } from '../usage.ts';

type RecheckOptions = JudgingOptions & {
  readonly plan?: string;
  readonly state?: string;
  readonly live?: string;
  readonly json?: boolean;
};

/**
 * One result of the earlier run: its verdict then and now; `not-found` where nothing gives one now, with the reason.
 * `foundAs` is the resource's id now, where that is another than then, and `by` is what told so.
 */
type Rechecked = {
  readonly policy: string;
  readonly resource: string;
  readonly before: string;
  readonly now: Verdict | 'not-found';
  readonly foundAs?: string;
  readonly by?: string;
  readonly reason?: string;
};

/**
 * `probity recheck ASSESSMENT --plan FILE | --state FILE | --live FILE`: says what became of the unknown results of an
 * earlier run, and which certain ones are others now.
 * Shape:  the gate's exit code of the new verdicts; 3 where it passes and a result is still unknown or not found.
 *         A result is found again by its policy and its resource: by id, by the id before a move, by address; a live item
 *         by what `--plan`, `--state` or the unchanged plan of the earlier run tells of its ARN, id or name. No link, no
 *         verdict.
 * Errors: `UsageError` when the assessment is none, or not exactly one thing to judge is given.
 */
export async function recheck(assessmentFile: string, options: object, terminal: Terminal): Promise<number> {
  const wanted = options as RecheckOptions;
  const { plan, state, live } = wanted;
  const judged = live ?? state ?? plan;
  if (judged === undefined || (live === undefined && plan !== undefined && state !== undefined)) {
    const hint = 'type for instance `--state state.json`; with `--live` the others only tell what things are called';
    throw UsageError.of('give one of `--plan`, `--state` and `--live`', hint);
  }
  const earlier = readEarlier(assessmentFile, terminal);
  const inputs = await readInputs([judged], terminal);
  const { sources, diagnostics } = readSources({ cwd: terminal.cwd, named: undefined, documents: inputs.files });
  const gathered = { ...inputs, diagnostics: [...inputs.diagnostics, ...diagnostics], sources };
  const { assessment } = await judge({ ...gathered, base: undefined, coverage: [], incomplete: [] }, wanted, terminal);
  await printDiagnostics(terminal, assessment.diagnostics);
  requireKind(assessment, wanted, judged);
  const known = live === undefined ? [] : await knownResources(earlier, [plan, state], terminal);
  const rows = compare(earlier.results, assessment, createLinks(assessment.resources, known));
  const { gate, run } = assessment;
  const isOpen = rows.some(({ now }) => now === 'unknown' || now === 'not-found' || now === 'error');
  const exitCode = gate.exitCode === 0 && isOpen ? EXIT_CODES.indeterminate : gate.exitCode;
  if (wanted.json === true) {
    const documents = assessment.documents.map(({ path, kind, digest }) => ({ path, kind, digest }));
    const told = { now: run.now, bundle: run.bundle, documents, gate: { ...gate, exitCode }, results: rows };
    await write(terminal.stdout, [`${JSON.stringify(told, null, 2)}\n`]);
  } else await write(terminal.stdout, [...rows.map(line), ...summary(rows, gate)]);
  return exitCode;
}

/** A state that is given as a plan, or the other way round, would be judged as what it is not. */
function requireKind({ documents }: Assessment, { live, state }: RecheckOptions, file: string): void {
  if (live !== undefined || documents.length === 0) return;
  const isState = documents.every(({ kind }) => kind === 'terraform-state');
  if (state !== undefined && !isState)
    throw UsageError.of(`\`${file}\` is no Terraform state`, 'type `--plan` for a plan, `--live` for live items');
  if (state === undefined && isState) throw UsageError.of(`\`${file}\` is a Terraform state`, 'type `--state`');
}

/** The resources of plans and states as the earlier run called them, to tell what they are called in the account. */
async function knownResources(
  earlier: EarlierAssessment,
  named: readonly (string | undefined)[],
  terminal: Terminal,
): Promise<readonly Resource[]> {
  const paths = named.filter((path) => path !== undefined);
  const given = paths.length === 0 ? undefined : await readInputs(paths, terminal);
  await printDiagnostics(terminal, given?.diagnostics ?? []);
  const states = given?.files ?? unchangedPlans(earlier, terminal);
  const found = new Map<string, Resource>();
  for (const file of states) {
    const { documents } = parseInputs([file]);
    const isKnown = ({ kind }: { readonly kind: string }) => kind === 'terraform-plan' || kind === 'terraform-state';
    const { resources } = extractResources(documents.filter(isKnown), { scope: earlier.scope });
    // A state knows more than a plan: ids that only apply made.
    for (const one of resources)
      if (!found.has(one.id) || one.source.kind === 'terraform-state') found.set(one.id, one);
  }
  return [...found.values()];
}

function compare(
  earlier: readonly EarlierResult[],
  { results }: Assessment,
  linkOf: (id: string, address: string | undefined) => Link,
): readonly Rechecked[] {
  const verdicts = new Map<string, Verdict>();
  for (const { result, verdict } of results) verdicts.set(JSON.stringify([result.policy, result.subject.id]), verdict);
  return earlier.flatMap(({ policy, resource, verdict: before, address }): Rechecked[] => {
    const link = linkOf(resource, address);
    const row = { policy, resource, before };
    if (link.kind === 'none') return before === 'unknown' ? [{ ...row, now: 'not-found', reason: link.reason }] : [];
    const now = verdicts.get(JSON.stringify([policy, link.id]));
    const where = link.id === resource ? {} : { foundAs: link.id, by: link.by };
    if (before !== 'unknown') return now === undefined || now === before ? [] : [{ ...row, now, ...where }];
    if (now !== undefined) return [{ ...row, now, ...where }];
    return [{ ...row, now: 'not-found', ...where, reason: 'the policy gives no verdict on it now' }];
  });
}

const clean = (text: string) => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');

function line({ before, now, policy, resource, foundAs, by, reason }: Rechecked): string {
  const more = reason !== undefined ? ` (${reason})` : foundAs === undefined ? '' : ` (now ${foundAs}, by its ${by})`;
  return clean(`${before} -> ${now.padEnd(14)}  ${policy}  ${resource}${more}`).concat('\n');
}

function summary(rows: readonly Rechecked[], gate: Assessment['gate']): readonly string[] {
  const unknown = rows.filter(({ before }) => before === 'unknown');
  const open = unknown.filter(({ now }) => now === 'unknown' || now === 'not-found').length;
  const changed = rows.length - unknown.length;
  return [
    `${unknown.length - open} of ${unknown.length} unknown results are closed\n`,
    ...(changed === 0 ? [] : [`${changed} other results have another verdict now\n`]),
    ...gate.reasons.map(({ status, text }) => `  ${status === 'passed' ? 'notice' : status}: ${clean(text)}\n`),
  ];
}
