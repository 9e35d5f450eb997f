import { expect, test } from 'vitest';
import type { JsonValue } from '../../../engine/rego/index.ts';
import { judgeText } from './judge-text.ts';
import { randomFrom } from './worlds.ts';

/** Units: policies made up; `PROBITY_FUZZ` asks for more. */
const COUNT = Number(process.env.PROBITY_FUZZ ?? 120);
const SEED = Number(process.env.PROBITY_SEED ?? 5);

const INPUTS: readonly JsonValue[] = [
  {
    a: '?=k',
    b: '?=k',
    c: '?boolean!',
    n: '?integer',
    xs: ['x', '?...identity'],
    o: { p: '?=k', q: '?arn' },
    rs: [
      { k: 'x', t: '?=k' },
      { k: '?=l', t: '?x-..-y' },
    ],
  },
  {
    a: '?',
    b: '?!',
    c: '?boolean',
    n: '?integer',
    xs: ['x', '?...'],
    o: { p: '?', q: 'y' },
    rs: [
      { k: 'x', t: '?' },
      { k: '?', t: 'x' },
    ],
  },
  { a: 'x', b: '?', c: '?boolean', n: '?number', xs: '?texts', o: '?record', rs: [{ k: 'x', t: 'y' }, '?...record'] },
  { a: '?colour', b: 'y', c: true, n: '?integer!', xs: ['?...'], o: { p: '?any', q: '?' }, rs: '?records' },
  {
    a: '?!',
    b: '?!',
    c: '?boolean!',
    n: 3,
    xs: ['x', 'y'],
    o: { p: '?!', q: '?!' },
    rs: [{ k: '?', t: '?' }, { k: '?', t: '?' }, { k: 'z' }],
  },
];

const ATOMS: readonly string[] = [
  'input.a == "x"',
  'input.a != "x"',
  'input.a == input.b',
  'input.a != input.o.p',
  'not input.c',
  'input.c == true',
  'input.n > 3',
  'input.n <= 3',
  'input.n != 2',
  'input.n + 1 > 4',
  'startswith(input.a, "x")',
  'concat("", {input.a, input.b, "b"}) == "abx"',
  'sprintf("%v", [{input.a, "b"}]) == "x"',
  'input.a == input.rs[0].t',
  'startswith(input.o.q, "arn")',
  'not endswith(input.b, "y")',
  'contains(input.b, "z")',
  '"x" in input.xs',
  'not "y" in input.xs',
  'some v in input.xs; v == input.b',
  'some v in input.xs; not v in {"x", "y"}',
  'count(input.xs) > 1',
  'count({v | some v in input.xs}) > 2',
  'count([v | some v in input.xs; v != "x"]) == 0',
  'input.xs[0] == "x"',
  'input.xs[1] == "y"',
  'input.xs == ["x", "y"]',
  'every v in input.xs { v != "z" }',
  'lower(input.a) == "x"',
  'regex.match("^x", input.b)',
  'sprintf("%s-%s", [input.a, "q"]) == "x-q"',
  'concat("", [input.a, input.b]) == "xy"',
  'input.o.p == "x"',
  'input.o == {"p": "x", "q": "y"}',
  'object.get(input.o, "p", "none") == "none"',
  'some r in input.rs; r.k == "x"; not r.t == "x"',
  'some i, r in input.rs; r.k == input.a; i > 0',
  'count({r.k | some r in input.rs}) > 1',
  'count([1 | some r in input.rs; r.k == r.t]) > 0',
  '{r.k: r.t | some r in input.rs}.x == "y"',
  'some x in input.xs; some y in input.xs; x != y',
  'is_string(input.o.p)',
  'not is_string(input.o.p)',
  '{"x": 1, "y": 2}[input.a] > 1',
  'input.a < "y"',
  'count({input.a, input.b, input.o.p}) == 2',
  '{input.a} & {"x", "y"} != set()',
  'some key, _ in input.o; key == "q"',
  'some _, v in input.o; v == "x"',
  'count(input.o) > 1',
  'input.o[input.a] == "y"',
  'object.keys(input.o) == {"p", "q"}',
  'sort(input.xs) == ["x", "y"]',
  'max(input.xs) == "x"',
  'sum([1 | some v in input.xs]) > 3',
  'array.slice(input.xs, 0, 1) == ["x"]',
  'concat(",", input.xs) == "x,y"',
  '[v | some v in {input.a, input.b}][0] == "x"',
  'json.marshal(input.o) == "{}"',
  'split(input.a, "")[0] == "x"',
  'to_number(input.b) > 1',
  'walk(input.o, [_, "x"])',
  'input.rs[0].k == "x"',
  'input.rs[2].k == "z"',
  '[u, t] := input.xs; u != t',
  'p',
  'not p',
  'q == 2',
  'q != 1',
  'f(input.a)',
  'not f(input.o.p)',
  'w with input.a as "x"',
  'w with input.o.q as input.b',
  's[input.a]',
  'count(s) > 1',
  '"x" in s',
];

