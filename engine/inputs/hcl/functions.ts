import { COLLECTION_FUNCTIONS } from './collection-functions.ts';
import { ENCODING_FUNCTIONS } from './encoding-functions.ts';
import type { LazyArguments } from './evaluate.ts';
import { type FunctionTable, table } from './function-table.ts';
import { NETWORK_FUNCTIONS } from './network-functions.ts';
import { NUMBER_FUNCTIONS } from './number-functions.ts';
import { TEXT_FUNCTIONS } from './text-functions.ts';
import { TIME_FUNCTIONS } from './time-functions.ts';
import { Failure, isList, isMap, isWhole, reasonOf, textOf, Unknown, type Value } from './value.ts';

const TABLE = new Map(
  [
    COLLECTION_FUNCTIONS,
    ENCODING_FUNCTIONS,
    NETWORK_FUNCTIONS,
    NUMBER_FUNCTIONS,
    TEXT_FUNCTIONS,
    TIME_FUNCTIONS,
  ].flatMap((table) => Object.entries(table)),
);

/** Functions of the AWS provider, which ask nobody. Source: AWS provider 5.100, Functions. */
const AWS_FUNCTIONS: FunctionTable = table('whole', {
  'provider::aws::arn_parse': (arn) => {
    const parts = (textOf(arn ?? null) ?? '').split(':');
    const [head, partition = '', service = '', region = '', account = '', ...resource] = parts;
    if (head !== 'arn' || parts.length < 6) return undefined;
    return new Map([
      ['partition', partition],
      ['service', service],
      ['region', region],
      ['account_id', account],
      ['resource', resource.join(':')],
    ]);
  },
  'provider::aws::arn_build': (...values) => {
    const texts = values.map(textOf);
    return texts.length !== 5 || texts.includes(undefined) ? undefined : ['arn', ...texts].join(':');
  },
});

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
  const found =
    TABLE.get(plainName) ?? (Object.hasOwn(AWS_FUNCTIONS, plainName) ? AWS_FUNCTIONS[plainName] : undefined);
  if (found === undefined) return new Unknown(`\`${name}\` cannot be evaluated without running Terraform`);
  const unknown = values.find((value) => value instanceof Unknown);
  if (unknown !== undefined) return unknown;
  if (found.takes === 'whole')
    for (const value of values) if (!isWhole(value)) return new Unknown(reasonOf(value) ?? 'it is not known whole');
  const made = found.run(...values);
  return made === undefined ? new Failure(`\`${name}\` is called with arguments that it does not take`) : made;
}

/** What fails is passed over; what is not known may yet fail, so that nothing after it is certain. */
function firstThatWorks(lazy: LazyArguments): Value {
  for (let index = 0; index < lazy.count; index += 1) {
    const value = lazy.evaluate(index);
    if (!failsWithin(value)) return value;
  }
  return new Failure('nothing that is tried works');
}

function canEvaluate(lazy: LazyArguments): Value {
  const value = lazy.evaluate(0);
  if (failsWithin(value)) return false;
  return isWhole(value) ? true : new Unknown(reasonOf(value) ?? 'it is not known whole');
}

/** Whether Terraform would refuse a value for a part of it. */
function failsWithin(value: Value): boolean {
  if (value instanceof Unknown) return value instanceof Failure;
  if (isList(value)) return value.some(failsWithin);
  return isMap(value) && [...value.values()].some(failsWithin);
}
