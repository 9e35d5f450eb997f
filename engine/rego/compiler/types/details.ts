import type { Term } from '../../ast/index.ts';
import type { JsonValue } from '../../value/types.ts';
import { termText } from '../syntax/text.ts';
import { compareJson, type Type } from './type.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Types that take more than this to print are left out: they can be far larger than the text they come from. */
const MAX_NODES = 20_000;

/** The operands of a call: the types they have, and those that the function wants. */
export function argumentDetails(
  have: readonly (Type | undefined)[],
  args: readonly (Type | undefined)[],
  variadic?: Type,
): Json | undefined {
  return printed((print) => {
    const want = variadic === undefined ? {} : { variadic: print(variadic) };
    const known = args.length === 0 ? {} : { args: args.map(print) };
    return { have: have.map(print), want: { ...(known as { readonly args?: Json }), ...want } };
  });
}

/** Two types that no value has both of. */
export function unificationDetails(a: Type | undefined, b: Type | undefined): Json | undefined {
  return printed((print) => ({ a: print(a), b: print(b) }));
}

/** A ref that leads to nothing: the part that is wrong, and what stands in its place. */
export function invalidRefDetails(
  ref: readonly Term[],
  pos: number,
  have: Type | undefined,
  want: Type | undefined,
  oneOf: readonly JsonValue[],
): Json | undefined {
  return printed((print) => ({
    ref: ref.map(refPart),
    pos,
    ...(have === undefined ? {} : { have: print(have) }),
    want: print(want),
    oneOf: oneOf.length === 0 ? null : ([...new Set(oneOf)].sort(compareJson) as Json),
  }));
}

/** A ref into something that has no parts. */
export function unsupportedRefDetails(ref: readonly Term[], pos: number, have: Type | undefined): Json | undefined {
  return printed((print) => ({ ref: ref.map(refPart), pos, have: print(have) }));
}

class TooLarge extends Error {}

function printed(make: (print: (type: Type | undefined) => Json) => Json): Json | undefined {
  let left = MAX_NODES;
  const print = (type: Type | undefined): Json => {
    if (--left < 0) throw new TooLarge();
    return typeJson(type, print);
  };
  try {
    return make(print);
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}

/** Source: OPA v1/types, MarshalJSON. */
function typeJson(type: Type | undefined, print: (type: Type | undefined) => Json): Json {
  if (type === undefined) return null;
  switch (type.kind) {
    case 'array': {
      const known = type.items.length === 0 ? {} : { static: type.items.map(print) };
      return { ...(type.rest === undefined ? {} : { dynamic: print(type.rest) }), ...known, type: 'array' };
    }
    case 'object': {
      const { fields, rest } = type;
      const known =
        fields.length === 0 ? {} : { static: fields.map(({ key, value }) => ({ key, value: print(value) })) };
      const open = rest === undefined ? {} : { dynamic: { key: print(rest.key), value: print(rest.value) } };
      return { ...open, ...(known as { readonly static?: Json }), type: 'object' };
    }
    case 'set':
      return { of: print(type.of), type: 'set' };
    case 'any':
      return type.of.length === 0 ? { type: 'any' } : { of: type.of.map(print), type: 'any' };
    case 'function': {
      const more = type.variadic === undefined ? {} : { variadic: print(type.variadic) };
      return { args: type.args.map(print), result: print(type.result), type: 'function', ...more };
    }
    case 'recursive':
      return { type: type.name };
    default:
      return { type: type.kind };
  }
}

/** Source: OPA v1/ast term.go, MarshalJSON. */
function refPart(part: Term): Json {
  switch (part.kind) {
    case 'null':
      return { type: 'null', value: null };
    case 'boolean':
    case 'string':
      return { type: part.kind, value: part.value };
    case 'number':
      return { type: 'number', value: Number(part.text) };
    case 'var':
      return { type: 'var', value: part.name };
    case 'ref':
      return { type: 'ref', value: part.path.map(refPart) };
    case 'array':
    case 'set':
      return { type: part.kind, value: part.items.map(refPart) };
    case 'object':
      return { type: 'object', value: part.entries.map(([key, value]) => [refPart(key), refPart(value)]) };
    default:
      return { type: part.kind, value: termText(part) };
  }
}
