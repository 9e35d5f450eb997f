import { anyType, objectType, setType } from './construct.ts';
import { or, orAll } from './lattice.ts';
import { type ObjectType, type SetType, type Type, unwrap } from './type.ts';
import { spend } from './work.ts';

/**
 * What the types of several rules of one name are together.
 * Shape:  objects without known keys become one, and so do sets; all else is a union.
 * Source: OPA v1/ast env.go, mergeTypes.
 */
export function mergeTypes(left: Type | undefined, right: Type | undefined): Type | undefined {
  if (left === undefined || left === right) return right;
  if (right === undefined) return left;
  const a = unwrap(left);
  const b = unwrap(right);
  if (isMap(a) && isMap(b)) {
    const key = or(a.rest?.key, b.rest?.key);
    return objectType([], { key, value: mergeTypes(a.rest?.value, b.rest?.value) });
  }
  if (isMap(a) && b?.kind === 'any') return mergeIntoUnion(a, b.of) ?? or(a, b);
  if (a?.kind === 'set' && b?.kind === 'set') return setType(or(a.of, b.of));
  if (a?.kind === 'any' && b !== undefined && b.kind !== 'any') return mergeTypes(b, a);
  return or(a, b);
}

/** `mergeTypes` from left to right over many types; those that are all of one sort are merged at once. */
export function mergeAll(types: readonly (Type | undefined)[]): Type | undefined {
  const distinct = [...new Set(types)].filter((type) => type !== undefined);
  if (distinct.length < 3) return distinct.reduce<Type | undefined>(mergeTypes, undefined);
  spend(distinct.length);
  const plain = distinct.map(unwrap);
  if (plain.every(isMap)) {
    const key = orAll(plain.map(({ rest }) => rest?.key));
    return objectType([], { key, value: mergeAll(plain.map(({ rest }) => rest?.value)) });
  }
  if (plain.every(isSet)) return setType(orAll(plain.map(({ of }) => of)));
  if (plain.every((type) => type !== undefined && isUnionMember(type))) return orAll(plain);
  return distinct.reduce<Type | undefined>(mergeTypes, undefined);
}

function isMap(type: Type | undefined): type is ObjectType {
  return type?.kind === 'object' && type.fields.length === 0;
}

function isSet(type: Type | undefined): type is SetType {
  return type?.kind === 'set';
}

/** What only ever becomes one more member of a union. */
function isUnionMember(type: Type): boolean {
  return type.kind !== 'any' && type.kind !== 'function' && type.kind !== 'set' && !isMap(type);
}

function mergeIntoUnion(object: ObjectType, union: readonly Type[]): Type | undefined {
  spend(1 + (union.length >> 3));
  const at = union.findIndex(isMap);
  const found = union[at];
  if (!isMap(found)) return undefined;
  const rest = { key: or(found.rest?.key, object.rest?.key), value: or(found.rest?.value, object.rest?.value) };
  return anyType(union.map((item, i) => (i === at ? objectType([], rest) : item)));
}
