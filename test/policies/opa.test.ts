import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { effectiveParameters } from '../../engine/policies/parameters.ts';
import { indexResources, toPolicyInput, unknownMarks } from '../../engine/resources/index.ts';
import { findPeer, judge, ROOT, shippedPolicies } from './support.ts';

const opa = findPeer('opa');
const SCENARIOS = '../shared/data/tf-plans/generated-here/scenarios';
const SOURCES = [
  'fixtures/projects/webshop/infra/plan.json',
  'fixtures/projects/webshop/manifests/shop.yaml',
  'fixtures/projects/webshop/account/config-items.json',
  'fixtures/inputs/same-ten/plan.json',
  'fixtures/inputs/same-ten/config-items.json',
  `${SCENARIOS}/02-noop-with-one-update.json`,
  `${SCENARIOS}/03-drift.json`,
];

if (opa === undefined) console.warn('opa is not installed: the comparison with it is skipped');

describe.skipIf(opa === undefined)('stock OPA', () => {
  test('passes the policies’ own tests', () => {
    const run = () =>
      execFileSync(opa!, ['test', '-b', '-s', 'policies/schemas', 'policies'], { cwd: ROOT, encoding: 'utf8' });
    expect(run()).toMatch(/^PASS: \d+\/\d+$/m);
  });

  test.each(SOURCES)('gives our denials for every resource of %s whose verdict is definite', (source) => {
    if (!existsSync(join(ROOT, source))) return expect(source.startsWith('../shared')).toBe(true);
    const assessment = judge([source]);
    const index = new Map(assessment.resources.map((resource, position) => [resource.id, position]));
    const theirs = askOpa(assessment.resources);
    const judged = assessment.results.flatMap(({ result }) => {
      if (result.verdict !== 'pass' && result.verdict !== 'fail') return [];
      const position = index.get(result.subject.id)!;
      const key = `${result.policy} ${position}`;
      const known = unknownMarks(assessment.resources[position]!).unknown.size === 0;
      const messages = result.verdict === 'fail' ? result.denials.map((denial) => denial.message) : [];
      // Where something is unknown, OPA takes it for absent: it may deny more than the denials that are certain.
      const all = theirs.get(key) ?? ['not evaluated'];
      const same = known || messages.length === 0 ? all : all.filter((message) => messages.includes(message));
      return [{ key, ours: [...new Set(messages)].sort(), theirs: same }];
    });
    expect(judged.map(({ key, theirs: messages }) => ({ key, messages }))).toEqual(
      judged.map(({ key, ours: messages }) => ({ key, messages })),
    );
    expect(judged.length).toBeGreaterThan(0);
  });
});

type Judged = ReturnType<typeof judge>['resources'];

/** The messages of every policy on every resource, by `<policy> <index>`; one process for all. */
function askOpa(all: Judged): ReadonlyMap<string, readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'probity-opa-'));
  try {
    const { parameters } = effectiveParameters(shippedPolicies().policies, {});
    const data = { resources: indexResources(all), parameters, inputs: all.map(toPolicyInput) };
    writeFileSync(join(folder, 'data.json'), JSON.stringify(data));
    const query = `[{"provider": p, "name": n, "index": i, "denials": d} |
      some p in ["aws", "kubernetes"]; some i, resource in data.inputs
      some n, _ in data.probity[p]; d := data.probity[p][n].deny with input as resource]`;
    const text = execFileSync(
      opa!,
      ['eval', '-b', 'policies', '-d', join(folder, 'data.json'), '--format', 'json', query],
      {
        cwd: ROOT,
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      },
    );
    const rows = JSON.parse(text).result[0].expressions[0].value as readonly Row[];
    return new Map(
      rows.map(({ provider, name, index, denials }) => [
        `${provider}/${name.replaceAll('_', '-')} ${index}`,
        [...new Set(denials.map((denial) => denial.message))].sort(),
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Row = {
  readonly provider: string;
  readonly name: string;
  readonly index: number;
  readonly denials: readonly { readonly message: string }[];
};
