import type { Assessment } from '../engine/assessment.ts';
import type { BaseFinding, Comparison, Finding, JudgedResult, Waiver } from '../engine/findings/index.ts';
import { sortKeys } from './escape.ts';
import type { Reporter } from './types.ts';
import { missingIn, reasonOf, summarize } from './view.ts';

/** Version of `assessment.schema.json`; grows only when a reader of the last one would break. */
export const SCHEMA_VERSION = '1.0.0';

/**
 * The machine-readable report.
 * Shape:  one object as `assessment.schema.json` describes; paths are arrays of keys and indexes.
 * Source: design 11.
 */
export const renderJson: Reporter = function* (assessment) {
  yield '{\n';
  yield `  "schemaVersion": ${JSON.stringify(SCHEMA_VERSION)},\n`;
  yield `  "run": ${indent(runOf(assessment))},\n`;
  yield `  "gate": ${indent(gateOf(assessment))},\n`;
  yield `  "summary": ${indent(summarize(assessment))},\n`;
  if (assessment.comparison !== undefined) yield* baseOf(assessment, assessment.comparison);
  yield* list('results', assessment.results.map(resultOf));
  yield ',\n';
  yield* list(
    'controls',
    assessment.controls.map(({ framework, control, status, policies }) => ({ framework, control, status, policies })),
  );
  yield ',\n';
  yield* list(
    'notChecked',
    assessment.notChecked.map(({ what, reason }) => ({ what, reason })),
  );
  yield '\n}\n';
};

function* baseOf({ findings }: Assessment, { source, bundle, fixed, unjudged }: Comparison): Iterable<string> {
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length;
  const told = ({ policy, resource, path, message, fingerprint }: BaseFinding) => {
    return { policy, resource, path, message, fingerprint };
  };
  const base = {
    source,
    ...(bundle === undefined ? {} : { bundle }),
    new: count('new'),
    existing: count('existing'),
    fixed: fixed.map((one) => ({ ...told(one), now: one.now })),
    unjudged: unjudged.map((one) => ({ ...told(one), reason: one.reason })),
  };
  yield `  "base": ${indent(base)},\n`;
}

function runOf({ run, documents, coverage }: Assessment): unknown {
  return {
    engine: run.engine,
    bundle: run.bundle,
    now: run.now,
    parameters: sortKeys(run.parameters),
    scope: sortKeys(run.scope),
    documents: documents.map(({ path, kind, digest }) => ({ path, kind, digest })),
    ...(coverage.length === 0 ? {} : { coverage: coverage.map(coverageOf) }),
  };
}

function coverageOf(row: Assessment['coverage'][number]): unknown {
  const { account, region, type, expected, expectedFrom, seen, failed, pages, retries, errors, recorder } = row;
  const counts = { expected: expected ?? null, expectedFrom, seen, failed, pages, retries, errors, recorder };
  const captured = { oldestCapture: row.oldestCapture ?? null, newestCapture: row.newestCapture ?? null };
  return { account, region, type, complete: row.complete, ...counts, ...captured };
}

function gateOf({ gate }: Assessment): unknown {
  const reasons = gate.reasons.map(({ status, text }) => ({ status, text }));
  return { status: gate.status, exitCode: gate.exitCode, reasons };
}

function resultOf(judged: JudgedResult): unknown {
  const { result, verdict, findings } = judged;
  const { subject } = result;
  const reason = reasonOf(judged);
  const missing = missingIn(judged);
  return {
    policy: result.policy,
    resource: subject.id,
    type: subject.type,
    source: { kind: subject.source.kind, document: subject.source.document, address: subject.source.address },
    verdict,
    severity: result.severity,
    ...(reason === undefined ? {} : { reason }),
    ...(findings.length === 0 ? {} : { findings: findings.map(findingOf) }),
    ...(missing === undefined
      ? {}
      : {
          unknown: {
            paths: missing.map((one) => one.path),
            decidedBy: [...new Set(missing.flatMap((one) => one.decidedBy))].sort(),
          },
        }),
  };
}

function findingOf(finding: Finding): unknown {
  const { place } = finding;
  const waiver = finding.waiver === undefined ? { reason: finding.waivedBecause } : waiverOf(finding.waiver);
  return {
    message: finding.denial.message,
    path: finding.denial.path,
    fingerprint: finding.fingerprint,
    status: finding.status,
    ...(finding.status === 'waived' ? { waiver } : {}),
    location: { file: place.file, line: place.row, column: place.col },
    ...(finding.modules.length === 0 ? {} : { modules: finding.modules }),
  };
}

function waiverOf({ place: _, rows: __, ...fields }: Waiver): unknown {
  return fields;
}

/** One item a chunk, so that a large run never becomes one string. */
function* list(name: string, items: readonly unknown[]): Iterable<string> {
  yield `  "${name}": [`;
  for (const [index, item] of items.entries()) yield `${index === 0 ? '' : ','}\n    ${indent(item, '    ')}`;
  yield items.length === 0 ? ']' : '\n  ]';
}

function indent(value: unknown, by = '  '): string {
  return escapeInvisible(JSON.stringify(value, null, 2)).replaceAll('\n', `\n${by}`);
}

/** Writes invisible characters, and what a log's runner obeys, as JSON escapes; the value stays the same. */
function escapeInvisible(json: string): string {
  return json
    .replace(
      /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g,
      (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .replace(/##(?=\[|vso\[)/g, '#\\u0023');
}
