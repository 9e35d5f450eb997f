import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readBundle } from '../../../engine/rego/bundle/index.ts';
import { WASM_LIMITS, type WasmLimits, WasmPolicy } from '../../../engine/rego/foreign/index.ts';
import { parseValueText, toValueText } from '../../../engine/rego/foreign/value-text.ts';
import { compileModules } from '../../../engine/rego/index.ts';
import { parseJson, type RegoValue, toText } from '../../../engine/rego/value/index.ts';
import { describeWithOpa, findOpa } from '../bundle/opa.ts';

const folder = mkdtempSync(join(tmpdir(), 'probity-wasm-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The WASM module that `opa build` makes of a policy. */
function wasmOf(text: string, data: string): { readonly bytes: Uint8Array; readonly data: RegoValue } {
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'src', 'p.rego'), text);
  writeFileSync(join(folder, 'src', 'data.json'), data);
  execFileSync(findOpa()!, ['build', '-t', 'wasm', '-e', 'p', '-o', 'b.tar.gz', '-b', 'src'], { cwd: folder });
  const read = readBundle(readFileSync(join(folder, 'b.tar.gz')), { name: 'b' });
  if (!read.ok) throw new Error(read.diagnostics[0]?.message);
  return { bytes: read.value.wasm[0]!.bytes, data: read.value.data };
}

function load(text: string, limits: Partial<WasmLimits> = {}, data = '{}'): WasmPolicy {
  const wasm = wasmOf(text, data);
  const loaded = WasmPolicy.load(wasm.bytes, wasm.data, { ...WASM_LIMITS, ...limits });
  if (!loaded.ok) throw new Error(loaded.diagnostics[0]?.message);
  return loaded.value;
}

const RULES = String.raw`package p

deny contains msg if {
	some port in input.ports
	port > data.limit
	msg := sprintf("%d > %v %s", [port, data.limit, {"é", "<b>"}])
}

numbers := [input.big, 1.0, 12345678901234567890 + 1, input.big * 2, 1e3]
sets := {x | some x in input.ports} | {{1, 2}, set(), {}, {[1]: {"a"}}}
patched := json.patch({"a": {"b": 1}}, [{"op": "add", "path": "/a/c", "value": 2.50}])
time_is := time.format(time.now_ns())
broken := semver.compare("x", "1.0.0")
strings := [upper("straße"), concat(",", ["b", "a"]), regex.find_n("[a-z]+", "ab cd", -1), "\u0000\u2028\"\\"]
missing := input.nothing
`;

