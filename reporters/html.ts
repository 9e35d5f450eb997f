import { createHash } from 'node:crypto';
import Handlebars from 'handlebars';
import type { Assessment } from '../engine/assessment.ts';
import type { ControlResult } from '../engine/controls/index.ts';
import { type Finding, groupBy, type JudgedResult, type Waiver } from '../engine/findings/index.ts';
import { clean, inlineJson } from './escape.ts';
import { STYLE } from './html/style.ts';
import { PAGE } from './html/template.ts';
import { SCHEMA_VERSION } from './json.ts';
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

/** Rows of one section; browsers get slow with more, and the other formats have them all. */
const MAXIMUM_ROWS = 2000;

const render = Handlebars.compile(PAGE, { knownHelpersOnly: true });

/**
 * One page that opens offline and needs no script.
 * Shape: a strict content security policy, links only to http and https, every value escaped by the template after control
 *        characters are made visible; the only raw parts are the style sheet and JSON with its `<` escaped.
 */
export const renderHtml: Reporter = function* (assessment) {
  const { gate } = assessment;
  const findingGroups = findingGroupsOf(assessment);
  const openGroups = openGroupsOf(assessment);
  const frameworks = frameworksOf(assessment).map((framework, index) => ({
    id: `framework-${index}`,
    title: clean(framework.title),
    counts: framework.counts,
    controls: framework.controls.map(controlRow),
  }));
  const summary = summarize(assessment);
  const waivers = waiverRows(assessment);
  yield render({
    style: STYLE,
    styleHash: `sha256-${createHash('sha256').update(STYLE, 'utf8').digest('base64')}`,
    json: inlineJson({
      schemaVersion: SCHEMA_VERSION,
      gate: { status: gate.status, exitCode: gate.exitCode },
      summary,
    }),
    gate: {
      status: gate.status,
      class: gate.status,
      exitCode: String(gate.exitCode),
      reasons: gate.reasons.map(({ status, text }) => ({
        class: status === 'passed' ? 'notice' : status,
        label: status === 'passed' ? 'notice' : status,
        text: clean(text),
      })),
    },
    facts: factsOf(assessment),
    changed: changedOf(assessment).map(clean),
    sections: [
      ...findingGroups.map(({ id, title, count }) => ({ id, title, count })),
      ...openGroups.map(({ id, title, count }) => ({ id, title, count })),
      { id: 'not-checked', title: 'Not checked', count: assessment.notChecked.length },
      ...frameworks.map(({ id, title }) => ({ id, title })),
      { id: 'waivers', title: 'Waivers', count: waivers.length },
      { id: 'policies', title: 'Policies', count: summary.policies },
      { id: 'population', title: 'Population', count: summary.resources },
      { id: 'notices', title: 'Notices and errors', count: assessment.diagnostics.length },
    ],
    verdicts: VERDICTS.map((name) => ({ name, count: summary.verdicts[name] })),
    notChecked: assessment.notChecked.map(({ what, reason }) => ({ what: clean(what), reason: clean(reason) })),
    findingGroups,
    openGroups,
    frameworks,
    waivers,
    verdictNames: VERDICTS,
    policies: policyRows(assessment),
    documents: assessment.documents
      .slice(0, MAXIMUM_ROWS)
      .map(({ path, kind, digest }) => ({ path: clean(path), kind, digest })),
    types: typeRows(assessment),
    coverage: assessment.coverage.slice(0, MAXIMUM_ROWS).map((row) => ({
      account: clean(row.account),
      region: clean(row.region),
      type: clean(row.type),
      expected: row.expected === undefined ? 'not known' : String(row.expected),
      seen: row.seen,
      failed: row.failed,
      complete: row.complete ? 'yes' : `no: ${clean(row.errors.join('; ') || row.recorder)}`,
    })),
    notices: assessment.diagnostics.map(({ severity, place, message, hint }) => ({
      severity,
      place: place === undefined ? '' : `${clean(place.file)}:${place.row}:${place.col}`,
      message: clean(message),
      hint: clean(hint ?? ''),
    })),
  });
};

