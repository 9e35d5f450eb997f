import type { Expr, Rule, Term } from '../ast/index.ts';
import { type Block, type Constant, INPUT, type Local, type Operand } from '../ir/index.ts';
import { keyOf, parseNumber } from '../value/index.ts';
import { dottedName } from './calls.ts';
import { constantOf } from './ground.ts';
import { local, type PlanState } from './state.ts';

/** What a clause looks at before anything else can matter: an argument or key, or a place in the input. */
type Subject =
  | { readonly kind: 'param'; readonly local: Local }
  | { readonly kind: 'input'; readonly path: readonly Constant[] };

/** What each subject has to be for a clause to hold, by the subject's text. */
export type Guards = ReadonlyMap<string, { readonly subject: Subject; readonly value: Constant }>;

/**
 * A clause that may be left out when a guard of it does not hold.
 * Shape:  `plan` makes its block, which checks the guards itself too; `isOnly` says that all clauses which may hold beside
 *         it give the same constant, so that the first that holds decides.
 */
export type Clause = {
  readonly rule: Rule;
  readonly guards: Guards;
  readonly plan: (isOnly: boolean) => Block;
};

/** Fewer clauses than that are tried one after the other. */
const MIN_CLAUSES = 4;

/**
 * Plans clauses so that only those are tried whose guards may hold.
 * Shape:  one switch over the subject that most clauses are guarded by, with further ones inside; clauses without such a
 *         guard follow as they are. Clauses of one group stay in their order.
 * Source: OPA v1/ast index.go; a clause that the index leaves out cannot fail either.
 */
export function planClauses(
  state: PlanState,
  clauses: readonly Clause[],
  isOnly: (rules: readonly Rule[]) => boolean = () => false,
): readonly Block[] {
  return planGroup(state, clauses, [], isOnly);
}

function planGroup(
  state: PlanState,
  clauses: readonly Clause[],
  beside: readonly Clause[],
  isOnly: (rules: readonly Rule[]) => boolean,
): readonly Block[] {
  const subject = commonSubject(clauses);
  if (subject === undefined) {
    const isFirst = isOnly([...clauses, ...beside].map(({ rule }) => rule));
    return clauses.map((clause) => clause.plan(isFirst));
  }
  const groups = new Map<string, { readonly value: Constant; readonly clauses: Clause[] }>();
  const others: Clause[] = [];
  for (const clause of clauses) {
    const guard = clause.guards.get(subject);
    if (guard === undefined) {
      others.push(clause);
      continue;
    }
    const text = textOf(guard.value);
    const group = groups.get(text) ?? { value: guard.value, clauses: [] };
    groups.set(text, group);
    group.clauses.push(without(clause, subject));
  }
  const [first] = clauses.flatMap(({ guards }) => guards.get(subject) ?? []);
  const chosen = state.closure(() => {
    const key = readSubject(state, first!.subject);
    const cases = [...groups.values()].map((group) => ({
      value: state.constant(group.value),
      blocks: planGroup(state, group.clauses, [...others, ...beside], isOnly),
    }));
    state.emit({ kind: 'SwitchStmt', key, cases });
  });
  const rest = planGroup(state, others, [...beside, ...clauses.filter((clause) => !others.includes(clause))], isOnly);
  return [chosen, ...rest];
}

/** One text for equal scalars: 1 and 1.0 are one case. */
function textOf(value: Constant): string {
  return JSON.stringify(value.kind === 'number' ? ['number', keyOf(parseNumber(value.text))] : value);
}

function without(clause: Clause, subject: string): Clause {
  const guards = new Map(clause.guards);
  guards.delete(subject);
  return { ...clause, guards };
}

/** The subject that tells most clauses apart; undefined where that would not pay. */
function commonSubject(clauses: readonly Clause[]): string | undefined {
  if (clauses.length < MIN_CLAUSES) return undefined;
  const values = new Map<string, { count: number; readonly seen: Set<string> }>();
  for (const { guards } of clauses) {
    for (const [subject, { value }] of guards) {
      const entry = values.get(subject) ?? { count: 0, seen: new Set() };
      values.set(subject, entry);
      entry.count++;
      entry.seen.add(textOf(value));
    }
  }
  const score = ({ count, seen }: { count: number; seen: Set<string> }) => count - count / seen.size;
  const [best] = [...values].sort(([, a], [, b]) => score(b) - score(a));
  return best !== undefined && best[1].count >= MIN_CLAUSES && best[1].seen.size > 1 ? best[0] : undefined;
}

function readSubject(state: PlanState, subject: Subject): Operand {
  if (subject.kind === 'param') return local(subject.local);
  let source: Operand = local(INPUT);
  for (const part of subject.path) {
    const target = state.local();
    state.emit({ kind: 'DotStmt', source, key: state.constant(part), target });
    source = local(target);
  }
  return source;
}

/**
 * What a clause is guarded by: comparisons of its body, anywhere in it, with a constant that is no collection; and the
 * constants among `patterns`, which stand for `params`.
 */
export function guardsOf(state: PlanState, rule: Rule, patterns: readonly Term[], params: readonly Local[]): Guards {
  const guards = new Map<string, { readonly subject: Subject; readonly value: Constant }>();
  if (rule.else !== undefined) return guards;
  const add = (subject: Subject, value: Constant | undefined) => {
    const text = JSON.stringify(subject);
    if (value !== undefined && isScalar(value) && !guards.has(text)) guards.set(text, { subject, value });
  };
  const known = new Map<string, Subject>();
  patterns.forEach((pattern, index) => {
    const param = params[index];
    if (param === undefined) return;
    if (pattern.kind === 'var') known.set(pattern.name, { kind: 'param', local: param });
    else add({ kind: 'param', local: param }, constantOf(pattern));
  });
  for (const expr of rule.body) {
    const sides = sidesOf(state, expr);
    if (sides === undefined) continue;
    for (const [a, b] of [sides, [sides[1], sides[0]] as const]) {
      const subject = subjectOf(a, known);
      if (subject === undefined) continue;
      add(subject, constantOf(b));
      if (b.kind === 'var' && !known.has(b.name)) known.set(b.name, subject);
    }
  }
  return guards;
}

/** The sides of an expression that is an equation and nothing else. */
function sidesOf(state: PlanState, expr: Expr): readonly [Term, Term] | undefined {
  if (expr.kind !== 'call' || expr.negated || expr.with.length > 0 || expr.args.length !== 2) return undefined;
  const name = dottedName(expr.operator);
  if (state.generation.mocks.has(name)) return undefined;
  return name === 'eq' || name === 'equal' || name === 'assign' ? [expr.args[0]!, expr.args[1]!] : undefined;
}

function subjectOf(term: Term, known: ReadonlyMap<string, Subject>): Subject | undefined {
  if (term.kind === 'var') return known.get(term.name);
  if (term.kind !== 'ref' || term.path[0].kind !== 'var' || term.path[0].name !== 'input') return undefined;
  const path = term.path.slice(1).map(constantOf);
  return path.every((part) => part !== undefined) ? { kind: 'input', path } : undefined;
}

function isScalar(constant: Constant): boolean {
  return constant.kind !== 'array' && constant.kind !== 'set' && constant.kind !== 'object';
}
