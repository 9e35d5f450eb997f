import { InvariantError } from '../../diagnostics/index.ts';
import type { ObjectTerm, Term } from '../ast/index.ts';
import { ObjectBuilder, parseNumber, RegoSet, type RegoValue } from '../value/index.ts';
import { type Bindings, lookup } from './bindings.ts';
import { callValues } from './calls.ts';
import { comprehensionValue } from './comprehensions.ts';
import { refValues } from './refs.ts';
import { search } from './search.ts';
import type { World } from './world.ts';

/** A value of a term, with what its vars stand for then. */
export type Found = { readonly value: RegoValue; readonly bindings: Bindings };

/** Whether a term has to be evaluated, and may have no value or several; anything else is a pattern. */
export function isQuestion(term: Term): boolean {
  switch (term.kind) {
    case 'ref':
    case 'call':
    case 'arraycomprehension':
    case 'setcomprehension':
    case 'objectcomprehension':
      return true;
    case 'var':
      return term.name === 'input' || term.name === 'data';
    default:
      return false;
  }
}

/** The value of a pattern; undefined while a var in it has none, or where it holds a question. */
export function groundValue(term: Term, bindings: Bindings): RegoValue | undefined {
  switch (term.kind) {
    case 'null':
      return null;
    case 'boolean':
    case 'string':
      return term.value;
    case 'number':
      return parseNumber(term.text);
    case 'var': {
      if (isQuestion(term)) return undefined;
      const bound = lookup(bindings, term.name);
      return bound?.kind === 'pattern' ? groundValue(bound.term, bindings) : bound?.value;
    }
    case 'array':
      return groundItems(term.items, bindings);
    case 'set': {
      const items = groundItems(term.items, bindings);
      return items && RegoSet.of(items);
    }
    case 'object': {
      const items = groundItems(term.entries.flat(), bindings);
      return items && objectOf(items);
    }
    default:
      return undefined;
  }
}

function groundItems(terms: readonly Term[], bindings: Bindings): readonly RegoValue[] | undefined {
  const values: RegoValue[] = [];
  for (const term of terms) {
    const value = groundValue(term, bindings);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

/** All values of a term: none where it is undefined, several where it iterates. */
export function* values(world: World, term: Term, bindings: Bindings): Generator<Found> {
  const value = groundValue(term, bindings);
  if (value !== undefined) {
    yield { value, bindings };
    return;
  }
  switch (term.kind) {
    case 'var':
      if (!isQuestion(term)) throw new InvariantError(`var ${term.name} has no value where it is needed`);
      yield* refValues(world, [term], bindings);
      break;
    case 'ref':
      yield* refValues(world, term.path, bindings);
      break;
    case 'call':
      for (const found of listValues(world, term.args, bindings)) {
        for (const result of callValues(world, term.operator, found.values, term.span)) {
          yield { value: result, bindings: found.bindings };
        }
      }
      break;
    case 'array':
    case 'set':
      for (const found of listValues(world, term.items, bindings)) {
        const items = term.kind === 'set' ? RegoSet.of(found.values) : found.values;
        yield { value: items, bindings: found.bindings };
      }
      break;
    case 'object':
      yield* objectValues(world, term, bindings);
      break;
    case 'arraycomprehension':
    case 'setcomprehension':
    case 'objectcomprehension':
      yield { value: comprehensionValue(world, term, bindings), bindings };
      break;
    default:
      throw new InvariantError(`a ${term.kind} term reached the interpreter`);
  }
}

function* objectValues(world: World, term: ObjectTerm, bindings: Bindings): Generator<Found> {
  for (const found of listValues(world, term.entries.flat(), bindings)) {
    yield { value: objectOf(found.values), bindings: found.bindings };
  }
}

type FoundList = { readonly values: readonly RegoValue[]; readonly bindings: Bindings };

/** All ways to give each of several terms a value, from left to right. */
export function listValues(world: World, terms: readonly Term[], bindings: Bindings): Iterable<FoundList> {
  const ground = groundItems(terms, bindings);
  if (ground !== undefined) return [{ values: ground, bindings }];
  return search<FoundList>({ values: [], bindings }, terms.length, function* (index, before) {
    for (const found of values(world, terms[index]!, before.bindings)) {
      yield { values: [...before.values, found.value], bindings: found.bindings };
    }
  });
}

/** An object from key, value, key, value ...; of several equal keys the last one counts. */
function objectOf(flat: readonly RegoValue[]): RegoValue {
  const object = new ObjectBuilder();
  for (let index = 0; index < flat.length; index += 2) object.set(flat[index]!, flat[index + 1]!);
  return object.build();
}
