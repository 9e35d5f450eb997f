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
type Guard = { readonly subject: Subject; readonly value: Constant };
export type Guards = ReadonlyMap<string, Guard>;

/** A clause that may be left out when a guard of it does not hold; `plan` makes its block, which checks them too. */
export type Clause = { readonly guards: Guards; readonly plan: () => Block };

/** Fewer clauses than that are tried one after the other. */
const MIN_CLAUSES = 4;

/**
 * Plans clauses so that only those are tried whose guards may hold.
 * Shape:  one switch over the subject that most clauses are guarded by, with further ones inside. As in OPA clauses
 *         without such a guard come first, and clauses of one group stay in their order.
 * Source: OPA v1/ast index.go.
 */
export function planClauses(state: PlanState, clauses: readonly Clause[]): readonly Block[] {
  const counts = new Map<string, number>();
  for (const { guards } of clauses) {
    for (const subject of guards.keys()) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  }
  const subjects = [...counts].sort(([, a], [, b]) => b - a).map(([subject]) => subject);
  const ranks = new Map(
    clauses.map((clause) => [clause, subjects.map((subject) => Number(clause.guards.has(subject)))]),
  );
  const ordered = [...clauses].sort((a, b) => compareRanks(ranks.get(a)!, ranks.get(b)!));
  return planGroup(state, ordered, subjects);
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((rank, index) => rank !== b[index]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

function planGroup(state: PlanState, clauses: readonly Clause[], subjects: readonly string[]): readonly Block[] {
  const at = clauses.length < MIN_CLAUSES ? -1 : subjects.findIndex((subject) => tellsApart(subject, clauses));
  const subject = subjects[at];
  if (subject === undefined) return clauses.map((clause) => clause.plan());
  const groups = new Map<string, { readonly value: Constant; readonly clauses: Clause[] }>();
  const others: Clause[] = [];
  let read: Subject | undefined;
  for (const clause of clauses) {
    const guard = clause.guards.get(subject);
    if (guard === undefined) {
      others.push(clause);
      continue;
    }
    read ??= guard.subject;
    const text = textOf(guard.value);
    const group = groups.get(text) ?? { value: guard.value, clauses: [] };
    groups.set(text, group);
    group.clauses.push(clause);
  }
  const rest = subjects.slice(at + 1);
  const before = planGroup(state, others, rest);
  const chosen = state.closure(() => {
    const key = readSubject(state, read!);
    const cases = [...groups.values()].map((group) => ({
      value: state.constant(group.value),
      blocks: planGroup(state, group.clauses, rest),
    }));
    state.emit({ kind: 'SwitchStmt', key, cases });
  });
  return [...before, chosen];
}

function tellsApart(subject: string, clauses: readonly Clause[]): boolean {
  const values = clauses.flatMap(({ guards }) => guards.get(subject) ?? []).map(({ value }) => textOf(value));
  return values.length >= MIN_CLAUSES && new Set(values).size > 1;
}

/** One text for equal scalars: 1 and 1.0 are one case. */
function textOf(value: Constant): string {
  return JSON.stringify(value.kind === 'number' ? ['number', keyOf(parseNumber(value.text))] : value);
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

/** The patterns of a rule's head and what they have to match. */
export type Matched = {
  readonly patterns: readonly Term[];
  readonly params: readonly Local[];
  /** Whether vars among the patterns stand for the parameters from the beginning: so do arguments, but not keys. */
  readonly isCall: boolean;
};

/**
 * What a clause is guarded by: comparisons of its body, anywhere in it, with a constant that is no collection; and the
 * constants among the patterns. None where an else link may take its place.
 */
export function guardsOf(state: PlanState, rule: Rule, matched: Matched): Guards {
  return rule.else === undefined ? findGuards(state, rule, matched).guards : new Map();
}

/**
 * Plans the guards of a body ahead of what stands before them in it: OPA's index leaves the clause out, so that what
 * stands before them neither fails nor prints.
 */
export function planGuards(state: PlanState, rule: Rule, matched: Matched): undefined {
  for (const { subject, value } of findGuards(state, rule, matched).late.values()) {
    state.emit({ kind: 'EqualStmt', a: readSubject(state, subject), b: state.constant(value) });
  }
}

/** All guards, and those of them that come late in the body: after something that is no mere comparison. */
function findGuards(
  state: PlanState,
  rule: Rule,
  { patterns, params, isCall }: Matched,
): Record<'guards' | 'late', Guards> {
  const guards = new Map<string, Guard>();
  const late = new Map<string, Guard>();
  const add = (subject: Subject, value: Constant | undefined, isLate: boolean) => {
    if (value === undefined || !isScalar(value)) return;
    const text = JSON.stringify(subject);
    if (isLate) late.set(`${text}=${textOf(value)}`, { subject, value });
    if (!guards.has(text)) guards.set(text, { subject, value });
  };
  const known = new Map<string, Subject>();
  patterns.forEach((pattern, index) => {
    const param = params[index];
    if (param === undefined) return;
    if (pattern.kind !== 'var') add({ kind: 'param', local: param }, constantOf(pattern), false);
    else if (isCall) known.set(pattern.name, { kind: 'param', local: param });
  });
  let isLate = false;
  const dropped = new Set<string>();
  for (const expr of rule.body) {
    const sides = sidesOf(state, expr);
    let isPlain = sides !== undefined;
    for (const [a, b] of sides === undefined ? [] : [sides, [sides[1], sides[0]] as const]) {
      const subject = subjectOf(a, known);
      isPlain &&= subject !== undefined || a.kind === 'var' || constantOf(a) !== undefined;
      if (subject === undefined) continue;
      add(subject, constantOf(b), isLate);
      // OPA's index asks no more than that there is a value where a later expression binds it to a var.
      if (b.kind === 'var' && a.kind === 'ref' && guards.has(JSON.stringify(subject)))
        dropped.add(JSON.stringify(subject));
      if (b.kind === 'var' && !known.has(b.name)) known.set(b.name, subject);
    }
    isLate ||= !isPlain;
  }
  for (const subject of dropped) {
    const isLateGuard = [...late].some(([, guard]) => JSON.stringify(guard.subject) === subject);
    if (isLateGuard) guards.delete(subject);
    for (const [text, guard] of late) if (JSON.stringify(guard.subject) === subject) late.delete(text);
  }
  return { guards, late };
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
