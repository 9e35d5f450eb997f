import { fingerprintOf, type Severity } from '../engine/findings/index.ts';
import { clean } from './escape.ts';
import type { Reporter } from './types.ts';
import { describeMissing, pathOf, reasonOf } from './view.ts';

const SEVERITIES = { critical: 'blocker', high: 'critical', medium: 'major', low: 'minor' } as const satisfies Record<
  Severity,
  string
>;

/**
 * Code Quality report of GitLab.
 * Shape:  a JSON array; findings that are not waived by severity, unknown and error as `info`; fingerprints are the
 *         product's own and unique, a thing not checked stands at line 1 of the first document.
 * Source: GitLab's Code Quality report format.
 */
export const renderGitlab: Reporter = function* (assessment) {
  let isFirst = true;
  const row = (item: unknown) => {
    const lead = isFirst ? '[\n  ' : ',\n  ';
    isFirst = false;
    return `${lead}${JSON.stringify(item)}`;
  };
  for (const judged of assessment.results) {
    const { result, verdict, findings } = judged;
    for (const finding of findings) {
      if (finding.status === 'waived') continue;
      const path = pathOf(finding);
      yield row({
        description: clean(
          `${finding.denial.message} (${result.subject.source.address}${path === '' ? '' : `, ${path}`})`,
        ),
        check_name: clean(finding.policy),
        fingerprint: finding.fingerprint.slice('sha256:'.length),
        severity: SEVERITIES[finding.severity],
        location: { path: pathIn(finding.place.file), lines: { begin: finding.place.row } },
      });
    }
    if (verdict !== 'unknown' && verdict !== 'error') continue;
    const why = verdict === 'unknown' ? describeMissing(judged) : (reasonOf(judged) ?? '');
    const place = result.subject.locate([]);
    const fingerprint = fingerprintOf({ policy: result.policy, resource: result.subject.id, path: [], rest: verdict });
    yield row({
      description: clean(`${verdict}: ${result.subject.source.address}: ${why}`),
      check_name: clean(result.policy),
      fingerprint: fingerprint.slice('sha256:'.length),
      severity: 'info',
      location: { path: pathIn(place.file), lines: { begin: place.row } },
    });
  }
  for (const { what, reason } of assessment.notChecked)
    yield row({
      description: clean(`not checked: ${what}: ${reason}`),
      check_name: 'probity/not-checked',
      fingerprint: fingerprintOf({
        policy: 'probity/not-checked' as never,
        resource: what,
        path: [],
        rest: reason,
      }).slice(7),
      severity: 'info',
      location: { path: pathIn(assessment.documents[0]?.path ?? '.'), lines: { begin: 1 } },
    });
  yield isFirst ? '[]\n' : '\n]\n';
};

function pathIn(file: string): string {
  return clean(file)
    .replaceAll('\\', '/')
    .replace(/^(\.\/)+/, '');
}
