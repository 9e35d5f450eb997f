import type { Assessment } from '../engine/assessment.ts';
import type { Diagnostic, Place } from '../engine/diagnostics/index.ts';
import type { Finding, JudgedResult, Severity } from '../engine/findings/index.ts';
import { clean, escapeMarkdown, pathToUri } from './escape.ts';
import type { Reporter } from './types.ts';
import { describeMissing, hasBase, isWebLink, pathOf, reasonOf, summarize } from './view.ts';

const LEVELS = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const satisfies Record<
  Severity,
  string
>;

/** What code scanning shows as critical, high, medium and low. */
const SCORES = { critical: '9.5', high: '8.0', medium: '5.5', low: '3.0' } as const satisfies Record<Severity, string>;

/** Name of our fingerprint among `partialFingerprints`; the digest is the same in every format. */
export const SARIF_FINGERPRINT = 'probityFingerprint/v1';

/**
 * SARIF 2.1.0, one run.
 * Shape:  a result a finding (waived ones suppressed); errors, unknown verdicts, diagnostics and what was not checked are
 *         notifications of the invocation, since SARIF has no result that is neither good nor bad.
 * Units:  lines and columns are 1-based, columns count code points.
 * Source: OASIS SARIF 2.1.0; `security-severity` as GitHub reads it.
 */
export const renderSarif: Reporter = function* (assessment) {
  const isCompared = hasBase(assessment);
  const policies = [...assessment.policies].sort((left, right) => (left.id < right.id ? -1 : 1));
  const ruleIndex = new Map(policies.map((policy, index) => [policy.id as string, index]));
  yield '{\n  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n  "version": "2.1.0",\n  "runs": [\n    {\n';
  const [name, version] = splitEngine(assessment.run.engine);
  const driver = {
    name,
    semanticVersion: version,
    informationUri: 'https://www.npmjs.com/package/probity',
    rules: policies.map(ruleOf),
  };
  yield `      "tool": ${JSON.stringify({ driver })},\n      "columnKind": "unicodeCodePoints",\n`;
  yield `      "invocations": [${JSON.stringify(invocationOf(assessment, ruleIndex))}],\n`;
  yield `      "properties": ${JSON.stringify(propertiesOf(assessment))},\n      "results": [`;
  let separator = '\n        ';
  for (const judged of assessment.results)
    for (const finding of judged.findings) {
      yield `${separator}${JSON.stringify(resultOf(finding, judged, ruleIndex, isCompared))}`;
      separator = ',\n        ';
    }
  yield '\n      ]\n    }\n  ]\n}\n';
};

function splitEngine(engine: string): readonly [string, string] {
  const space = engine.lastIndexOf(' ');
  return space < 0 ? [engine, '0.0.0'] : [engine.slice(0, space), engine.slice(space + 1)];
}

function ruleOf({ id, metadata }: Assessment['policies'][number]): unknown {
  const { title, description, severity, remediation, references, topic, resourceTypes } = metadata;
  const links = references.filter(isWebLink);
  const text = [description, remediation.text, ...links]
    .filter((part) => part !== '')
    .map(clean)
    .join('\n\n');
  const snippets = [remediation.terraform, remediation.cli, remediation.manifest].filter((one) => one !== undefined);
  const markdown = [
    escapeMarkdown(description),
    ...(remediation.text === '' ? [] : [`**Fix:** ${escapeMarkdown(remediation.text)}`]),
    ...snippets.map((snippet) =>
      snippet
        .split('\n')
        .map((line) => `    ${clean(line)}`)
        .join('\n'),
    ),
    ...links.map((link) => `- <${link}>`),
  ].filter((part) => part !== '');
  return {
    id: clean(id),
    name: clean(id),
    shortDescription: { text: clean(title) || clean(id) },
    fullDescription: { text: clean(description) || clean(title) || clean(id) },
    help: { text: text || clean(id), markdown: markdown.join('\n\n') || clean(id) },
    ...(links[0] === undefined ? {} : { helpUri: links[0] }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags: [...new Set(['security', ...(topic === '' ? [] : [clean(topic)])])],
      precision: 'high',
      'security-severity': SCORES[severity],
      resourceTypes: resourceTypes.map(clean),
    },
  };
}

/** Text of a message; a zero-width space keeps `[words](link)` from being read as SARIF's embedded link. */
function plainMessage(text: string): string {
  return clean(text).replaceAll('](', ']\u200b(');
}

