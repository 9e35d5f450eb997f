import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../engine/rego/index.ts';

const COMMAND = process.env.OPA ?? 'opa';
const HAS_OPA = spawnSync(COMMAND, ['version'], { encoding: 'utf8' }).stdout?.includes('Version: 1.19.1') === true;
if (!HAS_OPA) console.warn('SKIPPED: opa is not installed, rego.parse_module is not compared with it');

const TEXTS: readonly string[] = [
  'package a',
  'package a.b["c-d"]\n# note é\nimport data.x as y\nimport input.z\n\np := 1',
  'package a\ndefault q := false\np if { a = true }\nr contains x if { some x in input; not x == 1 }',
  'package a\nf(x) := y if { y := x + 1 with input.a as 2 } else := 3 if { every k, v in x { k > v } }',
  'package a\ns := {"b": [1, 2.50, 1e3, 12345678901234567890], "a": {3, "x", null, 3, [1], {"k": 1}}, "b2": set()}',
  'package a\nt[i].b := z if { z := [y | y = input[i]]; w := {k: v | v = z[k]}; u := {q | q = w[_]} }',
  'package a\nv := $"hello {input.x} {1}"\nz := data.foo["x-y"][_]\ng() := 1\nh := f(1)[0].x',
  'package a\np if some i, x in [1]\n',
];

const BROKEN: readonly string[] = [
  '',
  'package foo.',
  'package foo\np if {\n x := \n}\n q { 1 }',
  'package foo\n\tp if { ~ }',
];

const QUERY = 'rego.parse_module("x.rego", input)';

function opa(text: string, ...options: readonly string[]): unknown {
  const args = ['eval', '--stdin-input', '--format', 'json', ...options, QUERY];
  const run = spawnSync(COMMAND, args, { input: JSON.stringify(text), encoding: 'utf8' });
  return JSON.parse(run.stdout);
}

describe('rego.parse_module', () => {
  const policy = compile({ modules: {} });

  it('gives the syntax tree as values', () => {
    const [solution] = policy.query(`x := ${QUERY}`, 'package a\n\np := 1.0');
    expect(solution).toEqual({
      x: {
        package: {
          path: [
            { type: 'var', value: 'data' },
            { type: 'string', value: 'a' },
          ],
        },
        rules: [
          {
            body: [{ index: 0, terms: { type: 'boolean', value: true } }],
            head: {
              assign: true,
              name: 'p',
              ref: [{ type: 'var', value: 'p' }],
              value: { type: 'number', value: 1 },
            },
          },
        ],
      },
    });
  });

  it.skipIf(!HAS_OPA).each(TEXTS)('agrees with OPA on %j', (text) => {
    const want = (opa(text) as { result: { expressions: { value: unknown }[] }[] }).result[0]?.expressions[0]?.value;
    expect(policy.query(`x := ${QUERY}`, text)[0]?.x).toEqual(want);
  });

  it.skipIf(!HAS_OPA).each(BROKEN)('fails as OPA does on %j', (text) => {
    const want = (opa(text, '--strict-builtin-errors') as { errors: { message: string }[] }).errors[0]?.message;
    expect(() => policy.query(`x := ${QUERY}`, text, { strictBuiltinErrors: true })).toThrow(want);
  });
});
