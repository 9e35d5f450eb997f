import type { Finding, JudgedResult } from '../engine/findings/index.ts';
import { csvCell } from './escape.ts';
import type { Reporter } from './types.ts';
import { describeMissing, pathOf, reasonOf } from './view.ts';

const COLUMNS = [
  'verdict',
  'status',
  'severity',
  'policy',
  'resource',
  'type',
  'address',
  'document',
  'message',
  'path',
  'file',
  'line',
  'column',
  'modules',
  'fingerprint',
  'waiver_owner',
  'waiver_approver',
  'waiver_expires',
] as const;

/**
 * One row a finding, and one for each result that has none; then a row for each thing not checked and for the gate.
 * Shape: RFC 4180, every text cell quoted, CRLF; cells that a spreadsheet would run get a leading apostrophe.
 */
export const renderCsv: Reporter = function* (assessment) {
  yield `${COLUMNS.join(',')}\r\n`;
  for (const judged of assessment.results) {
    if (judged.findings.length === 0) yield rowOf(judged, undefined);
    for (const finding of judged.findings) yield rowOf(judged, finding);
  }
  for (const { what, reason } of assessment.notChecked)
    yield line({ verdict: 'not-checked', resource: what, message: reason });
  const { gate } = assessment;
  for (const { status, text } of gate.reasons)
    yield line({ verdict: 'gate', status: gate.status, message: `${status}: ${text}` });
};

type Column = (typeof COLUMNS)[number];

function line(cells: { readonly [column in Column]?: string | number }): string {
  return `${COLUMNS.map((column) => csvCell(cells[column] ?? '')).join(',')}\r\n`;
}

function rowOf(judged: JudgedResult, finding: Finding | undefined): string {
  const { result, verdict } = judged;
  const { subject } = result;
  const common = {
    verdict,
    severity: finding?.severity ?? result.severity,
    policy: result.policy,
    resource: subject.id,
    type: subject.type,
    address: subject.source.address,
    document: subject.source.document,
  };
  if (finding === undefined)
    return line({ ...common, message: verdict === 'unknown' ? describeMissing(judged) : (reasonOf(judged) ?? '') });
  return line({
    ...common,
    status: finding.status,
    message: finding.denial.message,
    path: pathOf(finding),
    file: finding.place.file,
    line: finding.place.row,
    column: finding.place.col,
    modules: finding.modules.join(' > '),
    fingerprint: finding.fingerprint,
    waiver_owner: finding.waiver?.owner ?? '',
    waiver_approver: finding.waiver?.approver ?? '',
    waiver_expires: finding.waiver?.expires ?? '',
  });
}
