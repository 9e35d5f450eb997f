import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { dropFolder, isBuilt, makeFolder, run } from './run.ts';
import { planOf } from './samples.ts';

/** A volume of a snapshot, whose encryption apply decides, then as it turned out. */
function volume(encrypted: boolean | undefined): string {
  const values = {
    availability_zone: 'eu-west-1a',
    size: 1,
    snapshot_id: 'snap-1',
    ...(encrypted === undefined ? {} : { encrypted }),
  };
  const plan = planOf('aws_ebs_volume', values) as { resource_changes: { change: { after_unknown: object } }[] };
  if (encrypted === undefined) plan.resource_changes[0]!.change.after_unknown = { encrypted: true };
  return JSON.stringify(plan);
}

describe.skipIf(!isBuilt)('probity recheck', () => {
  const cwd = makeFolder({
    'before.json': volume(undefined),
    'good.json': volume(true),
    'bad.json': volume(false),
    'other.json': JSON.stringify(planOf('aws_sqs_queue', { name: 'x' })),
  });
  afterAll(() => dropFolder(cwd));

  test.each([
    ['good.json', 'pass', 0],
    ['bad.json', 'fail', 1],
    ['before.json', 'unknown', 3],
    ['other.json', 'not-found', 3],
  ])('%s: %s', async (file, now, exit) => {
    await run(['check', 'before.json', '--format', 'json=then.json'], { cwd });
    const args = ['recheck', 'then.json', '--plan', file, '--json', '--fail-on', 'low'];
    const ran = await run(args, { cwd });
    expect(ran.exit).toBe(exit);
    const { results } = JSON.parse(ran.stdout);
    const found = results.filter(({ policy }: { policy: string }) => policy === 'aws/ebs-volume-encryption');
    expect(found).toMatchObject([{ before: 'unknown', now }]);
  });

  test('prints a table, and refuses what is no assessment', async () => {
    const ran = await run(['recheck', 'then.json', '--plan', 'good.json'], { cwd });
    expect(ran.stdout).toMatch(/^unknown -> pass +aws\/ebs-volume-encryption /m);
    writeFileSync(join(cwd, 'none.json'), '{}');
    expect((await run(['recheck', 'none.json', '--plan', 'good.json'], { cwd })).exit).toBe(2);
    expect((await run(['recheck', 'then.json'], { cwd })).exit).toBe(2);
  });
});