function locationOf(place: Place): { readonly physicalLocation: unknown } {
  return {
    physicalLocation: {
      artifactLocation: { uri: pathToUri(place.file) },
      region: { startLine: Math.max(1, place.row), startColumn: Math.max(1, place.col) },
    },
  };
}

function resultOf(
  finding: Finding,
  { result }: JudgedResult,
  ruleIndex: ReadonlyMap<string, number>,
  isCompared: boolean,
): unknown {
  const path = pathOf(finding);
  const { subject } = result;
  const { waiver } = finding;
  const index = ruleIndex.get(finding.policy);
  const text = `${finding.denial.message} (${subject.source.address}${path === '' ? '' : `, ${path}`})`;
  return {
    ruleId: clean(finding.policy),
    ...(index === undefined ? {} : { ruleIndex: index }),
    level: LEVELS[finding.severity],
    message: { text: plainMessage(text) },
    locations: [
      {
        ...locationOf(finding.place),
        logicalLocations: [{ name: clean(subject.name), fullyQualifiedName: clean(subject.id), kind: 'resource' }],
      },
    ],
    ...(finding.modules.length === 0
      ? {}
      : {
          relatedLocations: finding.modules.map((module, position) => ({
            id: position + 1,
            message: { text: plainMessage(`called as ${module}`) },
            ...locationOf(finding.callPlaces?.[position] ?? { file: subject.source.document, row: 1, col: 1 }),
            logicalLocations: [{ fullyQualifiedName: clean(module), kind: 'module' }],
          })),
        }),
    partialFingerprints: { [SARIF_FINGERPRINT]: finding.fingerprint.slice('sha256:'.length) },
    ...(isCompared ? { baselineState: finding.isInBase ? 'unchanged' : 'new' } : {}),
    suppressions:
      finding.status !== 'waived'
        ? []
        : [{ kind: 'external', status: 'accepted', justification: clean(finding.waivedBecause ?? '') }],
    properties: {
      severity: finding.severity,
      status: finding.status,
      resource: clean(subject.id),
      resourceType: clean(subject.type),
      ...(waiver === undefined
        ? {}
        : { waiver: { owner: clean(waiver.owner), approver: clean(waiver.approver), expires: clean(waiver.expires) } }),
    },
  };
}

function invocationOf(assessment: Assessment, ruleIndex: ReadonlyMap<string, number>): unknown {
  const { gate } = assessment;
  const verdictNotifications = assessment.results.flatMap((judged) => {
    const { verdict, result } = judged;
    if (verdict !== 'unknown' && verdict !== 'error') return [];
    const why = verdict === 'unknown' ? describeMissing(judged) : (reasonOf(judged) ?? '');
    const index = ruleIndex.get(result.policy);
    return [
      {
        level: verdict === 'error' ? 'error' : 'warning',
        descriptor: { id: `verdict-${verdict}` },
        message: { text: plainMessage(`${verdict}: ${result.policy} on ${result.subject.id}: ${why}`) },
        ...(index === undefined ? {} : { associatedRule: { id: clean(result.policy), index } }),
        locations: [locationOf(result.subject.locate([]))],
      },
    ];
  });
  return {
    executionSuccessful: gate.status !== 'internal-error' && gate.status !== 'bad-input',
    exitCode: gate.exitCode,
    exitCodeDescription: gate.status,
    toolExecutionNotifications: [
      ...verdictNotifications,
      ...assessment.diagnostics.map(notificationOf),
      ...assessment.notChecked.map(({ what, reason }) => ({
        level: 'note',
        descriptor: { id: 'not-checked' },
        message: { text: plainMessage(`not checked: ${what}: ${reason}`) },
      })),
    ],
  };
}

function notificationOf({ severity, code, message, place, hint }: Diagnostic): unknown {
  return {
    level: severity === 'notice' ? 'note' : severity,
    descriptor: { id: code },
    message: { text: plainMessage(hint === undefined ? message : `${message} (${hint})`) },
    ...(place === undefined ? {} : { locations: [locationOf(place)] }),
  };
}

function propertiesOf(assessment: Assessment): unknown {
  const { gate, run } = assessment;
  return {
    gate: { status: gate.status, reasons: gate.reasons.map(({ status, text }) => clean(`${status}: ${text}`)) },
    summary: summarize(assessment),
    now: clean(run.now),
    bundle: clean(run.bundle),
  };
}
