import { expect, test } from 'vitest';
import { moduleJson } from '../../../engine/rego/module-json.ts';
import { parseModule } from '../../../engine/rego/parser/index.ts';

/** A rule and the name that `rego.parse_module` of OPA 1.19 gives its head; `-` for none. */
const CASES: readonly (readonly [rule: string, name: string])[] = [
  ['p := 1', 'p'],
  ['p.q := 1', 'p'],
  ['p.q := 1 if input', 'p'],
  ['p.q if input', '-'],
  ['p.q(x) := 1', '-'],
  ['p.q(x) := 1 if x', 'p'],
  ['if.q(x) if x', 'if'],
  ['p.q contains 1', '-'],
  ['p.q contains 1 if input', '-'],
  ['p[x] if x := 1', '-'],
  ['p[x].y if x := 1', '-'],
  ['p[x] contains 1 if x := 1', '-'],
  ['p["q"] := 1', 'p'],
  ['p["q"] := 1 if input', 'p'],
  ['p[x] := 1 if x := 2', 'p'],
  ['p[data.x] := 1 if input', 'p'],
  ['p.q.r := 1 if input', '-'],
  ['default p.q := 1', '-'],
  ['p.q.r := 1 if input else := 2', '-'],
];

test.each(CASES)('%s', (rule, name) => {
  const parsed = parseModule({ name: 'a.rego', text: `package a\n${rule}` }, { regoVersion: 'v1' });
  if (!parsed.ok) throw new Error(parsed.diagnostics[0]?.message);
  const { rules } = moduleJson(parsed.value) as { readonly rules: readonly { readonly head: { name?: string } }[] };
  expect(rules.map(({ head }) => head.name ?? '-')).toEqual([name]);
});
