/**
 * The static type of a builtin's operand or result, in the shape that OPA's capabilities.json has.
 * Shape:  `any` without `of` is everything, with `of` a union. An array has leading `static` items and `dynamic` for the
 *         rest; an object has `static` keys and `dynamic` for the rest.
 * Source: OPA v1/types.
 */
export type RegoType =
  | { readonly type: 'null' | 'boolean' | 'number' | 'string' }
  | { readonly type: 'any'; readonly of?: readonly RegoType[] }
  | { readonly type: 'set'; readonly of: RegoType }
  | { readonly type: 'array'; readonly static?: readonly RegoType[]; readonly dynamic?: RegoType }
  | {
      readonly type: 'object';
      readonly static?: readonly { readonly key: string; readonly value: RegoType }[];
      readonly dynamic?: { readonly key: RegoType; readonly value: RegoType };
    };

/**
 * What a builtin takes and gives.
 * Shape:  `result` is undefined for those that give nothing (print). `variadic` is the type of any number of further
 *         operands. `relation`: gives many results. `nondeterministic`: depends on more than its operands.
 */
export type Declaration = {
  readonly args: readonly RegoType[];
  readonly variadic?: RegoType;
  readonly result: RegoType | undefined;
  readonly infix?: string;
  readonly relation?: true;
  readonly deprecated?: true;
  readonly nondeterministic?: true;
};

type Traits = Omit<Declaration, 'args' | 'result'>;

export const any: RegoType = { type: 'any' };
export const bool: RegoType = { type: 'boolean' };
export const nil: RegoType = { type: 'null' };
export const num: RegoType = { type: 'number' };
export const str: RegoType = { type: 'string' };

export function anyOf(...of: readonly RegoType[]): RegoType {
  return { type: 'any', of };
}

export function list(dynamic: RegoType = any): RegoType {
  return { type: 'array', dynamic };
}

export function tuple(...items: readonly RegoType[]): RegoType {
  return { type: 'array', static: items };
}

export function set(of: RegoType = any): RegoType {
  return { type: 'set', of };
}

export function map(key: RegoType = any, value: RegoType = any): RegoType {
  return { type: 'object', dynamic: { key, value } };
}

/** An object with known keys, and others when `rest` is given. */
export function record(known: Readonly<Record<string, RegoType>>, rest?: [RegoType, RegoType]): RegoType {
  const fields = Object.entries(known).map(([key, value]) => ({ key, value }));
  return rest === undefined
    ? { type: 'object', static: fields }
    : { type: 'object', static: fields, dynamic: { key: rest[0], value: rest[1] } };
}

export function fn(args: readonly RegoType[], result: RegoType | undefined, traits: Traits = {}): Declaration {
  return { args, result, ...traits };
}
