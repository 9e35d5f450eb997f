import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REPORT_FORMATS } from '../../reporters/types.ts';
import { dropFolder, isBuilt, makeFolder, run } from './run.ts';
import { BAD_POD, SERVICE } from './samples.ts';

const NOW = ['--now', '2027-01-01T00:00:00Z'];
const POLICY = 'package main\ndeny contains "a pod" if input.kind == "Pod"\nwarn contains input.kind if input.kind\n';

/** Every file below a folder by its path. */
function filesBelow(folder: string): ReadonlyMap<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path).toString('latin1')]),
  );
}

describe.skipIf(!isBuilt)('the same inputs give the same bytes', () => {
  let cwd = '';
  const inputs = ['web/infra/plan.json', 'web/manifests', 'web/account/config-items.json', 'pod.yaml', 'broken.json'];
  beforeAll(() => {
    cwd = makeFolder({
      'pod.yaml': `${BAD_POD}---\n${SERVICE}---\n${BAD_POD}`,
      'broken.json': '{',
      'p/a.rego': POLICY,
      'q/a.rego': POLICY.replace('main', 'other'),
    });
    cpSync('fixtures/projects/webshop', join(cwd, 'web'), { recursive: true });
  });
  afterAll(() => dropFolder(cwd));

  const orders: readonly (readonly string[])[] = [
    inputs,
    [...inputs].reverse(),
    [...inputs.slice(2), ...inputs.slice(0, 2)],
  ];

  test.each(REPORT_FORMATS)('%s, whatever the order of the arguments', async (format) => {
    const outputs = await Promise.all(
      orders.map((order) =>
        run(['check', ...order, '--policy', 'p', '--policy', 'q', '--format', format, ...NOW], { cwd }),
      ),
    );
    expect(outputs.map(({ exit }) => exit)).toEqual([2, 2, 2]);
    expect(outputs[0]?.stdout.length).toBeGreaterThan(100);
    for (const output of outputs.slice(1)) expect(output.stdout).toBe(outputs[0]?.stdout);
  });

  test('stderr', async () => {
    const outputs = await Promise.all(orders.map((order) => run(['check', ...order, ...NOW], { cwd })));
    for (const output of outputs.slice(1)) expect(output.stderr).toBe(outputs[0]?.stderr);
  });

  test('evidence packs', async () => {
    for (const [index, order] of orders.entries()) {
      await run(['check', ...order, '--policy', 'p', '--evidence', `pack-${index}`, ...NOW], { cwd });
    }
    const first = filesBelow(join(cwd, 'pack-0'));
    expect(first.size).toBeGreaterThan(8);
    for (const index of [1, 2]) {
      const other = filesBelow(join(cwd, `pack-${index}`));
      expect([...other.keys()]).toEqual([...first.keys()]);
      for (const [path, bytes] of other) expect(bytes === first.get(path), `${path} differs`).toBe(true);
    }
  });

  test('another time zone and locale change nothing', async () => {
    const args = ['check', ...inputs, '--format', 'html', ...NOW];
    const env = { TZ: 'Asia/Kolkata', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' };
    const [plain, abroad] = await Promise.all([run(args, { cwd }), run(args, { cwd, env })]);
    expect(abroad.stdout).toBe(plain.stdout);
  });
});
