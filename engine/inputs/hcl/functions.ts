import { COLLECTION_FUNCTIONS } from './collection-functions.ts';
import { ENCODING_FUNCTIONS } from './encoding-functions.ts';
import type { LazyArguments } from './evaluate.ts';
import { NETWORK_FUNCTIONS } from './network-functions.ts';
import { NUMBER_FUNCTIONS } from './number-functions.ts';
import { TEXT_FUNCTIONS } from './text-functions.ts';
import { isWhole, reasonOf, Unknown, type Value } from './value.ts';

const TABLE = new Map(
  [COLLECTION_FUNCTIONS, ENCODING_FUNCTIONS, NETWORK_FUNCTIONS, NUMBER_FUNCTIONS, TEXT_FUNCTIONS].flatMap((table) =>
    Object.entries(table),
  ),
);

/**
 * Calls a function of Terraform by name; `core::` may stand before it.
 * Shape:  unknown where an argument is, where the arguments are wrong, and for functions that read files, the clock or
 *         chance, and those of providers.
 * Source: Terraform, Function Calls.
 */
export function callFunction(name: string, values: readonly Value[], lazy: LazyArguments): Value {
  if (name === 'try') return firstThatWorks(lazy);
  if (name === 'can') return canEvaluate(lazy);
  const plainName = name.replace(/^core::/, '');
  const found = TABLE.get(plainName);
  if (found === undefined) return new Unknown(`\`${name}\` cannot be evaluated without running Terraform`);
  const unknown = values.find((value) => value instanceof Unknown);
  if (unknown !== undefined) return unknown;
  if (found.takes === 'whole')
    for (const value of values) if (!isWhole(value)) return new Unknown(reasonOf(value) ?? 'it is not known whole');
  const made = found.run(...values);
  return made === undefined ? new Unknown(`\`${name}\` is called with arguments that it does not take`) : made;
}

/** Failures and things unknown look the same here, so that only a first argument without either is certain. */
function firstThatWorks(lazy: LazyArguments): Value {
  if (lazy.count === 0) return new Unknown('`try` has no arguments');
  const first = lazy.evaluate(0);
  if (!isMissing(first)) return first;
  for (let index = 1; index < lazy.count; index += 1) {
    const value = lazy.evaluate(index);
    if (!isMissing(value)) return value;
  }
  return first;
}

function isMissing(value: Value): boolean {
  return (
    value instanceof Unknown &&
    /^there is no |is asked of a value without attributes$|outside of its list$/.test(value.reason)
  );
}

function canEvaluate(lazy: LazyArguments): Value {
  const value = lazy.evaluate(0);
  if (isMissing(value)) return false;
  return value instanceof Unknown ? value : true;
}
