import type { Term } from '../../ast/index.ts';
import { isComprehension } from '../syntax/terms.ts';
import { termText } from '../syntax/text.ts';
import type { TypeEnvironment } from './environment.ts';
import { isIncomplete, or, select, unifies, valuesOf } from './lattice.ts';
import { ANY, type ArrayType, type ObjectType, type Type, unwrap } from './type.ts';
import { jsonOf } from './type-node.ts';

/**
 * Whether two terms can be equal; types of vars that were not known are set on the way.
 * Source: OPA v1/ast check.go, unify2.
 */
export function unifyTerms(env: TypeEnvironment, a: Term, b: Term): boolean {
  const typeA = env.typeOf(a);
  const typeB = env.typeOf(b);
  const openA = isIncomplete(typeA);
  const openB = isIncomplete(typeB);
  if (openA && !openB) return unifyTerm(env, a, typeB, false);
  if (openB && !openA) return unifyTerm(env, b, typeA, false);
  if (!openA && !openB) return unifies(typeA, typeB);
  if (a.kind === 'array') return unifyArrays(env, a, b);
  if (a.kind === 'object') return unifyObjects(env, a, b);
  if (a.kind === 'var') {
    if (b.kind === 'var') return unifyTerm(env, a, ANY, false) && unifyTerm(env, b, env.typeOf(a), false);
    if (b.kind === 'array') return unifyArrays(env, b, a);
    if (b.kind === 'object') return unifyObjects(env, b, a);
  }
  if (a.kind === 'var' && typeA === undefined && typeB !== undefined) return unifyTerm(env, a, typeB, false);
  if (b.kind === 'var' && typeB === undefined && typeA !== undefined) return unifyTerm(env, b, typeA, false);
  return false;
}

function unifyArrays(env: TypeEnvironment, a: Extract<Term, { kind: 'array' }>, b: Term): boolean {
  if (b.kind === 'array')
    return a.items.length === b.items.length && a.items.every((item, i) => unifyTerms(env, item, b.items[i]!));
  return b.kind === 'var' && unifyTerm(env, a, ANY, false) && unifyTerm(env, b, env.typeOf(a), false);
}

function unifyObjects(env: TypeEnvironment, a: Extract<Term, { kind: 'object' }>, b: Term): boolean {
  if (b.kind === 'object') {
    const values = new Map(b.entries.map(([key, value]) => [termText(key), value]));
    if (a.entries.length !== b.entries.length) return false;
    return a.entries.every(([key, value]) => {
      const other = values.get(termText(key));
      return other !== undefined && unifyTerms(env, value, other);
    });
  }
  return b.kind === 'var' && unifyTerm(env, a, ANY, false) && unifyTerm(env, b, env.typeOf(a), false);
}

/** Whether a term can be of a type; with `union` vars take the type besides those they have. */
export function unifyTerm(env: TypeEnvironment, term: Term, type: Type | undefined, union: boolean): boolean {
  switch (term.kind) {
    case 'array':
      return unifyComposite(env, term, unwrap(type), union);
    case 'object':
      return unifyComposite(env, term, unwrap(type), union);
    case 'set':
      return unifyComposite(env, term, unwrap(type), union);
    case 'var': {
      const known = env.typeOfVar(term.name);
      if (union) env.setVar(term.name, or(known, type));
      else if (known !== undefined) return unifies(known, type);
      else env.setVar(term.name, type);
      return true;
    }
    default:
      if (term.kind === 'ref' || isComprehension(term) || jsonOf(term) !== undefined)
        return unifies(env.typeOf(term), type);
      return true;
  }
}

type Composite = Extract<Term, { kind: 'array' | 'object' | 'set' }>;

function unifyComposite(env: TypeEnvironment, term: Composite, type: Type | undefined, union: boolean): boolean {
  if (type?.kind === 'any') {
    if (type.of.length === 0) {
      for (const part of partsOf(term)) unifyTerm(env, part, ANY, true);
      return true;
    }
    let found = false;
    for (const item of type.of) found = unifyTerm(env, term, item, true) || found;
    return found;
  }
  if (term.kind === 'array') return type?.kind === 'array' && unifyItems(env, term, type, union);
  if (term.kind === 'object') return type?.kind === 'object' && unifyFields(env, term, type, union);
  const values = valuesOf(type);
  return type?.kind === 'set' && term.items.every((item) => unifyTerm(env, item, values, union));
}

function partsOf(term: Composite): readonly Term[] {
  return term.kind === 'object' ? term.entries.flat() : term.items;
}

function unifyItems(
  env: TypeEnvironment,
  term: Extract<Term, { kind: 'array' }>,
  type: ArrayType,
  union: boolean,
): boolean {
  if (term.items.length !== type.items.length && type.rest === undefined) return false;
  return term.items.every((item, i) => unifyTerm(env, item, i < type.items.length ? type.items[i] : type.rest, union));
}

function unifyFields(
  env: TypeEnvironment,
  term: Extract<Term, { kind: 'object' }>,
  type: ObjectType,
  union: boolean,
): boolean {
  if (term.entries.length !== type.fields.length && type.rest?.value === undefined) return false;
  return term.entries.every(([key, value]) => {
    const json = jsonOf(key);
    if (json === undefined) {
      unifyTerm(env, value, ANY, union);
      return true;
    }
    const child = select(type, json);
    return child !== undefined && unifyTerm(env, value, child, union);
  });
}
