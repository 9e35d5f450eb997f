import { type Chooser, pick } from './choose.ts';
import type { Scope } from './scope.ts';
import { literal } from './terms.ts';
import type { RegoKind } from './types.ts';

/** What a body may ask of the input, so that OPA's rule index can tell clauses apart without their bodies. */
export type Guard = { readonly ref: string; readonly type: RegoKind };

const GUARDS: readonly Guard[] = [
  { ref: 'input.n', type: { kind: 'number' } },
  { ref: 'input.s', type: { kind: 'string' } },
  { ref: 'input.t', type: { kind: 'boolean' } },
  { ref: 'input.map.a', type: { kind: 'number' } },
  { ref: 'input.ns[0]', type: { kind: 'number' } },
  { ref: 'input.ss', type: { kind: 'array', of: { kind: 'string' } } },
  { ref: 'data.PKG.base.n', type: { kind: 'number' } },
  { ref: 'data.PKG.base.s', type: { kind: 'string' } },
  { ref: 'data.PKG.base.ns', type: { kind: 'array', of: { kind: 'number' } } },
];

export function randomGuard(choose: Chooser): Guard {
  return pick(choose, GUARDS);
}

/** A line that holds for some values of the guard, in one of the forms that people write. */
export function guardLine(choose: Chooser, scope: Scope, { ref, type }: Guard): string {
  const value = literal(choose, type, 1);
  switch (choose(9)) {
    case 0:
      return `${value} == ${ref}`;
    case 1:
      return `${ref} = ${value}`;
    case 2: {
      const name = scope.fresh(type);
      return `${name} := ${ref}; ${name} == ${value}`;
    }
    case 3:
      return `${ref} in {${value}, ${literal(choose, type, 1)}}`;
    case 4:
      return 'of' in type ? `${ref}[_] == ${literal(choose, type.of, 0)}` : `${ref} in [${value}]`;
    case 5:
      return type.kind === 'array' ? `${literal(choose, type.of, 0)} in ${ref}` : ref;
    case 6:
      return type.kind === 'string'
        ? `glob.match(${pick(choose, ['"a*"', '"*"', '"c-d"'])}, [], ${ref})`
        : `${ref} == ${value}`;
    default:
      return `${ref} == ${value}`;
  }
}
