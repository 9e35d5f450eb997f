import { type Chooser, pick } from './choose.ts';

/** The types that random terms have. Objects have string keys. */
export type RegoKind =
  | { readonly kind: 'number' | 'string' | 'boolean' }
  | { readonly kind: 'array' | 'set' | 'object'; readonly of: RegoKind };

const SCALARS = ['number', 'number', 'string', 'string', 'boolean'] as const;
const COLLECTIONS = ['array', 'set', 'object'] as const;

export function randomType(choose: Chooser, depth: number): RegoKind {
  if (depth === 0 || choose(2) === 0) return { kind: pick(choose, SCALARS) };
  return { kind: pick(choose, COLLECTIONS), of: randomType(choose, depth - 1) };
}

export function sameType(a: RegoKind, b: RegoKind): boolean {
  if (a.kind !== b.kind) return false;
  return 'of' in a && 'of' in b ? sameType(a.of, b.of) : true;
}
