import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRegoFiles } from '../../../engine/cli/rego-files.ts';
import { compileTests, reportJson, runTests } from '../../../engine/rego/tester/index.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
const opa = [
  join(homedir(), '.peers', 'bin', 'opa'),
  ...(process.env.PATH ?? '').split(':').map((dir) => join(dir, 'opa')),
].find((path) => existsSync(path));

type Row = { readonly package: string; readonly name: string };

/** The rows without what differs from run to run, in one order. */
function comparable(json: string): readonly unknown[] {
  const rows = JSON.parse(json) as readonly (Row & { readonly duration: number })[];
  const sorted = [...rows].sort((a, b) => (`${a.package}.${a.name}` < `${b.package}.${b.name}` ? -1 : 1));
  return sorted.map(({ duration: _, ...row }) => row);
}

const FOLDERS = [
  { note: 'the shipped policies', path: 'policies', ignore: ['examples', 'schemas'] },
  { note: 'tests that pass, fail, err and are put off', path: 'fixtures/rego/tester', ignore: [] },
];

describe.skipIf(opa === undefined)('the same results as opa test', () => {
  test.each(FOLDERS)('$note', { timeout: 60_000 }, ({ path, ignore }) => {
    const files = readRegoFiles([path], { cwd: ROOT, ignore });
    const suite = compileTests({ modules: files.modules });
    if (!suite.ok) throw new Error(suite.diagnostics.map((item) => item.message).join('; '));
    const options = { data: files.data, now: 0n, clock: () => 0 };
    const ours = reportJson([...runTests(suite.value, options)]);
    const flags = ignore.flatMap((name) => ['--ignore', name]);
    const run = spawnSync(opa ?? '', ['test', '--format', 'json', ...flags, path], { cwd: ROOT, encoding: 'utf8' });
    expect(comparable(ours)).toEqual(comparable(run.stdout));
  });
});
