import type { Assessment } from '../engine/assessment.ts';
import type { Finding, JudgedResult } from '../engine/findings/index.ts';
import { codeSpan, escapeMarkdown, escapeXml } from './escape.ts';
import type { Reporter } from './types.ts';
import {
  changedOf,
  counted,
  describeMissing,
  frameworksOf,
  type GoneFinding,
  GRAVEST_FIRST,
  goneOf,
  hasBase,
  isWebLink,
  pathOf,
  policiesById,
  reasonOf,
  summarize,
  VERDICTS,
} from './view.ts';

/** Comments of pull requests hold 65,536 characters on GitHub; the rest is kept for the words around ours. */
const MAXIMUM_LENGTH = 60_000;

/** First line, by which a bot finds the comment that it wrote before. */
export const MARKDOWN_MARKER = '<!-- probity -->';

/**
 * A comment for a pull request.
 * Shape: gate and counts, then new findings in the open and everything else folded; names as code, nothing in it becomes a
 *        mention, reference, link or HTML. Lists are cut before the comment gets longer than GitHub takes, and say so.
 */
export const renderMarkdown: Reporter = function* (assessment) {
  let left = MAXIMUM_LENGTH;
  for (const section of sectionsOf(assessment)) {
    const text = section(left);
    left -= text.length;
    yield text;
  }
};

type PolicyMetadata = Assessment['policies'][number]['metadata'];
type Section = (room: number) => string;

function* sectionsOf(assessment: Assessment): Iterable<Section> {
  const findings = GRAVEST_FIRST.flatMap((severity) => assessment.findings.filter((one) => one.severity === severity));
  const by = (status: Finding['status']) => findings.filter((finding) => finding.status === status);
  const judged = (verdict: JudgedResult['verdict']) => assessment.results.filter((one) => one.verdict === verdict);
  const policies = policiesById(assessment);
  const findingLine = (finding: Finding) => lineOf(finding, policies.get(finding.policy)?.metadata);
  const changed = changedOf(assessment).map((line) => `- ${escapeMarkdown(line)}`);
  yield () => headOf(assessment);
  yield (room) => open('Differs from what is trusted', changed, room * 0.3);
  const title = hasBase(assessment) ? 'New findings' : 'Findings';
  yield (room) => open(title, by('new').map(findingLine), room * 0.6);
  yield (room) => fold('Could not be evaluated', judged('error').map(resultLine), room * 0.5);
  yield (room) => fold('Unknown before apply', judged('unknown').map(resultLine), room * 0.5);
  yield (room) => fold('Already in the base', by('existing').map(findingLine), room * 0.4);
  const { fixed, unjudged } = goneOf(assessment);
  yield (room) => fold('Fixed', fixed.map(goneLine), room * 0.4);
  yield (room) => fold('In the base, and not judged now', unjudged.map(goneLine), room * 0.4);
  yield (room) => fold('Waived', by('waived').map(findingLine), room * 0.5);
  const notChecked = assessment.notChecked.map(({ what, reason }) => `- ${codeSpan(what)}: ${escapeMarkdown(reason)}`);
  yield (room) => fold('Not checked', notChecked, room * 0.5);
  const notices = assessment.diagnostics.map(({ place, code, message }) => {
    const where = place === undefined ? '' : ` ${codeSpan(`${place.file}:${place.row}:${place.col}`)}`;
    return `- ${code}${where} ${escapeMarkdown(message)}`;
  });
  yield (room) => fold('Notices and errors', notices, room * 0.5);
  yield (room) => controlsOf(assessment, room);
  const { run } = assessment;
  yield () => `<sub>${escapeMarkdown(run.engine)}, ${escapeMarkdown(run.now)}</sub>\n`;
}

const HEADINGS = {
  passed: 'Probity: passed',
  failed: 'Probity: failed',
  'bad-input': 'Probity: input could not be read',
  indeterminate: 'Probity: indeterminate',
  'internal-error': 'Probity: internal error',
} as const satisfies Record<Assessment['gate']['status'], string>;

