import type { SubResult } from './types.ts';

type Draft = { readonly name: string; failed: boolean; readonly cases: Map<string, Draft> };

/**
 * The cases of a table-style test, sorted by name at each level.
 * Shape:  `value` is the test's value as plain JSON; `reached` are the names of the cases that the test came to, of which
 *         those without a value have failed.
 * Source: OPA v1/tester runner.go.
 */
export function subResults(value: unknown, reached: readonly (readonly string[])[]): readonly SubResult[] {
  const cases = fromValue(value);
  for (const name of reached) addReached(cases, name);
  return finish(cases);
}

function fromValue(value: unknown): Map<string, Draft> {
  const cases = new Map<string, Draft>();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return cases;
  for (const [name, inner] of Object.entries(value)) {
    const isGroup = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
    const children = isGroup ? fromValue(inner) : new Map<string, Draft>();
    const failed = isGroup ? [...children.values()].some((child) => child.failed) : inner !== true;
    cases.set(name, { name, failed, cases: children });
  }
  return cases;
}

/** Adds a case that is not there yet as failed; says whether the case failed. */
function addReached(cases: Map<string, Draft>, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true;
  let own = cases.get(name);
  if (own === undefined) {
    own = { name, failed: true, cases: new Map() };
    cases.set(name, own);
  }
  if (rest.length > 0 && addReached(own.cases, rest)) own.failed = true;
  return own.failed;
}

function finish(cases: Map<string, Draft>): readonly SubResult[] {
  const sorted = [...cases.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sorted.map(({ name, failed, cases: inner }) => ({ name, failed, cases: finish(inner) }));
}

/** The cases that hold no others, with their full names. */
export function leavesOf(
  cases: readonly SubResult[],
  prefix: readonly string[] = [],
): readonly { readonly path: readonly string[]; readonly failed: boolean }[] {
  return cases.flatMap((item) => {
    const path = [...prefix, item.name];
    return item.cases.length === 0 ? [{ path, failed: item.failed }] : leavesOf(item.cases, path);
  });
}
