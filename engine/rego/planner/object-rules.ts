import type { Rule, Term } from '../ast/index.ts';
import { DATA, INPUT, type Local } from '../ir/index.ts';
import { planBody } from './exprs.ts';
import { callRules, enterRule, isSetRule, planLeaf, type RulePlan } from './rules.ts';
import type { PlanState } from './state.ts';
import { planTerm, planTerms } from './terms.ts';
import { headTail, isFunction, type RuleNode } from './trie.ts';

/**
 * Plans rules that together make an object: heads with variables in their refs, and all rules below them.
 * Shape: rules below with a ground ref keep their own function, whose value is put at their path.
 */
export const planObjectRules: RulePlan = (state, node) => {
  const tree: Local = 2;
  const result: Local = 3;
  const blocks = state.isolated(4, () => [
    state.nested(() => state.emit({ kind: 'MakeTreeStmt', target: tree })),
    ...contributions(node, []).map((contribution) =>
      state.closure(() => {
        if (contribution.kind === 'leaf') putLeaf(state, contribution, tree);
        else putRule(state, contribution, tree);
      }),
    ),
    state.nested(() => {
      state.emit({ kind: 'TreeDoneStmt', tree, target: result });
      state.emit({ kind: 'ReturnLocalStmt', source: result });
    }),
  ]);
  return { params: [INPUT, DATA], blocks, return: result, what: 'partial-object' };
};

type Contribution =
  | { readonly kind: 'leaf'; readonly node: RuleNode; readonly path: readonly string[] }
  | { readonly kind: 'rule'; readonly rule: Rule; readonly path: readonly string[] };

function contributions(node: RuleNode, path: readonly string[]): readonly Contribution[] {
  const open = node.rules.filter((rule) => headTail(rule).length > 0);
  const closed = node.rules.filter((rule) => headTail(rule).length === 0);
  const own: Contribution[] = open.map((rule) => ({ kind: 'rule', rule, path }));
  if (closed.length > 0 && !isFunction(node)) own.push({ kind: 'leaf', node: { ...node, rules: closed }, path });
  return [...own, ...[...node.children].flatMap(([key, child]) => contributions(child, [...path, key]))];
}

function putLeaf(state: PlanState, { node, path }: Extract<Contribution, { kind: 'leaf' }>, tree: Local): undefined {
  state.at = state.locate(node.rules[0]!.span);
  callRules(state, planLeaf(state, node), (value) => {
    state.emit({ kind: 'TreePutStmt', tree, path: path.map((key) => state.string(key)), value });
  });
}

function putRule(state: PlanState, { rule, path }: Extract<Contribution, { kind: 'rule' }>, tree: Local): undefined {
  enterRule(state, rule);
  const value: Term = isSetRule(rule)
    ? rule.head.key!
    : (rule.head.value ?? { kind: 'boolean', value: true, span: rule.span });
  planBody(state, rule.body, () =>
    planTerms(state, headTail(rule), (tail) =>
      planTerm(state, value, (found) => {
        state.at = state.locate(rule.span);
        const keys = [...path.map((key) => state.string(key)), ...tail];
        if (isSetRule(rule)) state.emit({ kind: 'TreeAddStmt', tree, path: keys, value: found });
        else state.emit({ kind: 'TreePutStmt', tree, path: keys, value: found });
      }),
    ),
  );
}
