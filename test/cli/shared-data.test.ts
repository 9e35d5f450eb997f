import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { isBuilt, type Ran, run } from './run.ts';

const DATA = '../shared/data';
const SCENARIOS = `${DATA}/tf-plans/generated-here/scenarios`;
const canRun = isBuilt && existsSync(DATA);
const reason = isBuilt ? `skipped: ${DATA} is missing` : 'skipped: run `npm run build` first';

type Report = {
  readonly run: { readonly documents: readonly { readonly path: string; readonly kind: string }[] };
  readonly gate: { readonly exitCode: number; readonly reasons: readonly { readonly text: string }[] };
  readonly summary: {
    readonly documents: number;
    readonly resources: number;
    readonly policies: number;
    readonly verdicts: { readonly [verdict: string]: number };
  };
  readonly results: readonly {
    readonly policy: string;
    readonly resource: string;
    readonly type: string;
    readonly source: { readonly kind: string; readonly document: string; readonly address: string };
    readonly verdict: string;
    readonly reason?: string;
    readonly findings?: readonly { readonly location: { readonly file: string; readonly line: number } }[];
  }[];
  readonly notChecked: readonly { readonly what: string; readonly reason: string }[];
};

/** The number of results of each verdict. */
function counted(report: Report): { readonly [verdict: string]: number } {
  const counts: Record<string, number> = { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0, waived: 0, error: 0 };
  for (const { verdict } of report.results) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

describe.skipIf(!canRun)(canRun ? 'real data' : `real data (${reason})`, () => {
  test.each(['tf-plans', 'k8s', 'aws-config', 'cfn', 'azure', 'gcp-cai'])(
    '%s: no failure of ours',
    async (folder) => {
      const ran = await run(['check', join(DATA, folder), '--format', 'json']);
      expect([0, 1, 2, 3]).toContain(ran.exit);
      expect(ran.stderr).not.toContain('internal_error');
      const report: Report = JSON.parse(ran.stdout);
      expect(report.gate.exitCode).toBe(ran.exit);
      expect(report.summary.verdicts).toEqual(counted(report));
      const errors = report.results.filter(({ verdict }) => verdict === 'error');
      expect(errors.map(({ policy, resource, reason: why }) => `${policy} ${resource}: ${why}`)).toEqual([]);
      // Nothing is green because it was not looked at: a run without a verdict is indeterminate at best.
      if (report.results.length === 0) expect(ran.exit).toBeGreaterThanOrEqual(2);
    },
    60_000,
  );
});

describe.skipIf(!canRun)(canRun ? 'plans made by terraform' : `plans made by terraform (${reason})`, () => {
  let ran: Ran;
  let report: Report;
  beforeAll(async () => {
    ran = await run(['check', SCENARIOS, '--format', 'json']);
    report = JSON.parse(ran.stdout);
  });

  test('counts reconcile', () => {
    expect(report.summary.verdicts).toEqual(counted(report));
    expect(report.summary.documents).toBe(report.run.documents.length);
    const pairs = report.results.map(({ policy, resource }) => `${policy} ${resource}`);
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  test('every address of a result is in the plan that it names', () => {
    const known = new Map<string, string>();
    for (const name of readdirSync(SCENARIOS).filter((file) => file.endsWith('.json'))) {
      known.set(join(SCENARIOS, name), readFileSync(join(SCENARIOS, name), 'utf8'));
    }
    const strange = report.results.filter(({ source }) => {
      return !known.get(source.document)?.includes(JSON.stringify(source.address));
    });
    expect(strange.map(({ source }) => `${source.document}: ${source.address}`)).toEqual([]);
  });

  test('every finding points to a line of a file', () => {
    const places = report.results.flatMap(({ findings = [] }) => findings.map(({ location }) => location));
    expect(places.length).toBeGreaterThan(100);
    for (const { file, line } of places.slice(0, 200)) {
      expect(existsSync(file)).toBe(true);
      expect(readFileSync(file, 'utf8').split('\n').length).toBeGreaterThanOrEqual(line);
    }
  });

  test('every policy has a result on every resource of its types, and no other', async () => {
    const listed = JSON.parse((await run(['policy', 'list', '--json'])).stdout) as readonly {
      readonly id: string;
      readonly resourceTypes: readonly string[];
      readonly deprecated: boolean;
    }[];
    const resources = JSON.parse((await run(['resources', SCENARIOS])).stdout) as readonly {
      readonly id: string;
      readonly type: string;
    }[];
    expect(resources.length).toBe(report.summary.resources);
    const wanted = resources.flatMap(({ id, type }) =>
      listed
        .filter((policy) => !policy.deprecated && policy.resourceTypes.includes(type))
        .map((policy) => `${policy.id} ${id}`),
    );
    const got = report.results.map(({ policy, resource }) => `${policy} ${resource}`);
    expect(got.sort()).toEqual(wanted.sort());
  });

  test('a plan that stopped with an error is told, and nothing of it is green', () => {
    const errored = report.gate.reasons.filter(({ text }) => text.includes('terraform stopped with an error'));
    expect(errored.length).toBeGreaterThan(0);
    expect(ran.exit).toBe(1);
  });
});
