import { describe, expect, test } from 'vitest';
import type { RegoVersion } from '../../../engine/rego/ast/index.ts';
import { parseModule } from '../../../engine/rego/parser/index.ts';
import { hasOpa, OPA_VERSION, opaModule } from './opa.ts';
import { firstDifference, moduleJson } from './opa-json.ts';

/** Modules whose tree, places included, must be that of `opa parse`. */
const CASES: readonly { readonly note: string; readonly version?: RegoVersion; readonly module: string }[] = [
  { note: 'package with string parts', module: 'package a.b["c d"].if\np := 1' },
  { note: 'imports', module: 'package a\nimport data.x\nimport data.y.z as w\nimport input\nimport rego.v1\np := 1' },
  { note: 'facts', module: 'package a\np := 1\nq = 2\nr.s.t := 3\nu["v"] := 4\nf(x) := x\ng(1, _) = 2\nh(x)' },
  {
    note: 'heads',
    module:
      'package a\np contains x if x := 1\nq[x] := y if { x := 1; y := 2 }\nr[x] if x := 1\ns.t[x].u contains 1\np contains 2',
  },
  {
    note: 'defaults',
    module: 'package a\ndefault p := {"a": [1, -2.5e3]}\ndefault f(_, x) := null\ndefault q\np if true',
  },
  {
    note: 'else chain',
    module: 'package a\np if { x } else := 2 if { y } else := z if w else := 4\nf(_) := 1 if a else if { b }',
  },
  {
    note: 'precedence',
    module:
      'package a\np := a + b * c - d / e % f | g & h\nq if a + 1 == b * 2\nr if 1 in [1] in xs\ns := (a + b) * c\nt := 1 - 2 - 3',
  },
  { note: 'unary minus', module: 'package a\np := -1\nq := -x.y[0]\nr := 1 -1\ns := - 2' },
  { note: 'collections', module: 'package a\np := [[], {}, set(), {1, 2,}, {"a": 1, b: c}, [,1]]\nq := {f(x): [y]}' },
  {
    note: 'comprehensions',
    module:
      'package a\np := [x | x := 1]\nq := {x | some x in xs; x > 1}\nr := {k: v | v := xs[k]}\ns := {a + 1: b | c}\nt := {(a | b) | c}',
  },
  { note: 'comprehension or union', module: 'package a\np := [a | b, c]\nq := {a: b | c}\nr := {a | b}' },
  { note: 'refs', module: 'package a\np if { x.y["z"][w][_].if; f(x).y[0]; [1, 2][i]; {"a": 1}.a; data.x.f(1)[2] }' },
  {
    note: 'some and every',
    module: 'package a\np if { some x, y; some z in x; some k, v in y; every a in b { a }; every a, b in c { a; b } }',
  },
  { note: 'with and not', module: 'package a\np if { not x with input as 1 with data.y as f(2); not y.z }' },
  { note: 'strings', module: 'package a\np := ["a\\u00e9\\ud83d\\ude00\\n", `r\\aw\nx`, "é", "\\ud800"]' },
  { note: 'template strings', module: 'package a\np := $"a {x} b {1} \\{ {f($`{y}`)}"\nq := $"{x with input as 1}"' },
  { note: 'keywords in refs', module: 'package a\np if { data.if.in.contains; not.x; input.default }\nif.x := 1' },
  { note: 'body or set', module: 'package a\np if { x }\nq if {x | y}\nr if {"a": 1}\ns if { {1} }\nt if [1]' },
  { note: 'not bodies', module: 'package a\nimport future.keywords.not\np if { not { x; y }; not z with input as 1 }' },
  { note: 'places after astral characters and tabs', module: 'package a\n\np := "😀" + x\n\tq := `é` + y' },
  {
    note: 'v0 rules',
    version: 'v0',
    module:
      'package a\np { x } { y }\nq[x] { x = 1 }\nr[x] = y { x = 1; y = 2 } { x = 2; y = 3 }\nf(_) = 1 { true } else = 2 { x }\ns[1]\nt = 1 { true }',
  },
  { note: 'v0 names', version: 'v0', module: 'package a\np { if := in; every = contains }\nin { contains(x, y) }' },
  { note: 'v0 with rego.v1', version: 'v0', module: 'package a\nimport rego.v1\np contains x if some x in y' },
  {
    note: 'v0 with keywords',
    version: 'v0',
    module: 'package a\nimport future.keywords.if\nimport future.keywords.every\np if every x in y { x in z }',
  },
];

describe.skipIf(!hasOpa())(`trees against OPA ${OPA_VERSION} (skipped when it is not installed)`, () => {
  test.each(CASES)('$note', ({ module, version = 'v1' }) => {
    const parsed = parseModule({ name: 'a.rego', text: module }, { regoVersion: version });
    if (!parsed.ok) throw new Error(parsed.diagnostics[0]?.message);
    expect(firstDifference(opaModule(module, version), moduleJson(parsed.value))).toBeUndefined();
  });
});

describe('trees', () => {
  test.each(CASES)('$note parses', ({ module, version = 'v1' }) => {
    expect(parseModule({ name: 'a.rego', text: module }, { regoVersion: version }).diagnostics).toEqual([]);
  });
});