function factsOf({ run, documents, resources, policies }: Assessment) {
  const scope = Object.entries(run.scope).map(([name, value]) => ({ name, value: clean(value) }));
  return [
    { name: 'Judged', value: `${counted(documents.length, 'document')}, ${counted(resources.length, 'resource')}` },
    { name: 'Policies', value: `${policies.length}, bundle ${clean(run.bundle.slice(0, 12))}` },
    { name: 'Clock', value: clean(run.now) },
    { name: 'Engine', value: clean(run.engine) },
    { name: 'Fails on', value: `${run.thresholds.failOn} and above` },
    ...scope,
  ];
}

function findingGroupsOf(assessment: Assessment) {
  const policies = policiesById(assessment);
  const types = new Map(assessment.results.map(({ result }) => [result.subject.id as string, result.subject.type]));
  const sorted = GRAVEST_FIRST.flatMap((severity) => assessment.findings.filter((one) => one.severity === severity));
  const isCompared = hasBase(assessment);
  const groups: readonly { readonly id: string; readonly title: string; readonly status: Finding['status'] }[] = [
    { id: 'findings', title: isCompared ? 'New findings' : 'Findings', status: 'new' },
    { id: 'existing', title: 'Already in the base', status: 'existing' },
    { id: 'waived', title: 'Waived', status: 'waived' },
  ];
  return groups.flatMap(({ id, title, status }) => {
    const all = sorted.filter((finding) => finding.status === status);
    if (all.length === 0 && status !== 'new') return [];
    const findings = all
      .slice(0, MAXIMUM_ROWS)
      .map((finding) => findingRow(finding, types.get(finding.resource) ?? '', policies.get(finding.policy)?.metadata));
    return [{ id, title, count: all.length, findings, more: Math.max(0, all.length - MAXIMUM_ROWS) }];
  });
}

function findingRow(finding: Finding, type: string, metadata: Assessment['policies'][number]['metadata'] | undefined) {
  const { place, waiver } = finding;
  const { terraform, cli, manifest } = metadata?.remediation ?? {};
  const until = waiver === undefined ? '' : `until ${waiver.expires}, approved by ${waiver.approver}: `;
  return {
    severity: finding.severity,
    message: clean(finding.denial.message),
    resource: clean(finding.resource),
    type: clean(type),
    policy: clean(finding.policy),
    link: metadata?.references.find(isWebLink) ?? '',
    place: `${clean(place.file)}:${place.row}:${place.col}`,
    path: clean(pathOf(finding)),
    modules: finding.modules.map(clean).join(' > '),
    waived: finding.status === 'waived' ? clean(`${until}${finding.waivedBecause ?? ''}`) : '',
    title: clean(metadata?.title ?? finding.policy),
    description: clean(metadata?.description ?? ''),
    fix: clean(metadata?.remediation.text ?? ''),
    snippets: [
      { name: 'Terraform', text: terraform },
      { name: 'Command line', text: cli },
      { name: 'Manifest', text: manifest },
    ].flatMap(({ name, text }) => (text ? [{ name, text: text.split('\n').map(clean).join('\n') }] : [])),
    fingerprint: finding.fingerprint,
  };
}

