import type { JsonValue } from '../document.ts';
import { isObject, own } from '../object.ts';
import { isList, isMap, Partial, textOf, Unknown, type Value } from './value.ts';

/**
 * How well a value made from the configuration fits one of a plan: how much of it agrees, and how much cannot be the same.
 * Shape: what is unknown on either side, or absent from the plan, counts for neither.
 */
export type Fit = { readonly agrees: number; readonly differs: number };

const NO_FIT: Fit = { agrees: 0, differs: 0 };
const MAX_DEPTH = 20;
const MAX_COMPARED = 300;

export function fitOf(made: Value | undefined, planned: JsonValue | undefined, depth = 0): Fit {
  if (made === undefined || planned === undefined || made instanceof Unknown || depth > MAX_DEPTH) return NO_FIT;
  if (made instanceof Partial) return NO_FIT;
  if (isMap(made)) {
    const target = Array.isArray(planned) && planned.length === 1 ? planned[0] : planned;
    if (!isObject(target)) return target === null ? { agrees: 0, differs: 1 } : NO_FIT;
    let sum = NO_FIT;
    for (const [key, value] of made) sum = add(sum, fitOf(value, own(target, key), depth + 1));
    return sum;
  }
  if (isList(made)) return fitOfList(made, planned, depth);
  if (made === null)
    return planned === null || isEmpty(planned) ? { agrees: 1, differs: 0 } : { agrees: 0, differs: 1 };
  const text = textOf(made);
  if (typeof planned === 'object' && planned !== null) return { agrees: 0, differs: 1 };
  return text !== undefined && text === String(planned) ? { agrees: 1, differs: 0 } : { agrees: 0, differs: 1 };
}

function fitOfList(made: readonly Value[], planned: JsonValue, depth: number): Fit {
  if (!Array.isArray(planned)) return planned === null ? { agrees: 0, differs: 1 } : NO_FIT;
  if (made.some((item) => item instanceof Unknown)) return NO_FIT;
  if (made.length !== planned.length) return { agrees: 0, differs: 1 };
  if (made.length > MAX_COMPARED) return NO_FIT;
  let sum: Fit = { agrees: 1, differs: 0 };
  // Sets have an order of their own in plans: an element fits when any does.
  for (const item of made) {
    const fits = planned.map((other) => fitOf(item, other as JsonValue, depth + 1));
    sum = add(sum, fits.find(({ differs }) => differs === 0) ?? { agrees: 0, differs: 1 });
  }
  return sum;
}

function isEmpty(planned: JsonValue): boolean {
  return planned === '' || planned === false || planned === 0 || (Array.isArray(planned) && planned.length === 0);
}

function add(left: Fit, right: Fit): Fit {
  return { agrees: left.agrees + right.agrees, differs: left.differs + right.differs };
}

/**
 * The candidate that a plan's element came from.
 * Shape:  the one that differs in nothing and agrees in most; of several equal ones the one at the element's own index.
 */
export function chooseFitting<T>(
  candidates: readonly T[],
  index: number,
  planned: JsonValue | undefined,
  make: (candidate: T) => Value | undefined,
): T | undefined {
  if (candidates.length <= 1 || planned === undefined) return candidates[index] ?? candidates[0];
  const fits = candidates.map((candidate, at) => ({ candidate, at, ...fitOf(make(candidate), planned) }));
  const least = Math.min(...fits.map(({ differs }) => differs));
  const best = fits.filter(({ differs }) => differs === least);
  const most = Math.max(...best.map(({ agrees }) => agrees));
  const equal = best.filter(({ agrees }) => agrees === most);
  return (equal.find(({ at }) => at === index) ?? equal[0])?.candidate;
}
