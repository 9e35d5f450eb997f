import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../../engine/cli/program.ts';
import { readBundle, writeBundle } from '../../engine/rego/bundle/index.ts';
import { bundleOf } from '../rego/bundle/archive.ts';
import { describeWithOpa, opa } from '../rego/bundle/opa.ts';
import { BUCKET_PLAN } from './samples.ts';

const FIXTURES = resolve('fixtures/rego/bundles');
const folder = mkdtempSync(join(tmpdir(), 'probity-bundle-check-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Result = {
  readonly policy: string;
  readonly verdict: string;
  readonly findings?: readonly { readonly message: string }[];
  readonly unknown?: { readonly paths: readonly unknown[] };
};

async function check(file: string, bundle: string, ...flags: readonly string[]) {
  const wide = { highWaterMark: 2 ** 30 };
  const [stdout, stderr] = [new PassThrough(wide), new PassThrough(wide)];
  const terminal = { stdin: new PassThrough(), stdout, stderr, env: {}, cwd: folder, now: () => new Date(0) };
  const args = ['check', file, '--no-shipped', '--policy', bundle, '--format', 'json', ...flags];
  const exit = await runCli(args, terminal);
  const text = String(stdout.read() ?? '');
  const results = text === '' ? [] : (JSON.parse(text) as { readonly results: readonly Result[] }).results;
  const verdicts = results.map(({ policy, verdict, findings = [] }) =>
    [policy, verdict, ...findings.map(({ message }) => message)].join(' | '),
  );
  return { exit, results, verdicts, stderr: String(stderr.read() ?? '') };
}

beforeAll(() => {
  writeFileSync(join(folder, 'in.json'), '{"ports": [22, 3389], "name": "A", "bad": true, "worse": true}');
  writeFileSync(join(folder, 'plan.json'), BUCKET_PLAN.replace('"after_unknown":{}', '"after_unknown":{"arn":true}'));
});

describeWithOpa('probity check --policy BUNDLE', () => {
  const build = (name: string, ...flags: readonly string[]) => {
    const built = opa(['build', '-b', join(FIXTURES, 'gate'), '-o', name, ...flags], folder);
    expect(built.failed).toBeUndefined();
  };

  test.each(['rego', 'plan', 'wasm'])('one of -t %s gives the verdicts of its Rego', async (target) => {
    build(`${target}.tar.gz`, '-t', target, '-e', 'gate/ports/deny', '-e', 'gate/ports/warn', '-e', 'gate/names/deny');
    const { exit, verdicts } = await check('in.json', `${target}.tar.gz`);
    expect(verdicts).toEqual([
      'document/gate/names/deny | fail | the name "A" does not match ^[a-z]+$',
      'document/gate/ports/deny | fail | port 3389 is above 1024 <a&b é \u2028>',
      'document/gate/ports/warn | pass',
    ]);
    expect(exit).toBe(1);
  });

  test('a plan without its Rego gives the same verdicts, and knows what it reads', async () => {
    build('whole.tar.gz', '-t', 'plan', '-e', 'gate/ports/deny', '-e', 'gate/names/deny');
    const whole = readBundle(readFileSync(join(folder, 'whole.tar.gz')), { name: 'whole' });
    if (!whole.ok) throw new Error('unreadable');
    writeFileSync(join(folder, 'bare.tar.gz'), writeBundle({ ...whole.value, modules: [] }));
    const { exit, verdicts } = await check('in.json', 'bare.tar.gz', '--namespace', 'gate.ports');
    expect(verdicts[0]).toBe('document/gate/ports/deny | fail | port 3389 is above 1024 <a&b é \u2028>');
    expect(exit).toBe(1);
    expect((await check('plan.json', 'bare.tar.gz', '--namespace', 'gate.ports')).verdicts[0]).toBe(
      'document/gate/ports/deny | pass',
    );
  });

  test('namespaces choose', async () => {
    build('wasm.tar.gz', '-t', 'wasm', '-e', 'gate/ports/deny', '-e', 'gate/names/deny');
    const { verdicts } = await check('in.json', 'wasm.tar.gz', '--namespace', 'gate.ports');
    expect(verdicts.map((text) => text.split(' ')[0])).toEqual([
      'document/gate/ports/deny',
      'document/gate/ports/warn',
    ]);
  });

  test('compiled code passes nothing where something is unknown', async () => {
    build('wasm.tar.gz', '-t', 'wasm', '-e', 'gate/ports/deny');
    const { verdicts, results } = await check('plan.json', 'wasm.tar.gz', '--namespace', 'gate.ports');
    expect(verdicts[0]).toBe('document/gate/ports/deny | unknown');
    expect(results[0]?.unknown?.paths.length).toBeGreaterThan(0);
  });

  test('files keep the Rego version of the manifest', async () => {
    opa(['build', '-b', join(FIXTURES, 'legacy'), '-o', 'legacy.tar.gz'], folder);
    const { verdicts } = await check('in.json', 'legacy.tar.gz');
    expect(verdicts).toEqual(['document/old/v0/deny | fail | bad', 'document/old/v1/deny | fail | worse']);
  });

  test('signatures are checked with a key, and told without', async () => {
    build('signed.tar.gz', '--signing-key', 'k', '--signing-alg', 'HS256');
    const key = ['--verification-key', 'k', '--signing-alg', 'HS256'];
    expect((await check('in.json', 'signed.tar.gz')).stderr).toContain('signature of `signed.tar.gz` was not checked');
    const good = await check('in.json', 'signed.tar.gz', ...key);
    expect(good.stderr).not.toContain('bundle_signature');
    expect(good.verdicts.length).toBe(3);
    const forged = gunzipSync(readFileSync(join(folder, 'signed.tar.gz')))
      .toString('latin1')
      .replace('is above', 'is below');
    writeFileSync(join(folder, 'forged.tar.gz'), gzipSync(Buffer.from(forged, 'latin1')));
    const bad = await check('in.json', 'forged.tar.gz', ...key);
    expect(bad.stderr).toMatch(/bundle_signature: .*ports\.rego: digest mismatch/);
    expect({ exit: bad.exit, verdicts: bad.verdicts }).toEqual({ exit: 2, verdicts: [] });
    build('unsigned.tar.gz');
    const unsigned = await check('in.json', 'unsigned.tar.gz', ...key);
    expect(unsigned.stderr).toContain('bundle missing .signatures.json file');
    expect(unsigned.exit).toBe(2);
  });

  test('a module that does not answer gives errors, no passes', async () => {
    const text =
      'package main\n\ndeny contains "x" if {\n\tsome a in numbers.range(1, 100000)\n\tsome b in numbers.range(1, 100000)\n\ta + b < 0\n}\n';
    writeFileSync(join(folder, 'slow.rego'), text);
    expect(
      opa(['build', '-t', 'wasm', '-e', 'main/deny', 'slow.rego', '-o', 'slow.tar.gz'], folder).failed,
    ).toBeUndefined();
    const { exit, verdicts } = await check('in.json', 'slow.tar.gz');
    expect(verdicts).toEqual(['document/main/deny | error']);
    expect(exit).toBe(3);
  });
});

type BadCase = { readonly note: string; readonly bytes: Uint8Array; readonly wants: string; readonly exit?: number };

const BAD: readonly BadCase[] = [
  { note: 'no gzip', bytes: Buffer.from('text'), wants: 'bundle_invalid: bundle read failed: archive read failed' },
  {
    note: 'link',
    bytes: bundleOf({ path: 'p.rego', type: '2', link: '/etc/passwd' }),
    wants: 'bundle_unsafe: `p.rego` is a symbolic link',
  },
  {
    note: 'traversal',
    bytes: bundleOf({ path: '../p.rego' }),
    wants: 'bundle_unsafe: the path "../p.rego" leads out of the bundle',
  },
  {
    note: 'broken module',
    bytes: bundleOf({ path: 'p.rego', content: 'package' }),
    wants: 'bad.tar.gz/p.rego:1:7: rego_parse_error',
  },
  {
    note: 'compile error',
    bytes: bundleOf({ path: 'p.rego', content: 'package main\n\ndeny contains x if true\n' }),
    wants: 'bad.tar.gz/p.rego:3:15: rego_unsafe_var_error: var x is unsafe',
  },
  {
    note: 'network',
    bytes: bundleOf({ path: 'p.rego', content: 'package main\n\ndeny contains http.send({}) if true\n' }),
    wants: 'undefined function http.send',
  },
  {
    note: 'no policy',
    bytes: bundleOf({ path: 'p.rego', content: 'package main\n\nallow := true\n' }),
    wants: 'policy_none',
    exit: 3,
  },
  {
    note: 'a plan without policies',
    bytes: bundleOf({ path: 'plan.json', content: '{}' }),
    wants: 'policy_none',
    exit: 3,
  },
  {
    note: 'no plan',
    bytes: bundleOf({ path: 'plan.json', content: '{"plans": 3}' }),
    wants: 'bad.tar.gz/plan.json:1:1: bundle_invalid: the plan cannot be read',
  },
  {
    note: 'a plan that asks for the network',
    bytes: bundleOf({
      path: 'plan.json',
      content: '{"static": {"builtin_funcs": [{"name": "http.send", "decl": {"args": [{}]}}]}}',
    }),
    wants: 'bundle_unsafe: the plan calls `http.send`, which is not allowed',
  },
  {
    note: 'no WASM',
    bytes: bundleOf(
      { path: '/.manifest', content: '{"wasm":[{"module":"/policy.wasm","entrypoint":"main/deny"}]}' },
      { path: '/policy.wasm', content: 'nope' },
    ),
    wants: 'the WASM module cannot be loaded',
  },
  { note: 'nothing', bytes: bundleOf({ path: 'x.txt', content: '' }), wants: 'policy_none', exit: 3 },
];

test.each(BAD.map((row) => [row.note, row] as const))('refused: %s', async (_, { bytes, wants, exit: wanted = 2 }) => {
  writeFileSync(join(folder, 'bad.tar.gz'), bytes);
  const { exit, stderr, verdicts } = await check('in.json', 'bad.tar.gz');
  expect(stderr).toContain(wants);
  expect({ exit, verdicts }).toEqual({ exit: wanted, verdicts: [] });
});
