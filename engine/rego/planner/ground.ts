import type { Term } from '../ast/index.ts';
import type { Constant } from '../ir/index.ts';

/** The term as a constant, or undefined when it holds a var, a ref, a call or a comprehension. */
export function constantOf(term: Term): Constant | undefined {
  switch (term.kind) {
    case 'null':
      return { kind: 'null' };
    case 'boolean':
      return { kind: 'boolean', value: term.value };
    case 'number':
      return { kind: 'number', text: term.text };
    case 'string':
      return { kind: 'string', value: term.value };
    case 'array':
    case 'set': {
      const items = constantsOf(term.items);
      return items && { kind: term.kind, items };
    }
    case 'object': {
      const entries: (readonly [Constant, Constant])[] = [];
      for (const [key, value] of term.entries) {
        const pair = constantsOf([key, value]);
        if (pair === undefined) return undefined;
        entries.push([pair[0]!, pair[1]!]);
      }
      return { kind: 'object', entries };
    }
    default:
      return undefined;
  }
}

function constantsOf(terms: readonly Term[]): readonly Constant[] | undefined {
  const constants: Constant[] = [];
  for (const term of terms) {
    const constant = constantOf(term);
    if (constant === undefined) return undefined;
    constants.push(constant);
  }
  return constants;
}

/** The names of the vars that a term would bind as a pattern: those outside of refs' heads, calls and comprehensions. */
export function patternVars(term: Term, into: Set<string> = new Set()): Set<string> {
  switch (term.kind) {
    case 'var':
      into.add(term.name);
      break;
    case 'ref':
      for (const part of term.path) patternVars(part, into);
      break;
    case 'array':
    case 'set':
      for (const item of term.items) patternVars(item, into);
      break;
    case 'object':
      for (const [key, value] of term.entries) {
        patternVars(key, into);
        patternVars(value, into);
      }
      break;
    case 'call':
      for (const arg of term.args) patternVars(arg, into);
      break;
    default:
  }
  return into;
}

/** Whether a ref part is a string, number or other scalar: what a path of rules is made of. */
export function isGroundPart(term: Term): boolean {
  return constantOf(term) !== undefined;
}
