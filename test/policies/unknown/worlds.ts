import type { Shape } from '../../../engine/policies/unknown/shape.ts';
import { alternativesOf, closedMembers, isRequired, stepInto } from '../../../engine/policies/unknown/shape.ts';
import type { Places } from '../../../engine/policies/unknown/unknowns.ts';
import { type KnownText, mayBe } from '../../../engine/resources/index.ts';

/** Random numbers from a fixed seed. Source: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Values worth trying: what the policies compare with, what other resources hold, boundaries, and nonsense. */
export type Pool = {
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
  /** What the policy at hand compares with; half of all texts are drawn from these. */
  readonly literals: readonly string[];
};

const BOUNDARIES = [
  '',
  '*',
  '0',
  '0.0.0.0/0',
  '::/0',
  '10.0.0.0/8',
  'true',
  'false',
  'arn:aws:s3:::known-after-apply',
  '-1',
  'tcp',
];

/** The literals of policy texts and the scalars of inputs. */
export function poolOf(texts: readonly string[], inputs: readonly unknown[]): Pool {
  const strings = new Set(BOUNDARIES);
  const numbers = new Set([-1, 0, 1, 2, 22, 65535, 0.5]);
  for (const text of texts) {
    for (const literal of literalsOf([text])) strings.add(literal);
    for (const [number] of text.matchAll(/\b[0-9]{1,6}\b/g)) {
      for (const near of [-1, 0, 1]) numbers.add(Number(number) + near);
    }
  }
  const open: unknown[] = [...inputs];
  while (open.length > 0 && strings.size < 3000) {
    const next = open.pop();
    if (typeof next === 'string' && next.length < 200) strings.add(next);
    else if (typeof next === 'number') numbers.add(next);
    else if (typeof next === 'object' && next !== null) open.push(...Object.values(next));
  }
  return { texts: [...strings], numbers: [...numbers], literals: texts.length === 0 ? BOUNDARIES : literalsOf(texts) };
}

/** The texts in the source of policies. */
export function literalsOf(texts: readonly string[]): readonly string[] {
  const found = texts.flatMap((text) => [...text.matchAll(/"([^"\\\n]{0,60})"/g)].map((match) => match[1] as string));
  return [...new Set([...found, ...BOUNDARIES])];
}

/** A copy of a JSON value; `clones` tells the copy of each container. */
export function copyOf<T>(value: T, clones: Map<object, object>): T {
  if (typeof value !== 'object' || value === null) return value;
  const known = clones.get(value);
  if (known !== undefined) return known as T;
  const clone: object = Array.isArray(value) ? [] : Object.create(null);
  clones.set(value, clone);
  for (const [key, inner] of Object.entries(value)) (clone as Record<string, unknown>)[key] = copyOf(inner, clones);
  return clone as T;
}

type Unknown = ReadonlyMap<object, ReadonlySet<string | number> | 'all'>;

/** A random text of which something is known. */
function someText(known: KnownText, pool: Pool, random: () => number): string {
  for (let time = 0; time < 20; time++) {
    const text = pick(random() < 0.5 ? pool.literals : pool.texts, random);
    const made = random() < 0.5 ? text : `${known.prefix}${text}${known.suffix}`;
    if (mayBe(known, made)) return made;
  }
  return `${known.prefix}x${Math.floor(random() * 1e9).toString(36)}${known.suffix}`;
}

/** The same, or a list of such texts, as the place takes them. */
function someTexts(known: KnownText, shape: Shape, pool: Pool, random: () => number): unknown {
  const takes = (type: string) => alternativesOf(shape).some((one) => one.type === undefined || one.type === type);
  if (!known.isListed || !takes('array') || (takes('string') && random() < 0.5)) return someText(known, pool, random);
  return Array.from({ length: pick([1, 2, 3], random) }, () => someText(known, pool, random));
}

/**
 * Puts a random value of the domain in place of everything that is not known.
 * Shape: `shared` are the values of this world that stand in several places, by their symbols.
 */
export function fillIn(
  unknown: Unknown,
  places: Places,
  clones: ReadonlyMap<object, object>,
  pool: Pool,
  random: () => number,
  shared = new Map<string, unknown>(),
): void {
  for (const [container, keys] of unknown) {
    const clone = clones.get(container) as Record<string | number, unknown> | undefined;
    if (clone === undefined) continue;
    if (keys === 'all') {
      const shape = places.shapeOf(container);
      if (Array.isArray(clone)) {
        const text = places.elementTextOf?.(container);
        const count = Math.min(
          pick(text === undefined ? [0, 0, 1, 1, 2, 3, 5] : [1, 1, 2, 3], random),
          text?.most ?? 5,
        );
        for (let index = 0; index < count; index++)
          clone.push(
            text === undefined ? someValue(stepInto(shape, 0) ?? {}, pool, random, 0) : someText(text, pool, random),
          );
      } else {
        for (const key of closedMembers(shape) ?? [pick(pool.texts, random)]) {
          if (Object.hasOwn(clone, key) || random() < 0.5) continue;
          const { shape: inner } = places.placeOf(container, key);
          clone[key] = someValue(inner, pool, random, 0);
        }
      }
      continue;
    }
    for (const key of keys) {
      const { shape, isOptional, isFilled, symbol, text } = places.placeOf(container, key);
      if (symbol !== undefined && shared.has(symbol)) {
        clone[key] = shared.get(symbol);
        continue;
      }
      if (isOptional && random() < 0.25) {
        if (!Array.isArray(clone)) delete clone[key];
        continue;
      }
      let value = text === undefined ? someValue(shape, pool, random, 0) : someTexts(text, shape, pool, random);
      while (isFilled && value === '') value = someValue(shape, pool, random, 0);
      clone[key] = value;
      if (symbol !== undefined) shared.set(symbol, value);
    }
  }
}

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)] as T;
}

