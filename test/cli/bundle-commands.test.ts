import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { runCli } from '../../engine/cli/program.ts';
import { describeWithOpa, opa } from '../rego/bundle/opa.ts';

const FIXTURES = resolve('fixtures/rego/bundles');
const folder = mkdtempSync(join(tmpdir(), 'probity-bundles-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: readonly string[], cwd = FIXTURES) {
  const wide = { highWaterMark: 2 ** 30 };
  const [stdout, stderr] = [new PassThrough(wide), new PassThrough(wide)];
  const terminal = { stdin: new PassThrough(), stdout, stderr, env: {}, cwd, now: () => new Date(0) };
  const exit = await runCli(args, terminal);
  const text = (stream: PassThrough) => String(stream.read() ?? '');
  return { exit, stdout: text(stdout), stderr: text(stderr) };
}

type BuildCase = { readonly note: string; readonly flags: readonly string[] };

const SAME: readonly BuildCase[] = [
  { note: 'a bundle folder', flags: ['-b', 'gate', '-r', 'r2'] },
  { note: 'two bundles', flags: ['-b', 'legacy', 'gate'] },
  { note: 'loose files', flags: ['gate'] },
  { note: 'ignored files', flags: ['-b', 'gate', '--ignore', 'names*'] },
  { note: 'entrypoints', flags: ['-b', 'gate', '-e', 'gate/ports/deny'] },
  { note: 'signed', flags: ['-b', 'gate', '--signing-key', 'k', '--signing-alg', 'HS384'] },
];

describeWithOpa('probity rego build', () => {
  test.each(SAME.map((row) => [row.note, row] as const))('as opa: %s', async (_, { flags }) => {
    const [ours, theirs] = [join(folder, 'ours.tar.gz'), join(folder, 'theirs.tar.gz')];
    expect(opa(['build', ...flags, '-o', theirs], FIXTURES).failed).toBeUndefined();
    expect((await run(['rego', 'build', ...flags, '-o', ours])).exit).toBe(0);
    expect(gunzipSync(readFileSync(ours)).toString()).toBe(gunzipSync(readFileSync(theirs)).toString());
    expect(opa(['inspect', ours], folder).failed).toBeUndefined();
  });

  test('a bundle of a bundle', async () => {
    await run(['rego', 'build', '-b', resolve(FIXTURES, 'gate'), '-o', 'a.tar.gz'], folder);
    await run(['rego', 'build', '-b', 'a.tar.gz', '-o', 'b.tar.gz'], folder);
    opa(['build', '-b', 'a.tar.gz', '-o', 'c.tar.gz'], folder);
    const [b, c] = ['b', 'c'].map((name) => gunzipSync(readFileSync(join(folder, `${name}.tar.gz`))).toString());
    expect(b).toBe(c);
  });

  test('capabilities are read by opa', async () => {
    writeFileSync(join(folder, 'caps.json'), (await run(['rego', 'capabilities'])).stdout);
    expect(opa(['check', '--capabilities', join(folder, 'caps.json'), 'gate'], FIXTURES).failed).toBeUndefined();
  });
});

type FailingCase = {
  readonly note: string;
  readonly args: readonly string[];
  readonly exit: number;
  readonly wants: string;
};

const FAILING: readonly FailingCase[] = [
  {
    note: 'no such bundle',
    args: ['build', '-b', 'nope'],
    exit: 1,
    wants: 'input_not_found: the bundle `nope` cannot be read: ENOENT',
  },
  {
    note: 'keys without -b',
    args: ['build', 'gate', '--signing-key', 'k'],
    exit: 2,
    wants: 'enable bundle mode (ie. --bundle) to verify or sign',
  },
  {
    note: 'claims without key',
    args: ['build', '-b', 'gate', '--claims-file', 'x'],
    exit: 2,
    wants: 'specify the secret (HMAC)',
  },
  {
    note: 'entrypoint',
    args: ['build', '-b', 'gate', '-e', ''],
    exit: 2,
    wants: 'entrypoint  not valid: use <package>/<rule>',
  },
  {
    note: 'key that does not fit',
    args: ['build', '-b', 'gate', '--signing-key', 'k'],
    exit: 1,
    wants: 'bundle_signature: failed to parse PEM block containing the key',
  },
  {
    note: 'unknown algorithm',
    args: ['build', '-b', 'gate', '--signing-key', 'k', '--signing-alg', 'none'],
    exit: 1,
    wants: 'unknown signature algorithm: none',
  },
  {
    note: 'not signed',
    args: ['build', '-b', 'gate', '--verification-key', 'k'],
    exit: 1,
    wants: 'bundle missing .signatures.json file',
  },
  {
    note: 'the same root twice',
    args: ['build', '-b', 'gate', './gate/../gate/'],
    exit: 1,
    wants: 'bundle merge failed: failed to insert data',
  },
  { note: 'a target we have not', args: ['build', 'gate', '-t', 'wasm'], exit: 2, wants: "argument 'wasm' is invalid" },
  {
    note: 'no capabilities file',
    args: ['build', 'gate', '--capabilities', 'nope'],
    exit: 2,
    wants: 'the capabilities `nope` cannot be read: ENOENT',
  },
  {
    note: 'capabilities that are none',
    args: ['capabilities', '--file', 'gate/gate/ports.rego'],
    exit: 2,
    wants: 'the capabilities are not a JSON object',
  },
  { note: 'bench of nothing', args: ['bench', 'data.nope'], exit: 1, wants: 'undefined result' },
  {
    note: 'bench count',
    args: ['bench', 'true', '--count', 'x'],
    exit: 2,
    wants: '`--count x` is not a number from 1 to 1000',
  },
  { note: 'bench of a query that does not parse', args: ['bench', 'data.'], exit: 1, wants: 'rego_parse_error' },
];

test.each(FAILING.map((row) => [row.note, row] as const))('fails: %s', async (_, row) => {
  const before = readdirSync(FIXTURES);
  const { exit, stderr } = await run(['rego', ...row.args]);
  expect(stderr).toContain(row.wants);
  expect(exit).toBe(row.exit);
  expect(readdirSync(FIXTURES)).toEqual(before);
});

test('modules may use what the capabilities list, and no more', async () => {
  const all = JSON.parse((await run(['rego', 'capabilities'])).stdout) as { builtins: { name: string }[] };
  const fewer = { ...all, builtins: all.builtins.filter(({ name }) => name !== 'regex.match') };
  writeFileSync(join(folder, 'fewer.json'), JSON.stringify(fewer));
  writeFileSync(join(folder, 'more.json'), JSON.stringify({ ...all, builtins: [...all.builtins, { name: 'x.y' }] }));
  const build = (file: string) => run(['rego', 'build', '-b', 'gate', '--capabilities', join(folder, file), '-o', '-']);
  expect((await build('fewer.json')).stderr).toContain('rego_type_error: undefined function regex.match');
  for (const command of [
    ['check', 'gate'],
    ['eval', 'data.gate', '-b', 'gate', '-f', 'pretty'],
  ]) {
    const ran = await run(['rego', ...command, '--capabilities', join(folder, 'fewer.json')]);
    expect(`${ran.stdout}${ran.stderr}`).toContain('rego_type_error: undefined function regex.match');
    expect(ran.exit).toBeGreaterThan(0);
  }
  expect((await build('more.json')).stderr).toContain('the capabilities list builtins that are not here: x.y');
});

test('bench measures, in every format', async () => {
  const bench = async (format: string) =>
    (await run(['rego', 'bench', '-b', 'gate', 'data.gate.ports', '-f', format])).stdout;
  const { N, T, Extra } = JSON.parse(await bench('json')) as { N: number; T: number; Extra: Record<string, number> };
  expect(N).toBeGreaterThan(100);
  expect(T).toBeGreaterThan(1e8);
  expect(Extra.histogram_timer_rego_query_eval_ns_median).toBeGreaterThan(0);
  expect(await bench('gobench')).toMatch(/^BenchmarkProbityEval\t\s*\d+\t\s*\d+(?:\.\d+)? ns\/op\t/);
  expect(await bench('pretty')).toMatch(/│ ns\/op +│ +[\d.]+ │/);
});