function headOf(assessment: Assessment): string {
  const { gate } = assessment;
  const { verdicts, documents, resources, policies } = summarize(assessment);
  const shown = gate.reasons.slice(0, 20);
  const reasons = shown.map(
    ({ status, text }) =>
      `- ${status === 'passed' ? 'notice' : `**${status}**`}: ${escapeMarkdown(text.slice(0, 500))}`,
  );
  if (shown.length < gate.reasons.length) reasons.push(`- and ${gate.reasons.length - shown.length} more reasons`);
  return [
    MARKDOWN_MARKER,
    `## ${HEADINGS[gate.status]}`,
    '',
    ...reasons,
    '',
    `| ${VERDICTS.join(' | ')} |`,
    `| ${VERDICTS.map(() => '---:').join(' | ')} |`,
    `| ${VERDICTS.map((verdict) => verdicts[verdict]).join(' | ')} |`,
    '',
    `${counted(documents, 'document')}, ${counted(resources, 'resource')}, ${policies === 1 ? '1 policy' : `${policies} policies`}.`,
    '',
    '',
  ].join('\n');
}

function lineOf(finding: Finding, metadata: PolicyMetadata | undefined): string {
  const path = pathOf(finding);
  const { place, waiver } = finding;
  const link = metadata?.references.find(isWebLink);
  const remediation = metadata?.remediation.text;
  const lines = [
    `- **${finding.severity}** ${codeSpan(finding.resource)}: ${escapeMarkdown(finding.denial.message)}`,
    `  ${codeSpan(finding.policy)} at ${codeSpan(`${place.file}:${place.row}:${place.col}`)}${path === '' ? '' : `, ${codeSpan(path)}`}${finding.modules.length === 0 ? '' : `, via ${finding.modules.map(codeSpan).join(' > ')}`}${link === undefined ? '' : ` ([why](<${escapeXml(link)}>))`}`,
  ];
  if (finding.status === 'waived') {
    const until =
      waiver === undefined ? '' : ` until ${escapeMarkdown(waiver.expires)}, approved by ${codeSpan(waiver.approver)}`;
    lines.push(`  waived${until}: ${escapeMarkdown(finding.waivedBecause ?? '')}`);
  } else if (remediation) lines.push(`  Fix: ${escapeMarkdown(remediation)}`);
  return lines.join('\n');
}

function goneLine({ finding, why }: GoneFinding): string {
  return `- ${codeSpan(finding.resource)}: ${codeSpan(finding.policy)}: ${escapeMarkdown(finding.message)} (${escapeMarkdown(why)})`;
}

function resultLine(judged: JudgedResult): string {
  const { result, verdict } = judged;
  const why = verdict === 'unknown' ? describeMissing(judged) : (reasonOf(judged) ?? '');
  return `- **${result.severity}** ${codeSpan(result.subject.id)}: ${codeSpan(result.policy)}: ${escapeMarkdown(why)}`;
}

function open(title: string, lines: readonly string[], room: number): string {
  return lines.length === 0 ? '' : `### ${title} (${lines.length})\n\n${cut(lines, room)}\n`;
}

function fold(title: string, lines: readonly string[], room: number): string {
  if (lines.length === 0) return '';
  return `<details><summary>${title} (${lines.length})</summary>\n\n${cut(lines, room)}\n</details>\n\n`;
}

/** As many whole lines as fit, and how many were left out. */
function cut(lines: readonly string[], room: number): string {
  let text = '';
  for (const [index, line] of lines.entries()) {
    if (text.length + line.length > room - 200)
      return `${text}- and ${lines.length - index} more, see the full report\n`;
    text += `${line}\n`;
  }
  return text;
}

function controlsOf(assessment: Assessment, room: number): string {
  const sections = frameworksOf(assessment).map(({ title, controls, counts }) => {
    const rows = controls.filter(({ status }) => status === 'not-supported' || status === 'indeterminate');
    const lines = rows.map((one) => `- **${one.status}** ${escapeMarkdown(one.control)} ${escapeMarkdown(one.title)}`);
    const told = counts.map(({ status, count }) => `${count} ${status}`).join(', ');
    return `<details><summary>${escapeXml(title)}: ${told}</summary>\n\n${cut(lines, room / 4)}\n</details>\n\n`;
  });
  return sections.join('');
}
