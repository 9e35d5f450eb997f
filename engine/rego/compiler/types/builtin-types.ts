import type { Declaration, RegoType } from '../../builtins/declaration.ts';
import { BUILTINS } from '../../builtins/table.ts';
import type { Capabilities } from '../types.ts';
import { anyType, arrayType, lastingTypes, objectType, setType } from './construct.ts';
import { compareTypes } from './lattice.ts';
import { ANY, BOOLEAN, NULL, NUMBER, STRING, type Type } from './type.ts';

/** A builtin as the compiler sees it; `result` is undefined for those that give nothing. */
export type BuiltinSignature = {
  readonly name: string;
  readonly args: readonly Type[];
  readonly variadic: Type | undefined;
  readonly result: Type | undefined;
  readonly relation: boolean;
  readonly deprecated: boolean;
};

const cache = new Map<string, BuiltinSignature>();
const bySet = new WeakMap<ReadonlySet<string>, ReadonlyMap<string, BuiltinSignature>>();

/** The signatures of the builtins that may be called. */
export function signaturesOf({ builtins, extra }: Capabilities): ReadonlyMap<string, BuiltinSignature> {
  const own = ownSignatures(builtins);
  if (extra === undefined || extra.size === 0) return own;
  return new Map([...own, ...[...extra].map(([name, { declaration }]) => [name, signed(name, declaration)] as const)]);
}

function ownSignatures(names: ReadonlySet<string>): ReadonlyMap<string, BuiltinSignature> {
  const known = bySet.get(names);
  if (known !== undefined && known.size === names.size) return known;
  const signatures = new Map<string, BuiltinSignature>();
  bySet.set(names, signatures);
  for (const name of names) {
    const signature = signatureOf(name);
    if (signature !== undefined) signatures.set(name, signature);
  }
  return signatures;
}

function signatureOf(name: string): BuiltinSignature | undefined {
  const known = cache.get(name);
  if (known !== undefined || !Object.hasOwn(BUILTINS, name)) return known;
  const signature = lastingTypes(() => signed(name, BUILTINS[name as keyof typeof BUILTINS]));
  cache.set(name, signature);
  return signature;
}

function signed(name: string, { args, variadic, result, relation, deprecated }: Declaration): BuiltinSignature {
  return {
    name,
    args: args.map(toType),
    variadic: variadic && toType(variadic),
    result: result && toType(result),
    relation: relation === true,
    deprecated: deprecated === true,
  };
}

function toType(type: RegoType): Type {
  switch (type.type) {
    case 'any':
      return type.of === undefined ? ANY : anyType(type.of.map(toType).sort(compareTypes));
    case 'set':
      return setType(toType(type.of));
    case 'array':
      return arrayType((type.static ?? []).map(toType), type.dynamic && toType(type.dynamic));
    case 'object': {
      const fields = (type.static ?? []).map(({ key, value }) => ({ key, value: toType(value) }));
      const { dynamic } = type;
      return objectType(fields, dynamic && { key: toType(dynamic.key), value: toType(dynamic.value) });
    }
    case 'null':
      return NULL;
    case 'boolean':
      return BOOLEAN;
    case 'number':
      return NUMBER;
    case 'string':
      return STRING;
  }
}
