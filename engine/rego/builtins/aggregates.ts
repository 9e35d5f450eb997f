import {
  codePointLength,
  compare,
  equals,
  isNumber,
  isObject,
  objectEntries,
  objectGet,
  objectSize,
  productOf,
  type RegoNumber,
  RegoSet,
  type RegoValue,
  sumOf,
} from '../value/index.ts';
import type { Builtin, BuiltinContext } from './context.ts';
import { wrongItem, wrongType } from './errors.ts';
import { itemsOf } from './operands.ts';

/**
 * Counting, sums, extremes, order and membership.
 * Source: OPA v1/topdown aggregates.go.
 */
export const aggregateBuiltins = {
  count: (_context, x) => {
    if (Array.isArray(x)) return x.length;
    if (x instanceof RegoSet) return x.size;
    if (typeof x === 'string') return codePointLength(x);
    if (isObject(x)) return objectSize(x);
    throw wrongType(1, x, 'array', 'object', 'set', 'string');
  },
  sum: (context, x) => sumOf(numbersOf(context, x)),
  product: (context, x) => productOf(numbersOf(context, x)),
  max: (_context, x) => {
    if (x instanceof RegoSet) return x.sorted().at(-1);
    const items = collection(x);
    let best = items[0];
    for (const item of items) if (compare(best as RegoValue, item) <= 0) best = item;
    return best;
  },
  min: (_context, x) => {
    if (x instanceof RegoSet) return x.sorted()[0];
    const items = collection(x);
    let best = items[0];
    for (const item of items) if (compare(best as RegoValue, item) >= 0) best = item;
    return best;
  },
  sort: (context, x) => {
    if (x instanceof RegoSet) return x.sorted();
    const items = collection(x);
    context.charge(items.length * 10);
    return [...items].sort(compare);
  },
  all: (_context, x) => {
    const items = itemsOf(x);
    if (items === undefined) throw wrongType(1, x, 'array', 'set');
    return items.every((item) => item === true);
  },
  any: (_context, x) => {
    const items = itemsOf(x);
    if (items === undefined) throw wrongType(1, x, 'array', 'set');
    return items.some((item) => item === true);
  },
  'internal.member_2': (_context, member, container) => {
    if (container instanceof RegoSet) return container.has(member);
    if (Array.isArray(container)) return container.some((item: RegoValue) => equals(item, member));
    return isObject(container) && objectEntries(container).some(([, value]) => equals(value, member));
  },
  'internal.member_3': (_context, key, member, container) => {
    if (container instanceof RegoSet) return container.has(key) && equals(key, member);
    if (Array.isArray(container)) {
      const item = typeof key === 'number' ? (container as readonly RegoValue[])[key] : undefined;
      return item !== undefined && equals(item, member);
    }
    if (!isObject(container)) return false;
    const value = objectGet(container, key);
    return value !== undefined && equals(value, member);
  },
} satisfies Record<string, Builtin>;

function collection(value: RegoValue): readonly RegoValue[] {
  if (Array.isArray(value)) return value;
  throw wrongType(1, value, 'set', 'array');
}

function numbersOf(context: BuiltinContext, value: RegoValue): readonly (number | RegoNumber)[] {
  const items = itemsOf(value);
  if (items === undefined) throw wrongType(1, value, 'set', 'array');
  context.charge(items.length);
  for (const item of items) if (!isNumber(item)) throw wrongItem(1, value, item, 'number');
  return items as readonly (number | RegoNumber)[];
}
