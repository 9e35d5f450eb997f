import type { Term } from './ast/index.ts';
import type { Constant } from './ir/index.ts';
import { constantOf } from './planner/ground.ts';
import { ObjectBuilder, parseNumber, RegoSet, type RegoValue } from './value/index.ts';

/** The value of a term without vars, refs, calls and comprehensions; undefined for any other. */
export function valueOfTerm(term: Term): RegoValue | undefined {
  const constant = constantOf(term);
  return constant && valueOfConstant(constant);
}

function valueOfConstant(constant: Constant): RegoValue {
  switch (constant.kind) {
    case 'null':
      return null;
    case 'boolean':
    case 'string':
      return constant.value;
    case 'number':
      return parseNumber(constant.text);
    case 'array':
      return constant.items.map(valueOfConstant);
    case 'set':
      return RegoSet.of(constant.items.map(valueOfConstant));
    case 'object': {
      const object = new ObjectBuilder();
      for (const [key, value] of constant.entries) object.set(valueOfConstant(key), valueOfConstant(value));
      return object.build();
    }
  }
}