/** A random value of a shape; half of the texts and numbers are literals of the policies. */
export function someValue(shape: Shape, pool: Pool, random: () => number, depth: number): unknown {
  const one = pick(alternativesOf(shape), random);
  if (one.enum !== undefined) return pick(one.enum, random);
  const types =
    typeof one.type === 'string' ? [one.type] : ['string', 'string', 'boolean', 'number', 'object', 'array'];
  const type = depth > 4 ? 'string' : pick(types, random);
  switch (type) {
    case 'string':
      return random() < 0.5
        ? pick(pool.literals, random)
        : random() < 0.8
          ? pick(pool.texts, random)
          : `x${Math.floor(random() * 1e9).toString(36)}`;
    case 'boolean':
      return random() < 0.5;
    case 'integer':
      return Math.trunc(pick(pool.numbers, random));
    case 'number':
      return pick(pool.numbers, random);
    case 'array': {
      const count = pick([0, 1, 1, 2, 3], random);
      return Array.from({ length: count }, () => someValue(one.items ?? {}, pool, random, depth + 1));
    }
    default: {
      const object: Record<string, unknown> = Object.create(null);
      for (const key of closedMembers(one) ?? [
        pick(random() < 0.5 ? pool.literals : pool.texts, random),
        ...Object.keys(one.properties ?? {}),
      ]) {
        if (!isRequired(one, key) && random() < 0.4) continue;
        object[key] = someValue(stepInto(one, key) ?? {}, pool, random, depth + 1);
      }
      return object;
    }
  }
}

/** The text of each policy and of the helpers, by id. */
export function policyTexts(
  files: readonly { readonly path: string; readonly text: string }[],
): ReadonlyMap<string, string> {
  const sources = files.filter(({ path }) => path.endsWith('.rego') && !path.endsWith('_test.rego'));
  const shared = sources.filter(({ path }) => path.startsWith('lib/')).map(({ text }) => text);
  return new Map(sources.map(({ path, text }) => [path.replace(/\/policy\.rego$/, ''), [text, ...shared].join('\n')]));
}
