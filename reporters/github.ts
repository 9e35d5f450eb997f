import type { Place } from '../engine/diagnostics/index.ts';
import type { Severity } from '../engine/findings/index.ts';
import { clean, escapeWorkflowData, escapeWorkflowProperty } from './escape.ts';
import type { Reporter } from './types.ts';
import { callsOf, counted, describeMissing, pathOf, reasonOf, summarize, VERDICTS } from './view.ts';

type Command = 'error' | 'warning' | 'notice';

const COMMANDS = { critical: 'error', high: 'error', medium: 'warning', low: 'notice' } as const satisfies Record<
  Severity,
  Command
>;

/**
 * Workflow commands of GitHub Actions, which become annotations of a pull request.
 * Shape:  one line a command; new findings by severity, those of the base as notices, unknown and error as warnings;
 *         waived findings are counted, not annotated. What was not checked and the gate come last.
 * Source: GitHub's reference of workflow commands; `%`, CR, LF and in properties `:` and `,` are escaped.
 */
export const renderGithub: Reporter = function* (assessment) {
  for (const judged of assessment.results) {
    const { result, verdict, findings } = judged;
    for (const finding of findings) {
      if (finding.status === 'waived') continue;
      const path = pathOf(finding);
      const via = finding.modules.length === 0 ? '' : `, via ${callsOf(finding).join(' > ')}`;
      const text = `${finding.denial.message} (${result.subject.source.address}${path === '' ? '' : `, ${path}`}${via})`;
      const title = `${finding.severity}: ${finding.policy}${finding.status === 'existing' ? ' (already in the base)' : ''}`;
      yield command(finding.status === 'existing' ? 'notice' : COMMANDS[finding.severity], title, text, finding.place);
    }
    if (verdict !== 'unknown' && verdict !== 'error') continue;
    const why = verdict === 'unknown' ? describeMissing(judged) : (reasonOf(judged) ?? '');
    const title = `${verdict}: ${result.policy}`;
    yield command('warning', title, `${result.subject.source.address}: ${why}`, result.subject.locate([]));
  }
  for (const { what, reason } of assessment.notChecked) yield command('notice', 'not checked', `${what}: ${reason}`);
  const { gate } = assessment;
  const { verdicts, resources } = summarize(assessment);
  const counts = VERDICTS.map((verdict) => `${verdicts[verdict]} ${verdict}`).join(', ');
  const reasons = gate.reasons.map(({ status, text }) => `${status === 'passed' ? 'notice' : status}: ${clean(text)}`);
  const text = [`${counted(resources, 'resource')}: ${counts}`, ...reasons].join('\n');
  yield command(
    gate.exitCode === 0 ? 'notice' : 'error',
    `Probity gate ${gate.status} (exit code ${gate.exitCode})`,
    text,
    undefined,
    true,
  );
};

function command(name: Command, title: string, text: string, place?: Place, hasLines = false): string {
  const properties = [
    ...(place === undefined
      ? []
      : [`file=${escapeWorkflowProperty(place.file)}`, `line=${place.row}`, `col=${place.col}`]),
    `title=${escapeWorkflowProperty(title)}`,
  ];
  const data = hasLines ? text.split('\n').map(escapeWorkflowData).join('%0A') : escapeWorkflowData(text);
  return `::${name} ${properties.join(',')}::${data}\n`;
}
