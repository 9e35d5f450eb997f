import type { Rule, Term } from '../ast/index.ts';
import { type Block, type Constant, DATA, type Func, INPUT, type Local, type Operand } from '../ir/index.ts';
import { planBody } from './exprs.ts';
import { cannotFail } from './failing.ts';
import { constantOf } from './ground.ts';
import { planObjectRules } from './object-rules.ts';
import { guardsOf, type Matched, planClauses, planGuards } from './rule-index.ts';
import { local, type Next, type NextValue, type PlanState, TRUE } from './state.ts';
import { planTerm } from './terms.ts';
import { headTail, type RuleNode } from './trie.ts';
import { unifyValue } from './unify.ts';

/**
 * Plans a call of the rules at a node; `next` runs when they have a value.
 * Shape: `goal` are the keys that will be looked up in the value, as far as they are known. Sets and objects are made as
 *        a whole once, since that is what costs least over all look-ups; but an entry that nobody asks for must not fail.
 * Source: OPA v1/topdown eval.go, evalVirtualPartial: only what matches the keys is evaluated.
 */
export function planRuleCall(
  state: PlanState,
  node: RuleNode,
  next: NextValue,
  goal: readonly Operand[] = [],
): undefined {
  const constant = state.coverage ? undefined : constantRule(node);
  if (constant !== undefined) return next(state.constant(constant));
  const isObject = node.rules.some((rule) => headTail(rule).length > 0);
  const func = isObject ? functionFor(state, node, 'object', planObjectRules) : planLeaf(state, node);
  const isSet = !isObject && isSetRule(node.rules[0]!);
  const keys = isSet ? goal.slice(0, 1) : isObject ? goal.slice(0, depthOf(node)) : [];
  if (keys.length === 0) return callRules(state, func, next);
  const count = keys.length;
  const plan: RulePlan = isSet
    ? (inner, target) => planSetRules(inner, target, count)
    : (inner, target) => planObjectRules(inner, target, count);
  const keyed = functionFor(state, node, isSet ? 'member' : `entry${count}`, plan);
  const result = state.local();
  state.emit({ kind: 'CallKeyedStmt', func, keyed, keys, result });
  next(local(result));
}

/** How many keys the longest of the refs at and below a node has, from there on: more are not looked at. */
function depthOf(node: RuleNode): number {
  const own = node.rules.map((rule) => headTail(rule).length + (isSetRule(rule) ? 1 : 0));
  const below = [...node.children.values()].map((child) => 1 + depthOf(child));
  return Math.max(0, ...own, ...below);
}

/** The parameters that keys come in. */
export function keyParams(count: number): readonly Local[] {
  return Array.from({ length: count }, (_, index) => index + 2);
}

/** Makes terms of a head the same as keys, for those terms that can be taken apart before the body has run. */
export function matchKeys(state: PlanState, terms: readonly Term[], keys: readonly Local[], next: Next): undefined {
  const step = (index: number): undefined => {
    const [term, key] = [terms[index], keys[index]];
    if (term === undefined || key === undefined) return next();
    if (!canTakeApart(term)) return step(index + 1);
    unifyValue(state, local(key), term, () => step(index + 1));
  };
  step(0);
}

function canTakeApart(term: Term): boolean {
  if (term.kind === 'array') return term.items.every(canTakeApart);
  return term.kind === 'var' || constantOf(term) !== undefined;
}

/** The value of a rule that is one constant, whatever the input: it needs no function. */
function constantRule(node: RuleNode): Constant | undefined {
  const [rule] = node.rules;
  if (rule === undefined || node.rules.length > 1 || isSetRule(rule) || rule.else !== undefined) return undefined;
  const [only] = rule.body;
  const isTrue = rule.body.length === 1 && only?.kind === 'term' && only.term.kind === 'boolean' && only.term.value;
  if (!isTrue || only.negated || only.with.length > 0 || headTail(rule).length > 0) return undefined;
  return rule.head.value === undefined ? undefined : constantOf(rule.head.value);
}

/** The call itself; rules take no arguments besides input and data. */
export function callRules(state: PlanState, func: string, next: NextValue): undefined {
  const result = state.local();
  state.emit({ kind: 'CallStmt', func, args: [local(INPUT), local(DATA)], result });
  next(local(result));
}

