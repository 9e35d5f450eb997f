import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dropFolder, isBuilt, makeFolder, run } from './run.ts';
import { BAD_POD, SERVICE } from './samples.ts';

describe.skipIf(!isBuilt)('findings against a base', () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = makeFolder({
      'pod.yaml': BAD_POD,
      'broken.json': '{"results": []}',
      'other.json': '[',
      'odd.json': '{"baselineVersion": "1.0.0", "findings": [{"fingerprint": "sha256:1"}]}',
      'later.json': '{"baselineVersion": "2.0.0", "findings": []}',
    });
    expect((await run(['check', 'pod.yaml', '--format', 'json=base.json'], { cwd })).exit).toBe(1);
  });
  afterAll(() => dropFolder(cwd));

  test('what the base has does not fail', async () => {
    const ran = await run(['check', 'pod.yaml', '--base', 'base.json'], { cwd });
    expect(ran.exit).toBe(0);
    expect(ran.stdout).toContain('already in the base');
  });

  test('what is new fails, and says so', async () => {
    writeFileSync(join(cwd, 'two.yaml'), `${BAD_POD}---\n${BAD_POD.replace('name: bad', 'name: worse')}`);
    const ran = await run(['check', 'two.yaml', '--base', 'base.json', '--format', 'json'], { cwd });
    expect(ran.exit).toBe(1);
    const { results } = JSON.parse(ran.stdout);
    const statuses = results
      .filter(({ policy }: { policy: string }) => policy === 'kubernetes/no-privileged')
      .map(({ findings }: { findings: readonly { status: string }[] }) => findings.map(({ status }) => status));
    expect(statuses.flat().sort()).toEqual(['existing', 'new']);
  });

  test.each([
    ['no.json', 'cannot be read'],
    ['broken.json', 'is not the output of'],
    ['odd.json', 'findings[0]'],
    ['later.json', 'this engine reads 1.x'],
    ['other.json', 'is not the output of'],
  ])('a base that is none: %s', async (file, message) => {
    const ran = await run(['check', 'pod.yaml', '--base', file], { cwd });
    expect(ran.exit).toBe(2);
    expect(ran.stderr).toContain(message);
  });

  test('a waived finding of the base is not existing', async () => {
    const text = readFileSync(join(cwd, 'base.json'), 'utf8');
    writeFileSync(join(cwd, 'waived.json'), text.replaceAll('"status": "new"', '"status": "waived"'));
    expect((await run(['check', 'pod.yaml', '--base', 'waived.json'], { cwd })).exit).toBe(1);
  });

  test('what the base had and the run has not is fixed, in every report for people and in JSON', async () => {
    writeFileSync(join(cwd, 'good.yaml'), BAD_POD.replace('privileged: true', 'privileged: false'));
    const reports = ['--format', 'json=fixed.json', '--format', 'markdown=fixed.md', '--format', 'html=fixed.html'];
    const ran = await run(['check', 'good.yaml', '--base', 'base.json', '--format', 'text', ...reports], { cwd });
    expect(ran.stdout).toMatch(/Base {6}base\.json: 0 new, \d+ existing, 1 fixed/);
    expect(ran.stdout).toMatch(/Fixed\n {2}- kubernetes\/no-privileged: .*verdict pass now/);
    const { base } = JSON.parse(readFileSync(join(cwd, 'fixed.json'), 'utf8'));
    expect(base.fixed).toMatchObject([{ policy: 'kubernetes/no-privileged', now: 'pass' }]);
    expect(base.unjudged).toEqual([]);
    expect(readFileSync(join(cwd, 'fixed.md'), 'utf8')).toContain('<summary>Fixed (1)</summary>');
    expect(readFileSync(join(cwd, 'fixed.html'), 'utf8')).toContain('id="fixed-title"');
  });

  test('a resource that is gone is fixed, unless something could not be read', async () => {
    writeFileSync(join(cwd, 'service.yaml'), SERVICE);
    writeFileSync(join(cwd, 'half.yaml'), 'a: [');
    const gone = await run(['check', 'service.yaml', '--base', 'base.json', '--format', 'json'], { cwd });
    expect(JSON.parse(gone.stdout).base.fixed[0].now).toBe('gone');
    const args = ['check', 'service.yaml', 'half.yaml', '--base', 'base.json', '--format', 'json'];
    const { base } = JSON.parse((await run(args, { cwd })).stdout);
    expect(base.fixed).toEqual([]);
    expect(base.unjudged[0].reason).toBe('not everything was read in this run');
  });

  test('a base of other policies: both digests are named', async () => {
    writeFileSync(join(cwd, 'extra.rego'), 'package main\n\ndeny contains "no" if input.kind == "Secret"\n');
    const args = ['check', 'pod.yaml', '--base', 'base.json', '--policy', 'extra.rego', '--format', 'json'];
    const ran = await run(args, { cwd });
    const bundles = [JSON.parse(readFileSync(join(cwd, 'base.json'), 'utf8')), JSON.parse(ran.stdout)];
    for (const { run: one } of bundles) expect(ran.stderr).toContain(one.bundle);
    expect(ran.stderr).toContain('base_other_policies');
  });

  test('an expired waiver brings its finding back, also against a base', async () => {
    const { results } = JSON.parse(readFileSync(join(cwd, 'base.json'), 'utf8'));
    const [{ findings }] = results.filter(({ policy }: { policy: string }) => policy === 'kubernetes/no-privileged');
    writeFileSync(
      join(cwd, 'old.yaml'),
      `waivers:\n  - { policy: kubernetes/no-privileged, fingerprint: "${findings[0].fingerprint}", reason: r, owner: a, approver: b, created: "2026-01-01", expires: "2026-02-01" }\n`,
    );
    const ran = await run(['check', 'pod.yaml', '--base', 'pod.yaml', '--waivers', 'old.yaml'], { cwd });
    expect(ran.exit).toBe(1);
    expect((await run(['check', 'pod.yaml', '--base', 'pod.yaml'], { cwd })).exit).toBe(0);
  });
});

