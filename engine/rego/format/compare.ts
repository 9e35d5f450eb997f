import type { Term } from '../ast/index.ts';
import { termText } from '../ast/index.ts';
import { compareNumbers, parseNumber } from '../value/number.ts';
import { compareStrings } from '../value/strings.ts';

const ORDER = [
  'null',
  'boolean',
  'number',
  'string',
  'templatestring',
  'var',
  'ref',
  'array',
  'object',
  'set',
  'arraycomprehension',
  'objectcomprehension',
  'setcomprehension',
  'call',
] as const satisfies readonly Term['kind'][];

/** Orders terms as OPA orders them: by kind, then by what they hold. Source: OPA v1/ast compare.go. */
export function compareTerms(a: Term, b: Term): number {
  if (a.kind !== b.kind) return ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind);
  switch (a.kind) {
    case 'null':
      return 0;
    case 'boolean':
      return Number(a.value) - Number((b as typeof a).value);
    case 'number':
      return compareNumbers(parseNumber(a.text), parseNumber((b as typeof a).text));
    case 'string':
      return compareStrings(a.value, (b as typeof a).value);
    case 'var':
      return compareStrings(a.name, (b as typeof a).name);
    case 'ref':
      return compareLists(a.path, (b as typeof a).path);
    case 'array':
      return compareLists(a.items, (b as typeof a).items);
    case 'set':
      return compareLists(distinctItems(a.items), distinctItems((b as typeof a).items));
    case 'object':
      return compareObjects(distinctEntries(a.entries), distinctEntries((b as typeof a).entries));
    case 'call':
      return compareLists([a.operator, ...a.args], [(b as typeof a).operator, ...(b as typeof a).args]);
    default:
      return compareStrings(wildcardText(a), wildcardText(b));
  }
}

/** The members of a set in OPA's order; of equal ones the first. */
export function distinctItems(items: readonly Term[]): readonly Term[] {
  const sorted = [...items].sort(compareTerms);
  return sorted.filter((item, index) => index === 0 || compareTerms(sorted[index - 1]!, item) !== 0);
}

/** The entries of an object in the order of their keys; of equal keys the first key with the last value. */
export function distinctEntries(entries: readonly (readonly [Term, Term])[]): readonly (readonly [Term, Term])[] {
  const distinct: [Term, Term][] = [];
  for (const [key, value] of [...entries].sort(([a], [b]) => compareTerms(a, b))) {
    const last = distinct.at(-1);
    if (last !== undefined && compareTerms(last[0], key) === 0) last[1] = value;
    else distinct.push([key, value]);
  }
  return distinct;
}

function compareLists(a: readonly Term[], b: readonly Term[]): number {
  for (const [index, item] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareTerms(item, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareObjects(a: readonly (readonly [Term, Term])[], b: readonly (readonly [Term, Term])[]): number {
  for (const [index, [key, value]] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareTerms(key, other[0]) || compareTerms(value, other[1]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Closures are told apart by their text, in which each `_` counts as another var. */
function wildcardText(term: Term): string {
  return termText(term).includes('_') ? `${termText(term)}@${term.span.start}` : termText(term);
}
