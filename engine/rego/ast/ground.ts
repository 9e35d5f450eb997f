import type { Term } from './term.ts';

/** Says whether a term holds no variable outside the head of a ref; closures and template strings count as holding one. */
export function isGround(term: Term): boolean {
  switch (term.kind) {
    case 'var':
    case 'templatestring':
    case 'arraycomprehension':
    case 'setcomprehension':
    case 'objectcomprehension':
      return false;
    case 'call':
      return isGround(term.operator) && term.args.every(isGround);
    case 'ref':
      return term.path.slice(1).every(isGround);
    case 'array':
    case 'set':
      return term.items.every(isGround);
    case 'object':
      return term.entries.every(([key, value]) => isGround(key) && isGround(value));
    default:
      return true;
  }
}
