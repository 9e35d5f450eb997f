import { type Chooser, pick } from './choose.ts';
import type { Scope } from './scope.ts';
import { expression, literal } from './terms.ts';
import { type RegoKind, randomType } from './types.ts';

type Line = (choose: Chooser, scope: Scope, depth: number) => string;

/** Lines of a body; vars that they bind are in `scope` afterwards. At least one. */
export function randomBody(choose: Chooser, scope: Scope, length: number, depth = 2): readonly string[] {
  return Array.from({ length }, () => pick(choose, depth > 0 ? LINES : SIMPLE)(choose, scope, depth));
}

const assignment: Line = (choose, scope, depth) => {
  const type = randomType(choose, 2);
  const value = expression(choose, scope, type, depth);
  return `${scope.fresh(type)} := ${value}`;
};

const member: Line = (choose, scope, depth) => {
  const of = randomType(choose, 1);
  const kind = pick(choose, ['array', 'set', 'object'] as const);
  const domain = expression(choose, scope, { kind, of }, depth);
  const value = scope.fresh(of);
  // A var that `some` declares has to be used.
  const used = `${value} != ${literal(choose, of, 1)}`;
  if (kind === 'set' || choose(2) === 0) return `some ${value} in ${domain}; ${used}`;
  const key = scope.fresh(keyType(kind));
  return `some ${key}, ${value} in ${domain}; ${key} != ${literal(choose, keyType(kind), 0)}; ${used}`;
};

/** `xs[i] = v`, with i and perhaps v new. */
const iteration: Line = (choose, scope) => {
  const of = randomType(choose, 1);
  const kind = pick(choose, ['array', 'object'] as const);
  const known = scope.allOf({ kind, of });
  if (known.length === 0) return 'true';
  const collection = pick(choose, known);
  const key = scope.fresh({ kind: kind === 'array' ? 'number' : 'string' });
  if (choose(2) === 0) return `${collection}[${key}] = ${expression(choose, scope, of, 0)}`;
  return `${scope.fresh(of)} = ${collection}[${key}]`;
};

const unification: Line = (choose, scope, depth) => {
  const type = randomType(choose, 1);
  const a = expression(choose, scope, type, depth - 1);
  const b = expression(choose, scope, type, depth - 1);
  switch (choose(5)) {
    case 3: {
      const [x, y] = [scope.fresh(type), scope.fresh(type)];
      return `[${x}, ${y}] = [${y}, ${a}]`;
    }
    case 0:
      return `[${scope.fresh(type)}, ${b}] = [${a}, ${expression(choose, scope, type, 0)}]`;
    case 1:
      return `{"a": ${scope.fresh(type)}, "b": ${scope.fresh(type)}} = {"b": ${b}, "a": ${a}}`;
    case 2: {
      const known = scope.allOf({ kind: 'array', of: type });
      if (known.length > 0) return `[${scope.fresh(type)}, ${scope.fresh(type)}] = ${pick(choose, known)}`;
      return `${scope.fresh(type)} = ${a}`;
    }
    default:
      return `${scope.fresh(type)} = ${a}`;
  }
};

/** A collection of what belongs to each element of another, as people write joins. */
const join: Line = (choose, scope, depth) => {
  const [x, y, all] = [scope.name(), scope.name(), scope.name()];
  const rows = expression(choose, scope, { kind: 'array', of: { kind: 'array', of: { kind: 'number' } } }, 0);
  const [left, right] = pick(choose, [
    ['[', ']'],
    ['{', '}'],
    ['{"k": ', '}'],
  ] as const);
  const item = pick(choose, [y, `${y}[0]`, x]);
  const test = pick(choose, [`${y}[0] == ${x}`, `${x} in ${y}`, `${y}[_] = ${x}`, `${x} == ${y}[1]`, `${y}[0] > ${x}`]);
  const keys = expression(choose, scope, { kind: 'array', of: { kind: 'number' } }, depth - 1);
  const made = `${all} := ${left}${item} | some ${y} in ${rows}; ${test}${right}`;
  const outer = `some ${x} in ${keys}; ${made}`;
  scope.bind(x, { kind: 'number' });
  return `${outer}; ${pick(choose, [`count(${all}) > 0`, `${all} != []`, `count(${all}) < 2`])}`;
};

