import type { Rule, Term } from '../ast/index.ts';
import { DATA, INPUT, type Local } from '../ir/index.ts';
import { guardsOf, planClauses, planGuards } from './rule-index.ts';
import { enterRule, isSetRule, keyParams, matchKeys, planRuleBody, type RulePlan } from './rules.ts';
import { local, type PlanState } from './state.ts';
import { planTerm, planTerms } from './terms.ts';
import { headTail, isFunction, type RuleNode } from './trie.ts';

/**
 * Plans rules that together make an object: heads with variables in their refs, and all rules below them.
 * Shape: every clause puts its own entries; defaults and else links have no part in such an object, as in OPA.
 */
export const planObjectRules: RulePlan = (state, node, count = 0) => {
  const params = keyParams(count);
  const tree: Local = count + 2;
  const result: Local = count + 3;
  const blocks = state.isolated(result + 1, () => [
    state.nested(() => state.emit({ kind: 'MakeTreeStmt', target: tree })),
    ...planClauses(
      state,
      contributions(node, []).map((contribution) => ({
        guards: guardsOf(state, contribution.rule, { patterns: askedOf(contribution), params, isCall: false }),
        plan: () => state.closure(() => putRule(state, contribution, tree, params)),
      })),
    ),
    state.nested(() => {
      state.emit({ kind: 'TreeDoneStmt', tree, target: result });
      state.emit({ kind: 'ReturnLocalStmt', source: result });
    }),
  ]);
  return { params: [INPUT, DATA, ...params], blocks, return: result, what: 'partial-object' };
};

type Contribution = { readonly rule: Rule; readonly path: readonly string[] };

function contributions(node: RuleNode, path: readonly string[]): readonly Contribution[] {
  const rules = isFunction(node) ? [] : node.rules.filter((rule) => !rule.default);
  const own = rules.map((rule) => ({ rule, path }));
  return [...own, ...[...node.children].flatMap(([key, child]) => contributions(child, [...path, key]))];
}

/** What keys that are asked for stand for, from the node on. */
function askedOf({ rule, path }: Contribution): readonly Term[] {
  const names = path.map((value): Term => ({ kind: 'string', value, span: rule.span }));
  return [...names, ...headTail(rule), ...(isSetRule(rule) ? [rule.head.key!] : [])];
}

function putRule(state: PlanState, { rule, path }: Contribution, tree: Local, params: readonly Local[]): undefined {
  enterRule(state, rule);
  planGuards(state, rule, { patterns: [], params: [], isCall: false });
  params.slice(0, path.length).forEach((key, index) => {
    state.emit({ kind: 'EqualStmt', a: local(key), b: state.string(path[index]!) });
  });
  const value: Term = isSetRule(rule)
    ? rule.head.key!
    : (rule.head.value ?? { kind: 'boolean', value: true, span: rule.span });
  const asked = askedOf({ rule, path }).slice(path.length);
  matchKeys(state, asked, params.slice(path.length), () =>
    planRuleBody(state, rule, () =>
      planTerms(state, headTail(rule), (tail) =>
        planTerm(state, value, (found) => {
          state.at = state.locate(rule.span);
          const keys = [...path.map((key) => state.string(key)), ...tail];
          if (isSetRule(rule)) state.emit({ kind: 'TreeAddStmt', tree, path: keys, value: found });
          else state.emit({ kind: 'TreePutStmt', tree, path: keys, value: found });
        }),
      ),
    ),
  );
}
