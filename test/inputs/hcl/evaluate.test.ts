// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are HCL
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadConfiguration, SourceTree } from '../../../engine/inputs/hcl/configuration.ts';
import { evaluate, plain, type Scope } from '../../../engine/inputs/hcl/evaluate.ts';
import { callFunction } from '../../../engine/inputs/hcl/functions.ts';
import { parseHcl } from '../../../engine/inputs/hcl/parse.ts';
import { resourceValue } from '../../../engine/inputs/hcl/resource-value.ts';
import { Scopes } from '../../../engine/inputs/hcl/scopes.ts';
import { Failure, isMap, Unknown, type Value } from '../../../engine/inputs/hcl/value.ts';
import ANSWERS from './terraform-answers.json' with { type: 'json' };

const NAMES = new Map<string, Value>([
  ['unknown', new Unknown('known after apply')],
  ['object', new Map<string, Value>([['a', 1]])],
]);

const SCOPE: Scope = {
  budget: { left: 10_000_000 },
  variable: (name) => NAMES.get(name) ?? new Unknown(`no \`${name}\``),
  call: (name, values, lazy) => callFunction(name, values, lazy),
};

function evaluateText(text: string): Value {
  const file = parseHcl({ path: 'a.tf', text: `x = ${text}\n` });
  expect(file.diagnostics).toEqual([]);
  return plain(evaluate(file.body.attributes[0]!.value, SCOPE));
}

/** The names that the expressions of the table use; the answers are outputs of a plan with the same file. */
const FOLDER = new URL('../../../fixtures/inputs/hcl-expressions/', import.meta.url).pathname;
const tree = new SourceTree([{ path: 'main.tf', text: readFileSync(`${FOLDER}main.tf`, 'utf8') }]);
const NAMES_BESIDE = ['main.tf', ...readdirSync(`${FOLDER}data`).map((name) => `data/${name}`)];
tree.addOthers('.', new Map(NAMES_BESIDE.map((name) => [name, readFileSync(`${FOLDER}${name}`)])), true);
const configuration = loadConfiguration(tree, '.');
const scopes: Scopes = new Scopes(configuration, (instance, address) => resourceValue(scopes, instance, address));

/** Expression, the JSON that Terraform makes of it (`!error` where it refuses), and whether it is left unknown here. */
type Answer = readonly [text: string, answer: string, left?: 'unknown'];

describe('what Terraform 1.11.4 answers to jsonencode(...)', () => {
  test.each(ANSWERS as unknown as Answer[])('%s', (text, answer, left) => {
    const file = parseHcl({ path: 'a.tf', text: `x = [jsonencode(${text}\n)]\n` });
    expect(file.diagnostics).toEqual([]);
    const made = plain(evaluate(file.body.attributes[0]!.value, scopes.of(scopes.root))) as readonly Value[];
    const [value] = made;
    if (left === 'unknown' || answer === '!error') expect(value).toBeInstanceOf(Unknown);
    else expect(parsed(value)).toEqual(parsed(answer));
    // What is refused and what is not known are two things: `try` goes on after the first alone.
    if (left === 'unknown') expect(value).not.toBeInstanceOf(Failure);
    else if (answer === '!error') expect(value, (value as Unknown).reason).toBeInstanceOf(Failure);
  });
});

/** Numbers without end are compared as far as they are kept. */
function parsed(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}

/** What cannot be known stays unknown, and only that. */
const UNKNOWN: readonly (readonly [text: string, shown: string])[] = [
  ['unknown', 'unknown: known after apply'],
  ['"a-${unknown}"', 'unknown: known after apply'],
  ['[unknown, 1]', '[unknown: known after apply, 1]'],
  ['{ a = unknown, b = 1 }', '{a: unknown: known after apply, b: 1}'],
  ['unknown.a.b[0]', 'unknown: known after apply'],
  ['unknown ? 1 : 1', '1'],
  ['unknown ? 1 : 2', 'unknown: known after apply'],
  ['false && unknown', 'false'],
  ['true || unknown', 'true'],
  ['true && unknown', 'unknown: known after apply'],
  ['unknown == null', 'unknown: known after apply'],
  ['[unknown] == null', 'false'],
  ['length([unknown, 1])', '2'],
  ['merge({ a = 1 }, { b = unknown })', '{a: 1, b: unknown: known after apply}'],
  ['concat([1], [unknown])', '[1, unknown: known after apply]'],
  ['merge({ a = 1 }, unknown)', 'unknown: known after apply'],
  ['keys({ a = unknown })', '[a]'],
  ['upper(unknown)', 'unknown: known after apply'],
  ['jsonencode([unknown])', 'unknown: known after apply'],
  ['[for x in unknown : 1]', 'unknown: known after apply'],
  ['[for x in [1, unknown] : x]', '[1, unknown: known after apply]'],
  ['{ for x in [unknown] : x => 1 }', 'unknown: known after apply'],
  ['object.b', 'unknown: there is no `b`'],
  ['try(object.b, 2)', '2'],
  ['try(unknown, 2)', 'unknown: known after apply'],
  ['can(unknown)', 'unknown: known after apply'],
  ['timestamp()', 'unknown: `timestamp` cannot be evaluated without running Terraform'],
  ['file("a")', 'unknown: `file` cannot be evaluated without running Terraform'],
  [
    'provider::aws::arn_parse("a")',
    'unknown: `provider::aws::arn_parse` is called with arguments that it does not take',
  ],
  ['provider::x::f(1)', 'unknown: `provider::x::f` cannot be evaluated without running Terraform'],
  ['provider::aws::arn_parse("arn:aws:s3:::b/k:1").resource', 'b/k:1'],
  ['provider::aws::arn_build("aws", "s3", "", "", "b")', 'arn:aws:s3:::b'],
  ['upper([])', 'unknown: `upper` is called with arguments that it does not take'],
  ['1 / 0', 'unknown: a number is divided by zero'],
  ['"a" + 1', 'unknown: `+` stands between values that are no numbers'],
  ['[1][5]', 'unknown: an index is outside of its list'],
  ['setproduct(range(1000), range(1000), range(1000))', 'unknown: it is too large to be evaluated'],
];

/** What grows without end is given up in good time. */
const GROWING: readonly (readonly [note: string, text: string])[] = [
  ['loops in loops', `[${'for a in range(1024) : ['.repeat(5)}1${']'.repeat(6)}`],
  ['text of text', `${'join("", [for x in range(1024) : '.repeat(4)}"x"${'])'.repeat(4)}`],
  ['lists of lists', `flatten(${'[for a in range(1024) : '.repeat(4)}1${']'.repeat(4)})`],
];

test.each(GROWING)('%s', (_, text) => {
  const started = performance.now();
  const file = parseHcl({ path: 'a.tf', text: `x = ${text}\n` });
  const attribute = file.body.attributes[0];
  const made = attribute === undefined ? null : evaluate(attribute.value, { ...SCOPE, budget: { left: 2_000_000 } });
  expect(performance.now() - started).toBeLessThan(5000);
  expect(made).not.toBe(undefined);
});

function show(value: Value): string {
  if (value instanceof Unknown) return `unknown: ${value.reason}`;
  if (Array.isArray(value)) return `[${value.map((item) => show(item as Value)).join(', ')}]`;
  if (isMap(value)) return `{${[...value].map(([key, item]) => `${key}: ${show(item)}`).join(', ')}}`;
  return String(value);
}

test.each(UNKNOWN)('%s', (text, shown) => {
  expect(show(evaluateText(text))).toBe(shown);
});