describeWithOpa('modules of `opa build -t wasm`', () => {
  test('say what the same Rego says', () => {
    const data = '{"limit": 10.0}';
    const input = parseJson('{"ports": [1, 22, 3389], "big": 123456789012345678901234567890, "odd": "\\u0000é"}');
    const policy = load(RULES, {}, data);
    const now = 1_700_000_000_000_000_000n;
    const evaluated = policy.evaluate('p', input, now);
    const compiled = compileModules({ modules: { 'p.rego': RULES }, data: parseJson(data) });
    if (!compiled.ok) throw new Error(compiled.diagnostics[0]?.message);
    const wanted = compiled.value.evaluatePath('data.p', input, { now });
    if (!evaluated.ok || !wanted.ok) throw new Error('no value');
    expect(toText(evaluated.value!)).toBe(toText(wanted.value!));
    for (const value of ['[]', 'null', '0', '"x"']) expect(policy.evaluate('p', parseJson(value), now).ok).toBe(true);
    expect(policy.evaluate('p', undefined, now).ok).toBe(true);
    policy.close();
  });

  test('keep no memory of earlier evaluations', () => {
    const policy = load(RULES, { pages: 64 }, '{"limit": 1}');
    const input = parseJson(JSON.stringify({ ports: Array.from({ length: 500 }, (_, index) => index), big: 1 }));
    for (let round = 0; round < 60; round++) expect(policy.evaluate('p', input, 0n).ok).toBe(true);
    policy.close();
  });

  test('are ended when they take too long', () => {
    const policy = load(
      'package p\n\nx := count([1 | some a in numbers.range(1, 30000); some b in numbers.range(1, 30000); a + b < 0])\n',
      {
        evaluateFor: 500,
      },
    );
    const first = policy.evaluate('p', null, 0n);
    expect(first.ok ? '' : first.failure.message).toBe('the WASM module was ended: it gave no answer within 500 ms');
    expect(first.ok ? '' : first.failure.code).toBe('budget_error');
    expect(policy.evaluate('p', null, 0n).ok).toBe(false);
  });

  test('get no more memory than they may have', () => {
    const policy = load('package p\n\nx := [a | some a in numbers.range(1, input.n)]\n', { pages: 64 });
    const evaluated = policy.evaluate('p', parseJson('{"n": 5000000}'), 0n);
    expect(evaluated.ok).toBe(false);
    expect(policy.evaluate('p', parseJson('{"n": 3}'), 0n).ok).toBe(true);
    policy.close();
  });

  test('pay for builtins', () => {
    const policy = load('package p\n\nx := sprintf("%s%s", [input.a, input.a])\n', { steps: 100 });
    const evaluated = policy.evaluate('p', parseJson(`{"a": "${'a'.repeat(1000)}"}`), 0n);
    expect(evaluated.ok ? '' : evaluated.failure.message).toBe(
      'the WASM module failed: evaluation took too many steps',
    );
    policy.close();
  });

  test('may not ask for the network', () => {
    const wasm = wasmOf('package p\n\nx := http.send({"method": "get", "url": "http://localhost"})\n', '{}');
    const loaded = WasmPolicy.load(wasm.bytes, wasm.data);
    expect(loaded.diagnostics[0]?.message).toBe('the WASM module calls `http.send`, which is not allowed');
  });

  test('have the entrypoints that they have', () => {
    const policy = load('package p\n\nx := 1\n');
    expect(policy.entrypoints).toContain('p');
    const evaluated = policy.evaluate('q', null, 0n);
    expect(evaluated.ok ? '' : evaluated.failure.message).toBe('the WASM module has no entrypoint `q`');
    policy.close();
  });
});

/** `(module)` with a start function that never ends. */
const ENDLESS = Buffer.from(
  '0061736d01000000010401600000030201000801000a09010700034 00c000b0b'.replaceAll(' ', ''),
  'hex',
);

type BadModule = { readonly note: string; readonly bytes: Uint8Array; readonly wants: RegExp };
const BAD_MODULES: readonly BadModule[] = [
  { note: 'no bytes', bytes: Buffer.alloc(0), wants: /cannot be loaded: .*BufferSource/ },
  {
    note: 'text',
    bytes: Buffer.from('hello world'),
    wants: /cannot be loaded: WebAssembly.Module\(\): expected magic word/,
  },
  {
    note: 'an empty module',
    bytes: Buffer.from('0061736d01000000', 'hex'),
    wants: /does not export opa_eval, as OPA's ABI 1.2 does/,
  },
  { note: 'a start function that never ends', bytes: ENDLESS, wants: /was not ready after 1000 ms/ },
];

test.each(BAD_MODULES.map((row) => [row.note, row] as const))('refused: %s', (_, { bytes, wants }) => {
  const loaded = WasmPolicy.load(bytes, {}, { ...WASM_LIMITS, loadFor: 1000 });
  expect(loaded.ok).toBe(false);
  expect(loaded.diagnostics[0]?.message).toMatch(wants);
});

const TEXTS: readonly (readonly [string, string | undefined])[] = [
  ['{}', '{}'],
  ['set()', 'set()'],
  ['{1, 2}', '{1,2}'],
  ['{"a":{1:[true,null]}}', '{"a":{1:[true,null]}}'],
  ['[ "\\u0041", -1.50 ]', '["A",-1.50]'],
  ['{1:2,}', undefined],
  ['[1', undefined],
  ['nul', undefined],
  ['1 2', undefined],
  ['"\\x"', undefined],
  ['['.repeat(9000), undefined],
];

test.each(TEXTS)('value text %s', (text, wants) => {
  const value = parseValueText(text);
  expect(value === undefined ? undefined : toValueText(value)).toBe(wants);
});
