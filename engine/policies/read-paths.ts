import type { Derivation, RegoValue } from '../rego/runtime.ts';
import { keyOf } from '../rego/value/keys.ts';
import type { JsonPath } from '../resources/index.ts';
import { elementsOf, readDenial } from './denials.ts';
import type { RuleElement, RuleOutcome } from './verdict.ts';

/** Where each container of `input.properties` lies in the input. */
export type TrackedPaths = ReadonlyMap<object, JsonPath>;

/** The containers of a resource's properties; its native attributes and all else blame no property. */
export function trackedPaths(input: unknown): TrackedPaths {
  const paths = new Map<object, JsonPath>();
  if (typeof input !== 'object' || input === null) return paths;
  paths.set(input, []);
  const open: [unknown, JsonPath][] = [[(input as { readonly properties?: unknown }).properties, ['properties']]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [value, path] = next;
    if (typeof value !== 'object' || value === null || paths.has(value)) continue;
    paths.set(value, path);
    const entries: Iterable<[string | number, unknown]> = Array.isArray(value)
      ? value.entries()
      : Object.entries(value);
    for (const [key, inner] of entries) open.push([inner, [...path, key]]);
  }
  return paths;
}

/** Whether a rule gave a denial that names no path, so that it must be told from what the rule read. */
export function lacksPath(outcome: RuleOutcome): boolean {
  return outcome.ok && outcome.elements.some(({ value }) => readDenial(value)?.path === undefined);
}

/** The outcome with the paths that the solutions read, out of an evaluation that recorded them. */
export function withReadPaths(
  outcome: RuleOutcome,
  value: RegoValue | undefined,
  derivation: Derivation,
  paths: TrackedPaths,
): RuleOutcome {
  if (!outcome.ok) return outcome;
  const readPaths = (reads: Derivation['reads']): readonly JsonPath[] =>
    reads.flatMap(({ container, key }) => {
      const path = paths.get(container);
      return path === undefined || (typeof key !== 'string' && typeof key !== 'number') ? [] : [[...path, key]];
    });
  const found = new Map(derivation.elements?.map((element) => [keyOf(element.value), readPaths(element.reads)]));
  if (derivation.elements === undefined) {
    for (const element of elementsOf(value)) found.set(keyOf(element), readPaths(derivation.reads));
  }
  const elements = outcome.elements.map(
    (element): RuleElement => ({ ...element, readPaths: found.get(keyOf(element.value)) ?? [] }),
  );
  return { ...outcome, elements };
}
