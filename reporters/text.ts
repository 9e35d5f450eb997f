import type { Assessment } from '../engine/assessment.ts';
import { renderDiagnostic } from '../engine/diagnostics/index.ts';
import { type Finding, groupBy, type JudgedResult, type Verdict } from '../engine/findings/index.ts';
import { cleanLine } from './escape.ts';
import type { Reporter, ReporterOptions } from './types.ts';
import {
  callsOf,
  changedOf,
  counted,
  describeMissing,
  frameworksOf,
  type GoneFinding,
  goneOf,
  hasBase,
  missingIn,
  pathOf,
  policiesById,
  reasonOf,
  summarize,
  VERDICTS,
} from './view.ts';

type Style = 'red' | 'magenta' | 'yellow' | 'green' | 'blue' | 'dim' | 'bold';
type TextOptions = ReporterOptions & { readonly isCompared: boolean };
type Paint = (style: Style, text: string) => string;

const CODES = { red: 31, magenta: 35, yellow: 33, green: 32, blue: 34, dim: 2, bold: 1 } as const satisfies Record<
  Style,
  number
>;

const VERDICT_STYLES = {
  fail: 'red',
  error: 'magenta',
  unknown: 'yellow',
  waived: 'blue',
  pass: 'green',
  'not-applicable': 'dim',
} as const satisfies Record<Verdict, Style>;

/** Lists that only repeat what a reader has understood are cut here; findings and errors never are. */
const LONG_LIST = 8;

/**
 * The report for people at a terminal or in a log.
 * Shape: resources that need attention with their verdicts, counts, controls, what was not checked, notices, and the
 *        gate with its reasons last, where the eye ends.
 */
export const renderText: Reporter = function* (assessment, options) {
  const paint: Paint = (style, text) => (options.colour ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text);
  yield* renderList('Differs from what is trusted', changedOf(assessment).map(cleanLine), changedOf(assessment).length);
  yield* renderResources(assessment, { ...options, isCompared: hasBase(assessment) }, paint);
  const { verdicts, ...counts } = summarize(assessment);
  const judged = [counted(counts.documents, 'document'), counted(counts.resources, 'resource')].join(', ');
  const policies = counts.policies === 1 ? '1 policy' : `${counts.policies} policies`;
  yield `Judged    ${judged}, ${policies}\n`;
  yield `Verdicts  ${VERDICTS.map((verdict) => paint(verdicts[verdict] === 0 ? 'dim' : VERDICT_STYLES[verdict], `${verdicts[verdict]} ${verdict}`)).join(', ')}\n`;
  for (const { name, counts: statuses } of frameworksOf(assessment))
    yield `Controls  ${cleanLine(name)}: ${statuses.map(({ status, count }) => `${count} ${status}`).join(', ')}\n`;
  yield* renderGone(assessment);
  const others = assessment.diagnostics.filter(({ code }) => code !== 'config_changed');
  yield* renderList(
    'Not checked',
    assessment.notChecked.map(({ what, reason }) => `${cleanLine(what)}: ${cleanLine(reason)}`),
  );
  yield* renderList(
    'Notices and errors',
    others.map((diagnostic) => cleanLine(renderDiagnostic(diagnostic).split('\n')[0]!)),
    others.filter((diagnostic) => diagnostic.severity === 'error').length,
  );
  const { gate } = assessment;
  const style = gate.exitCode === 0 ? 'green' : gate.status === 'indeterminate' ? 'yellow' : 'red';
  yield `${paint('bold', 'Gate')}      ${paint(style, gate.status)} (exit code ${gate.exitCode})\n`;
  for (const reason of gate.reasons) {
    const isNotice = reason.status === 'passed' && gate.reasons.some((one) => one.status !== 'passed');
    yield `  ${paint(isNotice ? 'dim' : 'bold', reason.status === 'passed' ? 'notice' : reason.status)}: ${cleanLine(reason.text)}\n`;
  }
};