const MOVED = resolve('fixtures/projects/moved');

describe.skipIf(!isBuilt)('a plan that only moves', () => {
  const cwd = makeFolder({});
  afterAll(() => dropFolder(cwd));
  const after = ['check', join(MOVED, 'after/plan.json'), '--format', 'json', '--fail-on', 'low'];

  test.each(['plan', 'report', 'baseline'])('gives no new finding against the %s before', async (kind) => {
    const before = join(MOVED, 'before/plan.json');
    const made = {
      plan: async () => before,
      report: async () => {
        expect((await run(['check', before, '--format', 'json=report.json'], { cwd })).exit).toBe(1);
        return 'report.json';
      },
      baseline: async () => {
        expect((await run(['baseline', 'create', before, '-o', 'baseline.json'], { cwd })).exit).toBe(0);
        return 'baseline.json';
      },
    }[kind]!;
    const ran = await run([...after, '--base', await made()], { cwd });
    const { base } = JSON.parse(ran.stdout);
    expect({ new: base.new, fixed: base.fixed, unjudged: base.unjudged }).toEqual({ new: 0, fixed: [], unjudged: [] });
    expect(base.existing).toBeGreaterThan(2);
    expect(ran.exit).toBe(0);
  });

  test('has findings of all three resources, which a base without them calls new', async () => {
    const empty = join(cwd, 'empty.json');
    writeFileSync(empty, '{"baselineVersion": "1.0.0", "bundle": "none", "findings": []}');
    const ran = await run([...after, '--base', empty], { cwd });
    expect(ran.exit).toBe(1);
    const { results } = JSON.parse(ran.stdout);
    const failing = results.filter(({ verdict }: { verdict: string }) => verdict === 'fail');
    const names = new Set(failing.map(({ source }: { source: { address: string } }) => source.address));
    expect([...names].sort()).toEqual([
      'aws_ebs_volume.disk["data"]',
      'aws_ebs_volume.work',
      'module.access.aws_security_group.shell',
    ]);
  });
});