/** An element that is taken apart. */
const pattern: Line = (choose, scope, depth) => {
  const of = randomType(choose, 0);
  const kind = pick(choose, ['array', 'set'] as const);
  const domain = expression(choose, scope, { kind, of: { kind: 'array', of } }, depth);
  const [a, b] = [scope.fresh(of), scope.fresh(of)];
  return `some [${a}, ${b}] in ${domain}; ${a} != ${literal(choose, of, 0)}; ${b} != ${literal(choose, of, 0)}`;
};

const comparison: Line = (choose, scope, depth) => {
  const type = randomType(choose, 1);
  const sign = pick(choose, ['==', '!=', '<', '>=', '==', '=']);
  return `${expression(choose, scope, type, depth)} ${sign} ${expression(choose, scope, type, depth - 1)}`;
};

const condition: Line = (choose, scope, depth) => expression(choose, scope, { kind: 'boolean' }, depth);

const bareTerm: Line = (choose, scope, depth) => expression(choose, scope, randomType(choose, 2), depth);

const negation: Line = (choose, scope, depth) => {
  const line = pick(choose, [comparison, condition, bareTerm])(choose, scope.inner(), depth);
  // opa takes a body that is `not true` alone for `true` when it rewrites a head.
  return `not ${line === 'true' ? 'false' : line}`;
};

const quantifier: Line = (choose, scope, depth) => {
  const of = randomType(choose, 1);
  const kind = pick(choose, ['array', 'set', 'object'] as const);
  const domain = expression(choose, scope, { kind, of }, depth - 1);
  const inner = scope.inner();
  const key = choose(2) === 0 || kind === 'set' ? undefined : inner.fresh(keyType(kind));
  const value = inner.fresh(of);
  const used = [`${value} != ${literal(choose, of, 1)}`];
  if (key !== undefined && kind !== 'set') used.push(`${key} != ${literal(choose, keyType(kind), 0)}`);
  const body = [...used, ...randomBody(choose, inner, 1 + choose(2), depth - 1)].join('; ');
  return `every ${key === undefined ? '' : `${key}, `}${value} in ${domain} { ${body} }`;
};

function keyType(kind: 'array' | 'object'): RegoKind {
  return { kind: kind === 'array' ? 'number' : 'string' };
}

/** A line under `with`: on the input, on base documents, on a rule, on a function. */
const modified: Line = (choose, scope, depth) => {
  const line = pick(choose, [assignment, comparison, bareTerm, negation, unification])(choose, scope, depth);
  const count = 1 + choose(2);
  const modifiers = Array.from({ length: count }, () => modifier(choose, scope.inner()));
  return `${line} ${modifiers.join(' ')}`;
};

function modifier(choose: Chooser, scope: Scope): string {
  const { documents, functions } = scope;
  const rules = scope.rules.filter(({ text }) => text.startsWith('r') || text.startsWith('s'));
  const kind = choose(5);
  if (kind === 0 && rules.length > 0) {
    const { text, type } = pick(choose, rules);
    return `with ${text} as ${literal(choose, type, 1)}`;
  }
  if (kind === 1 && functions.length > 0) {
    const target = pick(choose, functions);
    const same = functions.filter((item) => item !== target && item.args.length === target.args.length);
    if (same.length > 0 && choose(2) === 0) return `with ${target.name} as ${pick(choose, same).name}`;
    return `with ${target.name} as ${literal(choose, target.result, 1)}`;
  }
  if (kind === 2) return pick(choose, ['with count as 3', 'with upper as lower', 'with sum as count']);
  const { text, type } = pick(choose, documents);
  return `with ${text} as ${choose(2) === 0 ? literal(choose, type, 1) : groundTerm(choose, scope, type)}`;
}

function groundTerm(choose: Chooser, scope: Scope, type: RegoKind): string {
  const known = scope.vars.filter((item) => item.type.kind === type.kind).map((item) => item.text);
  return known.length > 0 ? pick(choose, known) : literal(choose, type, 1);
}

const SIMPLE: readonly Line[] = [assignment, member, comparison, condition, iteration];
const LINES: readonly Line[] = [
  ...SIMPLE,
  assignment,
  member,
  member,
  iteration,
  unification,
  comparison,
  bareTerm,
  negation,
  quantifier,
  modified,
  join,
  pattern,
];