function* renderResources(assessment: Assessment, options: TextOptions, paint: Paint): Iterable<string> {
  const policies = policiesById(assessment);
  const shown = assessment.results.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable');
  const groups = groupBy(shown, ({ result }) => result.subject.id as string);
  const told = new Set<string>();
  for (const id of [...groups.keys()].sort()) {
    const group = groups.get(id)!;
    const { subject } = group[0]!.result;
    const place = subject.locate([]);
    const where = group.some((judged) => judged.findings.length > 0) ? '' : `  ${place.file}:${place.row}:${place.col}`;
    const kind = cleanLine(`${subject.type}${where}`);
    yield `${paint('bold', cleanLine(subject.source.address || id))}  ${paint('dim', kind)}\n`;
    for (const verdict of VERDICTS)
      for (const judged of group.filter((one) => one.verdict === verdict)) {
        yield* renderJudged(judged, options, paint);
        const fix = policies.get(judged.result.policy)?.metadata.remediation.text;
        if (verdict !== 'fail' || !fix || told.has(judged.result.policy)) continue;
        told.add(judged.result.policy);
        yield paint('dim', `           fix: ${shorten(cleanLine(fix), options.columns - 16)}`);
        yield '\n';
      }
    yield '\n';
  }
}

function* renderJudged(judged: JudgedResult, options: TextOptions, paint: Paint): Iterable<string> {
  const { result, verdict, findings } = judged;
  const head = (label: Verdict) => `  ${paint(VERDICT_STYLES[label], label.padEnd(7))}  `;
  const policy = cleanLine(result.policy);
  if (verdict === 'unknown')
    yield `${head(verdict)}${result.severity.padEnd(8)}  ${policy}: ${cleanLine(describeMissing(judged))}\n`;
  else if (verdict === 'error')
    yield `${head(verdict)}${result.severity.padEnd(8)}  ${policy}: ${cleanLine(reasonOf(judged) ?? '')}\n`;
  else {
    for (const finding of findings) yield `${renderFinding(finding, policy, options, head)}\n`;
    if (missingIn(judged) !== undefined)
      yield `${head('unknown')}${result.severity.padEnd(8)}  ${policy}: fails in any case; more may come by ${cleanLine(describeMissing(judged))}\n`;
  }
}

function renderFinding(
  finding: Finding,
  policy: string,
  options: TextOptions,
  head: (verdict: Verdict) => string,
): string {
  const path = pathOf(finding);
  const { place } = finding;
  const parts = [
    `${head(finding.status === 'waived' ? 'waived' : 'fail')}${finding.severity.padEnd(8)}  ${policy}: ${cleanLine(finding.denial.message)}`,
    ...(path === '' ? [] : [`at ${cleanLine(path)}`]),
    `${cleanLine(place.file)}:${place.row}:${place.col}`,
    ...(finding.modules.length === 0 ? [] : [`via ${callsOf(finding).map(cleanLine).join(' > ')}`]),
  ];
  if (finding.status === 'waived') {
    const { waiver } = finding;
    const until =
      waiver === undefined ? '' : ` until ${cleanLine(waiver.expires)}, approved by ${cleanLine(waiver.approver)}`;
    parts.push(`[waived${until}: ${cleanLine(finding.waivedBecause ?? '')}]`);
  } else if (options.isCompared) parts.push(`[${finding.status}]`);
  return parts.join('  ');
}

/** Against a base: how many findings are new, existing and fixed, and which are gone. */
function* renderGone(assessment: Assessment): Iterable<string> {
  if (assessment.comparison === undefined) return;
  const { fixed, unjudged } = goneOf(assessment);
  const count = (status: Finding['status']) => assessment.findings.filter((one) => one.status === status).length;
  const open = unjudged.length === 0 ? '' : `, ${unjudged.length} not judged`;
  yield `Base      ${cleanLine(assessment.comparison.source)}: ${count('new')} new, ${count('existing')} existing, ${fixed.length} fixed${open}\n`;
  const line = ({ finding, why }: GoneFinding) =>
    `${cleanLine(finding.policy)}: ${cleanLine(finding.resource)}: ${cleanLine(finding.message)} (${cleanLine(why)})`;
  yield* renderList('Fixed', fixed.map(line));
  yield* renderList('In the base, and not judged now', unjudged.map(line));
}

function* renderList(title: string, items: readonly string[], atLeast = 0): Iterable<string> {
  if (items.length === 0) return;
  const count = items.length <= LONG_LIST + 1 ? items.length : Math.max(LONG_LIST, atLeast);
  yield `${title}\n`;
  for (const item of items.slice(0, count)) yield `  - ${item}\n`;
  if (count < items.length)
    yield `  - and ${items.length - count} more; all of them are in \`--format json\` or \`html\`\n`;
}

function shorten(text: string, width: number): string {
  const room = Math.max(40, width);
  return text.length <= room ? text : `${text.slice(0, room - 3)}...`;
}
