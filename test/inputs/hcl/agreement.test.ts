import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check, projectFolder } from './support-terminal.ts';

/** Configurations with the plans that the real Terraform made of them, without a state that only the plan knows. */
const PROJECTS = [
  'projects/locations-shop',
  'projects/locations-crlf',
  'projects/satellites',
  'projects/policies-and-references',
  'projects/webshop/infra',
  'projects/webshop-open',
  'projects/platform',
  'projects/json-and-aliases',
  'projects/interpolated',
  'projects/data-and-files',
  'projects/open-policies',
  'inputs/same-ten',
] as const;

type Report = {
  readonly results: readonly { readonly policy: string; readonly resource: string; readonly verdict: string }[];
  readonly run: { readonly documents: readonly { readonly kind: string }[] };
};

const DEFINITE = new Set(['pass', 'fail', 'not-applicable']);

/** Judges the configuration of a project as if there were no plan. */
async function judgeConfiguration(project: string): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'configuration-'));
  const isSource = (path: string) => !/(?:(?<!\/rules)\.ya?ml|\/(?:plan|allowed|state|config-items)\.json)$/.test(path);
  cpSync(projectFolder(project), folder, { recursive: true, filter: isSource });
  const { read } = await check(folder, ['.']);
  rmSync(folder, { recursive: true });
  return JSON.parse(read('json')) as Report;
}

describe('a configuration is judged as its plan', () => {
  test.each(PROJECTS)('%s', { timeout: 60_000 }, async (project) => {
    const plan = JSON.parse((await check(projectFolder(project), ['plan.json'])).read('json')) as Report;
    const configuration = await judgeConfiguration(project);
    const kinds = configuration.run.documents.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind !== 'json')).toEqual(['terraform-hcl']);
    const verdicts = new Map(configuration.results.map((one) => [`${one.policy} ${one.resource}`, one.verdict]));
    const definite = plan.results.filter(({ verdict }) => DEFINITE.has(verdict));
    const rows = definite.map(({ policy, resource, verdict }) => {
      const name = `${policy} ${resource}`;
      return { name, plan: verdict, configuration: verdicts.get(name) };
    });
    const agreeing = rows.filter((row) => row.plan === row.configuration);
    const others = rows.filter((row) => row.plan !== row.configuration);
    // What the plan decides otherwise is at most not known, never the opposite.
    expect(others.filter((row) => row.configuration !== 'unknown')).toEqual([]);
    expect(agreeing.length / rows.length, JSON.stringify(others)).toBeGreaterThanOrEqual(0.95);
    expect(rows.length).toBeGreaterThan(5);
  });
});

test('a plan is judged instead of the configuration beside it', async () => {
  const { read } = await check(projectFolder('projects/locations-crlf'), ['.']);
  const report = JSON.parse(read('json')) as Report & { readonly notChecked: readonly { readonly what: string }[] };
  expect(report.run.documents.map(({ kind }) => kind)).toEqual(['terraform-plan']);
  expect(report.notChecked.map(({ what }) => what)).toContain('.');
});