/** The function of the rules whose ref ends at this very node, whatever else lies below. */
export function planLeaf(state: PlanState, node: RuleNode): string {
  return functionFor(state, node, 'leaf', isSetRule(node.rules[0]!) ? planSetRules : planValueRules);
}

/** The function of a node that takes arguments. */
export function planFunction(state: PlanState, node: RuleNode): string {
  return functionFor(state, node, 'leaf', planValueRules);
}

/** Whether a rule adds elements to a set: `p contains x`, and v0's `p[x]`. */
export function isSetRule(rule: Rule): boolean {
  return rule.head.key !== undefined && rule.head.value === undefined;
}

export type RulePlan = (state: PlanState, node: RuleNode, keys?: number) => Omit<Func, 'name' | 'path' | 'location'>;

/** Names the function of a node; its body is planned when what is being planned now is finished. */
function functionFor(state: PlanState, node: RuleNode, role: string, plan: RulePlan): string {
  const { generation } = state;
  const key = `${role}:${node.id}`;
  const known = generation.names.get(key);
  if (known !== undefined) return known;
  const marker = role === 'leaf' ? '' : role === 'object' ? '*' : `*${role}`;
  const name = [generation.prefix, 'data', ...node.path].join('.') + marker;
  generation.names.set(key, name);
  state.later(generation, () => {
    const location = state.locate(node.rules[0]!.span);
    state.funcs.push({
      name,
      path: [generation.prefix, ...node.path, ...(role === 'leaf' || role === 'object' ? [] : [marker])],
      location,
      ...plan(state, node),
    });
  });
  return name;
}

function planSetRules(state: PlanState, node: RuleNode, keys = 0): ReturnType<RulePlan> {
  const params = keyParams(keys);
  const result: Local = keys + 2;
  const blocks = state.isolated(result + 1, () => [
    state.nested(() => state.emit({ kind: 'MakeSetStmt', target: result })),
    ...planClauses(
      state,
      node.rules.map((rule) => {
        const matched: Matched = { patterns: [rule.head.key!], params, isCall: false };
        return {
          guards: guardsOf(state, rule, matched),
          plan: () => state.closure(() => planMember(state, rule, matched, result)),
        };
      }),
    ),
    state.nested(() => state.emit({ kind: 'ReturnLocalStmt', source: result })),
  ]);
  return { params: [INPUT, DATA, ...params], blocks, return: result, what: 'partial-set' };
}

function planMember(state: PlanState, rule: Rule, matched: Matched, set: Local): undefined {
  enterRule(state, rule);
  planGuards(state, rule, matched);
  matchKeys(state, matched.patterns, matched.params, () =>
    planRuleBody(state, rule, () =>
      planTerm(state, rule.head.key!, (value) => state.emit({ kind: 'SetAddStmt', set, value })),
    ),
  );
}

/** Complete rules and functions: one value, or a conflict. */
function planValueRules(state: PlanState, node: RuleNode): ReturnType<RulePlan> {
  const arity = Math.max(0, ...node.rules.map((rule) => rule.head.args?.length ?? 0));
  const params = Array.from({ length: arity }, (_, index) => index + 2);
  const result: Local = arity + 2;
  const rules = node.rules.filter((rule) => !rule.default);
  const fallback = node.rules.find((rule) => rule.default);
  const once = haveOneConstant(rules);
  const clauses = rules.map((rule) => ({
    guards: guardsOf(state, rule, { patterns: rule.head.args ?? [], params, isCall: true }),
    plan: () => planClause(state, rule, params, result, once),
  }));
  const blocks = state.isolated(result + 1, () => [
    ...planClauses(state, clauses),
    ...(fallback === undefined ? [] : [planDefault(state, fallback, result)]),
    state.nested(() => {
      state.emit({ kind: 'IsDefinedStmt', source: result });
      state.emit({ kind: 'ReturnLocalStmt', source: result });
    }),
  ]);
  return { params: [INPUT, DATA, ...params], blocks, return: result, what: isCall(node) ? 'function' : 'complete' };
}

function isCall(node: RuleNode): boolean {
  return node.rules.some((rule) => rule.head.args !== undefined);
}

