import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, test } from 'vitest';
import { dropFolder, isBuilt, makeFolder, run } from './run.ts';
import { BAD_POD } from './samples.ts';

const SCHEMA = JSON.parse(readFileSync('engine/findings/baseline.schema.json', 'utf8'));

describe.skipIf(!isBuilt)('probity baseline create', () => {
  const cwd = makeFolder({ 'pod.yaml': BAD_POD, 'half.yaml': 'a: [', 'none.txt': '' });
  afterAll(() => dropFolder(cwd));

  test('writes what the schema describes, the same bytes each time', async () => {
    const first = await run(['baseline', 'create', 'pod.yaml'], { cwd });
    expect(first.exit).toBe(0);
    const baseline = JSON.parse(first.stdout);
    const validate = new Ajv2020().compile(SCHEMA);
    expect(validate(baseline) ? [] : validate.errors).toEqual([]);
    expect(baseline.findings.length).toBeGreaterThan(0);
    writeFileSync(join(cwd, 'two.yaml'), BAD_POD.replace('name: bad', 'name: also'));
    const orders = [
      ['two.yaml', 'pod.yaml'],
      ['pod.yaml', 'two.yaml'],
    ];
    const [left, right] = await Promise.all(orders.map((paths) => run(['baseline', 'create', ...paths], { cwd })));
    expect(left!.stdout).toBe(right!.stdout);
    expect(left!.stdout).not.toBe(first.stdout);
  });

  test('is a base that makes the same files pass', async () => {
    expect((await run(['baseline', 'create', 'pod.yaml', '-o', 'kept.json'], { cwd })).exit).toBe(0);
    const ran = await run(['check', 'pod.yaml', '--base', 'kept.json', '--fail-on', 'low'], { cwd });
    expect(ran.exit).toBe(0);
    expect(ran.stdout).toContain('already in the base');
  });

  test('keeps no finding that is waived', async () => {
    const waivers = `waivers:\n  - { policy: kubernetes/no-privileged, resource: "*bad*", reason: r, owner: a, approver: b, created: "2026-11-01", expires: "2026-12-31" }\n`;
    writeFileSync(join(cwd, 'w.yaml'), waivers);
    const args = ['baseline', 'create', 'pod.yaml', '--waivers', 'w.yaml', '--now', '2026-11-20T00:00:00Z'];
    const { findings } = JSON.parse((await run(args, { cwd })).stdout);
    expect(findings.filter(({ policy }: { policy: string }) => policy === 'kubernetes/no-privileged')).toEqual([]);
  });

  test('is not written when something could not be read', async () => {
    const ran = await run(['baseline', 'create', 'pod.yaml', 'half.yaml', '-o', 'no.json'], { cwd });
    expect(ran.exit).toBe(2);
    expect(ran.stderr).toContain('no baseline was written');
    expect(() => readFileSync(join(cwd, 'no.json'))).toThrow();
  });
});
