import type { ArrayComprehensionTerm, ObjectComprehensionTerm, SetComprehensionTerm } from '../ast/index.ts';
import { equals, ObjectBuilder, RegoSet, type RegoValue } from '../value/index.ts';
import type { Bindings } from './bindings.ts';
import { solutions } from './body.ts';
import { conflict } from './failure.ts';
import { listValues, values } from './terms.ts';
import type { World } from './world.ts';

/**
 * The collection of what a comprehension's head is in each solution of its body; vars bound outside keep their values.
 * Errors: eval_conflict_error where a key of an object would have two values.
 */
export function comprehensionValue(
  world: World,
  term: ArrayComprehensionTerm | SetComprehensionTerm | ObjectComprehensionTerm,
  bindings: Bindings,
): RegoValue {
  if (term.kind === 'objectcomprehension') return objectComprehension(world, term, bindings);
  const items: RegoValue[] = [];
  for (const solution of solutions(world, term.body, bindings)) {
    for (const { value } of values(world, term.term, solution)) items.push(value);
  }
  return term.kind === 'setcomprehension' ? RegoSet.of(items) : items;
}

function objectComprehension(world: World, term: ObjectComprehensionTerm, bindings: Bindings): RegoValue {
  const object = new ObjectBuilder();
  for (const solution of solutions(world, term.body, bindings)) {
    for (const { values: pair } of listValues(world, [term.key, term.value], solution)) {
      const [key, value] = pair as readonly [RegoValue, RegoValue];
      const present = object.get(key);
      if (present !== undefined && !equals(present, value)) throw conflict('object', term.span);
      if (present === undefined) object.set(key, value);
    }
  }
  return object.build();
}