/** Whether all clauses give the same constant, so that the first that holds decides. */
function haveOneConstant(rules: readonly Rule[]): boolean {
  const values = new Set<string>();
  for (const rule of rules) {
    for (let link: Rule | undefined = rule; link !== undefined; link = link.else) {
      const constant = link.head.value === undefined ? { kind: 'boolean', value: true } : constantOf(link.head.value);
      values.add(constant === undefined ? '' : JSON.stringify(constant));
    }
  }
  return values.size === 1 && !values.has('');
}

function planClause(state: PlanState, rule: Rule, params: readonly Local[], result: Local, once: boolean): Block {
  if (rule.else === undefined) {
    return state.closure(() => planLink(state, rule, params, once, (value) => finish(state, result, value, once)));
  }
  const links: Rule[] = [];
  for (let link: Rule | undefined = rule; link !== undefined; link = link.else) links.push(link);
  return state.closure(() => {
    const chosen = state.local();
    const blocks = links.map((link, index) =>
      state.closure(() => {
        if (index > 0) state.emit({ kind: 'IsUndefinedStmt', source: chosen });
        planLink(state, link, params, once, (value) => finish(state, chosen, value, false));
      }),
    );
    state.emit({ kind: 'BlockStmt', blocks });
    state.emit({ kind: 'IsDefinedStmt', source: chosen });
    finish(state, result, local(chosen), once);
  });
}

/** `isSettled`: all clauses give the same constant, so that no further solution is looked for, whatever it might fail at. */
function planLink(
  state: PlanState,
  rule: Rule,
  params: readonly Local[],
  isSettled: boolean,
  next: NextValue,
): undefined {
  enterRule(state, rule);
  const start = state.depth;
  const constant = constantOf(rule.head.value ?? { kind: 'boolean', value: true, span: rule.span });
  planGuards(state, rule, { patterns: rule.head.args ?? [], params, isCall: true });
  matchArguments(state, rule.head.args ?? [], params, () =>
    planRuleBody(state, rule, () => {
      state.at = state.locate(rule.span);
      if (constant === undefined) return planTerm(state, rule.head.value!, next);
      next(rule.head.value === undefined ? TRUE : state.constant(constant));
      // Further solutions of this clause would give the same value, or fail.
      const isOver =
        state.depth === start ||
        !(isSettled || cannotFail(rule.body)) ||
        state.stmts[state.stmts.length - 1]?.kind === 'ReturnLocalStmt';
      if (!isOver) state.emit({ kind: 'BreakStmt', index: state.depth - start });
    }),
  );
}

/** Sets the value of the group: at most one, unless they are equal. */
function finish(state: PlanState, target: Local, value: Operand, once: boolean): undefined {
  if (once) {
    state.emit({ kind: 'AssignVarStmt', source: value, target });
    state.emit({ kind: 'ReturnLocalStmt', source: target });
  } else state.emit({ kind: 'AssignVarOnceStmt', source: value, target });
}

function matchArguments(state: PlanState, args: readonly Term[], params: readonly Local[], next: Next): undefined {
  const step = (index: number): undefined => {
    const arg = args[index];
    if (arg === undefined) return next();
    unifyValue(state, local(params[index]!), arg, () => step(index + 1));
  };
  step(0);
}

function planDefault(state: PlanState, rule: Rule, result: Local): Block {
  return state.closure(() => {
    state.emit({ kind: 'IsUndefinedStmt', source: result });
    enterRule(state, rule);
    planRuleBody(state, rule, () =>
      planTerm(state, rule.head.value ?? { kind: 'boolean', value: true, span: rule.span }, (source) =>
        state.emit({ kind: 'AssignVarStmt', source, target: result }),
      ),
    );
  });
}

export function enterRule(state: PlanState, rule: Rule): undefined {
  state.at = state.locate(rule.span);
}

/** Plans the body of a rule; coverage is told of the rule once its body holds, as OPA's tracer is. */
export function planRuleBody(state: PlanState, rule: Rule, next: Next): undefined {
  planBody(state, rule.body, () => {
    const { at } = state;
    state.at = state.locate(rule.span);
    if (state.coverage) state.emit({ kind: 'CoverStmt' });
    state.at = at;
    next();
  });
}
