import type { ResultVerdict } from '../../../engine/policies/index.ts';
import { RuleRunner, type Situation } from '../../../engine/policies/rule-runner.ts';
import type { PolicyTree, ProgramMode } from '../../../engine/policies/set.ts';
import { decideUnknown, RESOURCE_LIMITS } from '../../../engine/policies/unknown/decide.ts';
import { ANY, type Shape, stepInto, TEXT } from '../../../engine/policies/unknown/shape.ts';
import type { Places } from '../../../engine/policies/unknown/unknowns.ts';
import { decideVerdict, NOTHING } from '../../../engine/policies/verdict.ts';
import { compileModules, type JsonValue } from '../../../engine/rego/index.ts';
import { builtin, Executable } from '../../../engine/rego/runtime.ts';
import type { KnownText } from '../../../engine/resources/index.ts';
import { copyOf, fillIn, poolOf, randomFrom } from './worlds.ts';

/**
 * A policy text with an input in which `?` stands for what is not known.
 * Shape:  `"?"` as a value is a text, `"?boolean"`, `"?integer"`, `"?any"`, `"?texts"` and `"?open"` (an object of anything)
 *         others; a trailing `!` says that it is always set. `"?=k"` are texts with the symbol `k`, `"?arn"` the ARN of a
 *         resource, `"?identity"` a text made of an identity, `"?p...s"` one that starts and ends so. In a list `"?..."` says that more elements may be there, of
 *         the shape named after it.
 */
export type TextCase = {
  readonly note: string;
  readonly module: string;
  readonly input: JsonValue;
  readonly want: string;
};

const SHAPES: Readonly<Record<string, Shape>> = {
  '?': { type: 'string' },
  '?boolean': { type: 'boolean' },
  '?integer': { type: 'integer' },
  '?number': { type: 'number' },
  '?any': ANY,
  '?texts': { type: 'array', items: { type: 'string' } },
  '?open': { type: 'object' },
  '?record': {
    type: 'object',
    additionalProperties: false,
    properties: { a: { type: 'string' }, b: { type: 'boolean' } },
  },
  '?records': {
    type: 'array',
    items: {
      type: 'object',
      additionalProperties: false,
      properties: { a: { type: 'string' }, b: { type: 'boolean' } },
    },
  },
  '?colour': { type: 'string', enum: ['red', 'green'] },
};

function textOf(name: string): KnownText | undefined {
  const base = { prefix: '', suffix: '', never: [], isIdentity: true };
  if (name === '?arn') return { ...base, prefix: 'arn:', never: ['*', '?'] };
  if (name === '?identity') return base;
  const [, prefix, suffix] = /^\?(\w*-)\.\.(-\w*)$/.exec(name) ?? [];
  return prefix === undefined || suffix === undefined ? undefined : { ...base, prefix, suffix };
}

type Marked = {
  readonly value: JsonValue;
  readonly unknown: Map<object, Set<string | number> | 'all'>;
  readonly carriers: Set<object>;
  readonly places: Places;
  readonly missingAt: Situation['missingAt'];
};

function marked(input: JsonValue): Marked {
  const unknown: Marked['unknown'] = new Map();
  const carriers = new Set<object>();
  const shapes = new Map<object, Map<string | number, string>>();
  const paths = new Map<object, readonly (string | number)[]>();
  const strip = (node: JsonValue, path: readonly (string | number)[]): JsonValue => {
    if (typeof node !== 'object' || node === null) return node;
    const copy: Record<string, JsonValue> | JsonValue[] = Array.isArray(node) ? [] : {};
    paths.set(copy, path);
    const named = new Map<string | number, string>();
    shapes.set(copy, named);
    for (const [key, item] of Object.entries(node)) {
      if (Array.isArray(copy) && typeof item === 'string' && item.startsWith('?...')) {
        unknown.set(copy, 'all');
        named.set('*', item.slice(4));
      } else if (typeof item === 'string' && item.startsWith('?')) {
        const keys = unknown.get(copy) ?? new Set();
        if (keys !== 'all') unknown.set(copy, keys.add(key));
        named.set(key, item);
      } else {
        const inner = strip(item, [...path, Array.isArray(node) ? Number(key) : key]);
        if (typeof inner === 'object' && inner !== null && carriers.has(inner)) carriers.add(copy);
        (copy as Record<string, JsonValue>)[key] = inner;
      }
    }
    if (unknown.has(copy)) carriers.add(copy);
    return copy;
  };
  const value = strip(input, []);
  const nameOf = (container: object, key: string | number): string => shapes.get(container)?.get(key) ?? '?any';
  const shapeOf = (container: object): Shape => {
    const name = shapes.get(container)?.get('*');
    return name === undefined ? ANY : { type: 'array', items: SHAPES[`?${name}`] ?? ANY };
  };
  const places: { -readonly [name in keyof Places]: Places[name] } = {
    shapeOf,
    placeOf: (container, key) => {
      const name = nameOf(container, key);
      const text = textOf(name);
      const symbol = name.startsWith('?=') ? name : undefined;
      if (text !== undefined || symbol !== undefined)
        return { shape: TEXT, isOptional: false, isFilled: true, symbol, text };
      const isAlways = name.endsWith('!');
      const shape = SHAPES[name.replace('!', '')] ?? stepInto(shapeOf(container), key) ?? ANY;
      return { shape, isOptional: !isAlways, isFilled: isAlways };
    },
  };
  places.elementTextOf = (container) => textOf(`?${shapes.get(container)?.get('*') ?? ''}`);
  const missingAt: Situation['missingAt'] = (container, key) => {
    const path = [...(paths.get(container) ?? []), ...(key === undefined ? [] : [key])];
    return [{ path, reason: 'after-apply', decidedBy: [] }];
  };
  return { value, unknown, carriers, places, missingAt };
}

