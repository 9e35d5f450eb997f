import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dropFolder, isBuilt, makeFolder, run } from './run.ts';
import { BAD_POD } from './samples.ts';

describe.skipIf(!isBuilt)('findings against a base', () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = makeFolder({ 'pod.yaml': BAD_POD, 'broken.json': '{"results": []}', 'other.json': '[' });
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
});