const DENIALS = ['"d"', '{"message": "d", "path": ["a"]}', '{"message": sprintf("%v", [input.b]), "path": ["b"]}'];

function makePolicy(random: () => number): string {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const plain = ATOMS.filter(
    (atom) => !/\b(p|q|w|s)\b(?!\s*[:(])|\bf\(/.test(atom.replace(/input\.[a-z.]+|"[^"]*"|r\.[a-z]/g, '')),
  );
  const body = (from: readonly string[], size: number) =>
    Array.from({ length: 1 + Math.floor(random() * size) }, (_, index) =>
      pick(from).replaceAll(/\b([vrixy])\b(?=[ ,.]|$)/g, (name, _v, at, whole) =>
        /some|every|\|/.test(whole) && whole[at - 1] !== '"' ? `${name}${index}` : name,
      ),
    ).join('; ');
  const simple = (size: number) => `{ ${body(plain, size)} }`;
  return [
    `p if ${simple(2)}`,
    ...(random() < 0.5 ? [`p if ${simple(2)}`] : []),
    `q := 1 if ${simple(1)} else := 2 if ${simple(1)} else := 3`,
    ...(random() < 0.5 ? ['default w := false'] : []),
    `w if ${simple(2)}`,
    'f(z) if z == "x"',
    `f(z) if { startswith(z, "y"); ${body(plain, 1)} }`,
    `s contains input.a if ${simple(1)}`,
    `s contains r.k if { some r in input.rs; ${body(plain, 1)} }`,
    ...Array.from(
      { length: 1 + Math.floor(random() * 3) },
      () => `deny contains ${pick(DENIALS)} if { ${body(ATOMS, 3)} }`,
    ),
    ...(random() < 0.3 ? [`not_applicable contains "n" if { ${body(ATOMS, 2)} }`] : []),
  ].join('\n');
}

test('made-up policies: no definite verdict is contradicted', { timeout: 600_000 }, () => {
  const random = randomFrom(SEED);
  const tally = { policies: 0, definite: 0, unknown: 0, undecided: 0 };
  const wrong: string[] = [];
  for (let round = 0; round < COUNT; round++) {
    const module = makePolicy(random);
    const input = INPUTS[round % INPUTS.length] as JsonValue;
    let judged: ReturnType<typeof judgeText>;
    try {
      judged = judgeText({ module, input }, 150);
    } catch (error) {
      if (!/rego_|does not compile/.test(String(error))) throw new Error(`${String(error)}\n${module}`);
      continue;
    }
    tally.policies += 1;
    const { shown, outcomes } = judged;
    if (shown.startsWith('unknown')) tally.unknown += 1;
    else if (shown.startsWith('undecided')) tally.undecided += 1;
    else {
      tally.definite += 1;
      const sure = shown
        .split(' and more ')[0]!
        .split(' ')
        .filter((part) => part !== '');
      const contradicted = outcomes.filter((outcome) =>
        shown.includes(' and more ') ? !sure.every((part) => outcome.split(' ').includes(part)) : outcome !== shown,
      );
      if (contradicted.length > 0)
        wrong.push(`round ${round}: ${shown} but ${contradicted.join(' | ')}\n${JSON.stringify(input)}\n${module}`);
    }
  }
  if (process.env.PROBITY_FUZZ !== undefined) console.log(tally);
  expect(wrong).toEqual([]);
  expect(tally.policies).toBeGreaterThan(COUNT / 2);
  expect(tally.definite).toBeGreaterThan(COUNT / 20);
});
