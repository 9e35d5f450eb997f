import { RegoSet, type RegoValue } from '../value/index.ts';
import type { Builtin } from './context.ts';
import { arrayOperand, intOperand, setOperand } from './operands.ts';

/**
 * Arrays and sets.
 * Source: OPA v1/topdown array.go, sets.go, binary.go.
 */
export const collectionBuiltins = {
  'array.concat': (context, a, b) => {
    const left = arrayOperand(a, 1);
    const right = arrayOperand(b, 2);
    if (left.length === 0) return right;
    if (right.length === 0) return left;
    context.charge(left.length + right.length);
    return left.concat(right);
  },
  'array.flatten': (context, x) => {
    const flat = arrayOperand(x, 1).flat(1) as RegoValue[];
    context.charge(flat.length);
    return flat;
  },
  'array.reverse': (context, x) => {
    const items = arrayOperand(x, 1);
    context.charge(items.length);
    return [...items].reverse();
  },
  'array.slice': (context, x, from, to) => {
    const items = arrayOperand(x, 1);
    const start = intOperand(from, 2);
    const stop = Math.min(Math.max(intOperand(to, 3), 0), items.length);
    const begin = Math.min(Math.max(start, 0), stop);
    context.charge(stop - begin);
    return items.slice(begin, stop);
  },
  and: (context, a, b) => {
    const left = setOperand(a, 1);
    const right = setOperand(b, 2);
    context.charge(Math.min(left.size, right.size) * 10);
    return left.intersection(right);
  },
  or: (context, a, b) => {
    const left = setOperand(a, 1);
    const right = setOperand(b, 2);
    context.charge((left.size + right.size) * 10);
    return left.union(right);
  },
  set_diff: (context, a, b) => {
    const left = setOperand(a, 1);
    context.charge(left.size * 10);
    return left.difference(setOperand(b, 2));
  },
  intersection: (_context, x) => {
    const sets = setsOf(x);
    const first = sets[0];
    return first === undefined ? new RegoSet() : sets.slice(1).reduce((all, next) => all.intersection(next), first);
  },
  union: (context, x) => {
    const result = new RegoSet();
    for (const set of setsOf(x)) {
      context.charge(set.size * 25);
      for (const item of set.unordered()) result.add(item);
    }
    return result;
  },
} satisfies Record<string, Builtin>;

function setsOf(value: RegoValue): readonly RegoSet[] {
  const outer = setOperand(value, 1);
  return outer.sorted().map((item) => setOperand(item, 1));
}