/** What the engine says, and what random values of the domain say against it. */
export function judgeText({ module, input }: Pick<TextCase, 'module' | 'input'>, times: number) {
  const compiled = compileModules({ modules: { 't.rego': `package t\n${module}\n` } });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  const entries = ['data.t.deny', ...(module.includes('not_applicable') ? ['data.t.not_applicable'] : [])];
  const executable = (mode: ProgramMode) =>
    new Executable(compiled.value.generate(entries, { mode, budget: true }), builtin);
  const tree: PolicyTree = { digest: '', data: {}, policies: [], executable };
  const runner = new RuleRunner([tree], '2026-11-01T00:00:00Z');
  const { value, unknown, carriers, places, missingAt } = marked(input);
  const situation: Situation = {
    input: value,
    data: {},
    marks: { unknown, carriers },
    missingAt,
    places,
    strict: true,
  };
  const place = (path: readonly (string | number)[] | undefined) => path ?? [];
  const notApplicable = entries[1];
  const tainted = judged(runner, situation, notApplicable, place);
  const question = { tree: 0, deny: 'data.t.deny', notApplicable, situation, place, limits: RESOURCE_LIMITS };
  const before = JSON.stringify(value);
  const verdict = decideUnknown(question, runner, tainted);
  if (JSON.stringify(value) !== before) throw new Error('the input was changed');
  const random = randomFrom(7);
  const words = [...module.matchAll(/\w+/g)].map((match) => match[0]);
  const short = [...new Set(words.filter((word) => word.length < 3))];
  // Texts made of two parts, where the policy looks at parts.
  const parts = /with\(|contains\(|printf\(/.test(module) ? short : [];
  const pairs = parts.flatMap((start) => short.map((end) => `${start}${end}`));
  const found = poolOf([module], [input, words, pairs]);
  const numbers = [...found.numbers, ...found.numbers.map((number) => number + 0.5)];
  const quoted = found.literals.filter((literal) => module.includes(`"${literal}"`));
  const pool = { texts: found.texts, numbers, literals: [...short, ...pairs, ...short.flatMap(() => [...quoted, ''])] };
  const outcomes = new Set<string>();
  for (let time = 0; time < times; time++) {
    const clones = new Map<object, object>();
    const world = copyOf(value, clones);
    fillIn(unknown, places, clones, pool, random);
    const concrete = judged(runner, { ...situation, input: world, marks: undefined }, notApplicable, place);
    outcomes.add(shown(concrete));
  }
  return { verdict, shown: shown(verdict), outcomes: [...outcomes].sort() };
}

function judged(
  runner: RuleRunner,
  situation: Situation,
  notApplicable: string | undefined,
  place: (path: readonly (string | number)[] | undefined) => readonly (string | number)[],
): ResultVerdict {
  const other = notApplicable === undefined ? NOTHING : runner.run(0, notApplicable, situation);
  return decideVerdict(runner.run(0, 'data.t.deny', situation), other, place);
}

/** `fail a.0 b`, `unknown <- x y`, `undecided <- x`, `pass`. */
function shown(verdict: ResultVerdict): string {
  const paths = (list: readonly { readonly path: readonly (string | number)[] }[]) =>
    [...new Set(list.map(({ path }) => path.join('.')))].sort().join(' ');
  if (verdict.verdict === 'fail') {
    const more = verdict.missing === undefined ? '' : ` and more <- ${paths(verdict.missing)}`;
    return `fail ${paths(verdict.denials)}${more}`.trim();
  }
  if (verdict.verdict === 'unknown')
    return `${verdict.isUndecided ? 'undecided' : 'unknown'} <- ${paths(verdict.missing)}`;
  return verdict.verdict;
}
