import { describe, expect, test } from 'vitest';
import type { Document } from '../../engine/inputs/index.ts';
import { filesBelow, hasShared, parseInputs, SHARED } from './support.ts';

describe.skipIf(!hasShared)('real files', () => {
  test('plans and a state: all but redacted ones and an event stream', () => {
    const files = filesBelow(`${SHARED}/tf-plans`);
    const parsed = parseInputs(files);
    const plans = new Set(parsed.documents.filter(({ kind }) => kind === 'terraform-plan').map(({ path }) => path));
    expect(files.length).toBe(445);
    expect(plans.size).toBe(440);
    expect(parsed.unrecognised.map(({ path }) => path.split('/').slice(-2).join('/'))).toEqual([
      'scenarios/07-plan-event-stream.ndjson',
      'apply-json-with-outputs/plan-redacted.json',
      'apply-json-with-provisioner-error/plan-redacted.json',
      'plan-json-no-changes/plan-redacted.json',
      // The plans beside it tell what becomes of it.
      'scenarios/state-after-apply.json',
    ]);
    expect(countBy(parsed.diagnostics.map(({ code }) => code))).toEqual({
      input_duplicate_key: 4,
      plan_errored: 3,
      // Plans that were cut down by hand, and those that another tool made of a configuration alone.
      plan_malformed: 27,
    });
    locatesItself(parsed.documents);
  });

  test('manifests: all load, templates apart', () => {
    const files = filesBelow(`${SHARED}/k8s`).filter(({ path }) => !path.endsWith('.md'));
    const parsed = parseInputs(files);
    const reasons = new Set(parsed.unrecognised.map(({ reason }) => reason.slice(0, 10)));
    expect([...reasons]).toEqual(['a template']);
    expect(
      parsed.diagnostics.filter(({ severity }) => severity === 'error').map(({ code, place }) => [code, place?.file]),
    ).toEqual([
      [
        'input_empty',
        'open-policy-agent__gatekeeper/test/gator/expand/fixtures/expand-with-missing-ns/output/output.yaml',
      ],
      ['input_duplicate_key', 'prowler-cloud__prowler/contrib/k8s/cronjob.yml'],
    ]);
    expect(countBy(parsed.documents.map(({ kind }) => kind))).toEqual({ kubernetes: 931, json: 86 });
    locatesItself(parsed.documents);
    for (const { path, locate } of parsed.documents.filter(({ kind }) => kind === 'kubernetes'))
      expect(locate(['metadata', 'name']).row, path).toBeGreaterThanOrEqual(locate([]).row);
    expect(namedFiles(parsed)).toBe(files.length);
  });

  test('AWS Config: items, rule events and recorded API answers', () => {
    const recorded = filesBelow(`${SHARED}/aws-config/cloud-custodian__cloud-custodian`).map((file) => {
      const value = JSON.parse(Buffer.from(file.bytes).toString('utf8'));
      return value.status_code === 200 ? { ...file, bytes: Buffer.from(JSON.stringify(value.data)) } : file;
    });
    const parsed = parseInputs(recorded);
    const items = parsed.documents.filter(({ kind }) => kind === 'aws-config').flatMap(({ root }) => root as object[]);
    expect(items.length).toBeGreaterThan(15);
    for (const item of items) {
      expect(Object.keys(item)).toHaveLength(14);
      expect(item).toMatchObject({ resourceType: expect.stringMatching(/^AWS::/), configuration: expect.any(Object) });
    }
    locatesItself(parsed.documents);
  });
});

/** The place of the root, and of its first member, lie in the text. */
function locatesItself(documents: readonly Document[]): void {
  for (const { path, root, locate } of documents) {
    const first = typeof root === 'object' && root !== null ? Object.keys(root)[0] : undefined;
    const start = locate([]);
    expect(start.file).toBe(path);
    if (first === undefined) continue;
    const member = locate([Array.isArray(root) ? 0 : first]);
    expect(member.row > start.row || member.col >= start.col, `${path} ${first}`).toBe(true);
  }
}

function namedFiles(parsed: ReturnType<typeof parseInputs>): number {
  const { documents, diagnostics, unrecognised } = parsed;
  return new Set(
    [...documents, ...unrecognised, ...diagnostics.map(({ place }) => ({ path: place?.file }))].map(({ path }) => path),
  ).size;
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