function openGroupsOf(assessment: Assessment) {
  const group = (id: string, title: string, verdict: 'unknown' | 'error') => {
    const all = assessment.results.filter((judged) => judged.verdict === verdict);
    const rows = all.slice(0, MAXIMUM_ROWS).map((judged: JudgedResult) => ({
      severity: judged.result.severity,
      resource: clean(judged.result.subject.id),
      policy: clean(judged.result.policy),
      why: clean(verdict === 'unknown' ? describeMissing(judged) : (reasonOf(judged) ?? '')),
    }));
    return { id, title, count: all.length, rows, more: Math.max(0, all.length - MAXIMUM_ROWS) };
  };
  const open = [group('errors', 'Could not be evaluated', 'error'), group('unknown', 'Unknown', 'unknown')];
  if (assessment.comparison === undefined) return open;
  const { fixed, unjudged } = goneOf(assessment);
  const gone = [goneGroup('fixed', 'Fixed', fixed, assessment)];
  if (unjudged.length > 0) gone.push(goneGroup('unjudged', 'In the base, and not judged now', unjudged, assessment));
  return [...gone, ...open];
}

function goneGroup(id: string, title: string, all: readonly GoneFinding[], assessment: Assessment) {
  const policies = policiesById(assessment);
  const rows = all.slice(0, MAXIMUM_ROWS).map(({ finding, why }) => ({
    severity: policies.get(finding.policy)?.metadata.severity ?? 'not known',
    resource: clean(finding.resource),
    policy: clean(finding.policy),
    why: clean(`${finding.message} (${why})`),
  }));
  return { id, title, count: all.length, rows, more: Math.max(0, all.length - MAXIMUM_ROWS) };
}

function controlRow(control: ControlResult) {
  const results = VERDICTS.filter((verdict) => control.counts[verdict] > 0).map(
    (verdict) => `${control.counts[verdict]} ${verdict}`,
  );
  const needed = control.alsoNeeded === undefined ? '' : `Also needed: ${control.alsoNeeded}.`;
  return {
    id: clean(control.control),
    title: clean(control.title),
    status: control.status,
    strength: control.strength === undefined ? 'no' : STRENGTHS[control.strength],
    results: results.join(', '),
    note: clean(
      [control.reason === undefined ? '' : `${control.reason}.`, needed].filter((one) => one !== '').join(' '),
    ),
    policies: control.policies.map(clean),
    policyCount: control.policies.length === 1 ? '1 policy' : `${control.policies.length} policies`,
  };
}

const STRENGTHS = { direct: 'directly', partial: 'in part', indirect: 'indirectly' } as const;

function waiverRows({ waivers }: Assessment) {
  const rows = (state: string, list: readonly Waiver[]) =>
    list.map((waiver) => ({
      state,
      policy: clean(waiver.policy),
      target: clean(waiver.resource ?? waiver.fingerprint ?? ''),
      reason: clean(waiver.reason),
      owner: clean(waiver.owner),
      approver: clean(waiver.approver),
      created: clean(waiver.created ?? ''),
      expires: clean(waiver.expires),
      compensatingControl: clean(waiver.compensatingControl ?? ''),
      ticket: clean(waiver.ticket ?? ''),
      link: isWebLink(waiver.ticket ?? '') ? waiver.ticket : '',
    }));
  return [...rows('used', waivers.used), ...rows('expired', waivers.expired), ...rows('unused', waivers.unused)];
}

function policyRows(assessment: Assessment) {
  const results = groupBy(assessment.results, ({ result }) => result.policy as string);
  return [...assessment.policies]
    .sort((left, right) => (left.id < right.id ? -1 : 1))
    .map(({ id, metadata }) => ({
      id: clean(id),
      title: clean(metadata.title),
      severity: metadata.severity,
      counts: VERDICTS.map((verdict) => (results.get(id) ?? []).filter((one) => one.verdict === verdict).length),
    }));
}

function typeRows(assessment: Assessment) {
  const judged = new Set(
    assessment.results
      .filter(({ verdict }) => verdict !== 'not-applicable')
      .map(({ result }) => result.subject.id as string),
  );
  const groups = groupBy(assessment.resources, (resource) => resource.type);
  return [...groups.keys()].sort().map((type) => {
    const resources = groups.get(type)!;
    const seen = resources.filter((resource) => judged.has(resource.id)).length;
    return { type: clean(type), count: resources.length, judged: seen };
  });
}
