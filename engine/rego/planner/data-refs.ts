import type { Term } from '../ast/index.ts';
import { DATA, type Local, type Operand } from '../ir/index.ts';
import { compareStrings } from '../value/index.ts';
import { patternVars } from './ground.ts';
import { walk as follow, scan } from './refs.ts';
import { planRuleCall } from './rules.ts';
import { local, type NextValue, type PlanState } from './state.ts';
import { planTerm, simpleValue } from './terms.ts';
import { hasRules, isFunction, type RuleNode } from './trie.ts';
import { isDocument, unifyValue } from './unify.ts';

/** Where in the rules and in the base documents a ref has come to; `keys` lead from `data` to here. */
type Place = { readonly node: RuleNode | undefined; readonly keys: readonly Operand[] };

/** Plans a ref that starts at `data`: rules where there are any, base documents everywhere else. */
export function planDataRef(state: PlanState, path: readonly Term[], next: NextValue): undefined {
  descend(state, { node: state.generation.rules, keys: [] }, path, 1, next);
}

function descend(state: PlanState, place: Place, path: readonly Term[], index: number, next: NextValue): undefined {
  const { node, keys } = place;
  if (node === undefined) return base(state, keys, (value) => follow(state, value, path, index, next));
  const part = path[index];
  if (part === undefined) return planExtent(state, node, keys, next);
  if (part.kind === 'string') return enter(state, place, part.value, path, index + 1, next);
  if (visibleChildren(node).length === 0) {
    return base(state, keys, (value) => follow(state, value, path, index, next));
  }
  const unbound = unboundVars(state, path.slice(index));
  if (unbound.length > 0) return collect(state, place, path, index, unbound, next);
  planTerm(state, part, (key) => dispatch(state, place, key, path, index, next));
}

/** One constant step further: into a rule's value, into a folder of rules, or into base documents only. */
function enter(
  state: PlanState,
  { node, keys }: Place,
  key: string,
  path: readonly Term[],
  index: number,
  next: NextValue,
): undefined {
  const child = node?.children.get(key);
  if (child !== undefined && isFunction(child)) return;
  if (child !== undefined && hasRules(child)) {
    return planRuleCall(state, child, (value) => follow(state, value, path, index, next), goalOf(state, path, index));
  }
  descend(state, { node: child, keys: [...keys, state.string(key)] }, path, index, next);
}

/** The keys that a ref asks a rule for, as far as they have values already. */
function goalOf(state: PlanState, path: readonly Term[], index: number): readonly Operand[] {
  const keys: Operand[] = [];
  for (const part of path.slice(index)) {
    const key = simpleValue(state, part);
    if (key === undefined) break;
    keys.push(key);
  }
  return keys;
}

/** A bound but not constant key: compared with the name of each child, then looked up in the base documents. */
function dispatch(
  state: PlanState,
  place: Place,
  key: Operand,
  path: readonly Term[],
  index: number,
  next: NextValue,
): undefined {
  const target = state.local();
  const names = visibleChildren(place.node!);
  const found = (value: Operand) => state.emit({ kind: 'AssignVarStmt', source: value, target });
  state.emit({ kind: 'ResetLocalStmt', target });
  const blocks = names.map((name) =>
    state.closure(() => {
      state.emit({ kind: 'EqualStmt', a: key, b: state.string(name) });
      enter(state, place, name, path, index + 1, found);
    }),
  );
  const rest = state.closure(() => {
    for (const name of names) state.emit({ kind: 'NotEqualStmt', a: key, b: state.string(name) });
    base(state, [...place.keys, key], (value) => follow(state, value, path, index + 1, found));
  });
  state.emit({ kind: 'BlockStmt', blocks: [...blocks, rest] });
  state.emit({ kind: 'IsDefinedStmt', source: target });
  next(local(target));
}

/**
 * A ref that iterates over rules: all solutions are gathered first (the values of its vars, then its own), so that what
 * follows is planned once and not once for each rule.
 */
function collect(
  state: PlanState,
  place: Place,
  path: readonly Term[],
  index: number,
  unbound: readonly string[],
  next: NextValue,
): undefined {
  const part = path[index]!;
  const all = state.local();
  state.emit({ kind: 'MakeArrayStmt', capacity: 0, target: all });
  const found: NextValue = (value) => {
    const row = state.local();
    state.emit({ kind: 'MakeArrayStmt', capacity: unbound.length + 1, target: row });
    for (const name of unbound) state.emit({ kind: 'ArrayAppendStmt', array: row, value: state.lookup(name)! });
    state.emit({ kind: 'ArrayAppendStmt', array: row, value });
    state.emit({ kind: 'ArrayAppendStmt', array: all, value: local(row) });
  };
  const names = visibleChildren(place.node!);
  const into = (name: string) => enter(state, place, name, path, index + 1, found);
  // As in OPA the base documents come first, and a name that is in both comes twice; only arrays show it.
  const fromBase = state.closure(() =>
    base(state, place.keys, (value) =>
      scan(state, value, (key, item) =>
        unifyValue(state, key, part, () => {
          const blocks = names.map((name) =>
            state.closure(() => {
              state.emit({ kind: 'EqualStmt', a: key, b: state.string(name) });
              into(name);
            }),
          );
          const rest = state.closure(() => {
            for (const name of names) state.emit({ kind: 'NotEqualStmt', a: key, b: state.string(name) });
            follow(state, item, path, index + 1, found);
          });
          state.emit({ kind: 'BlockStmt', blocks: [...blocks, rest] });
        }),
      ),
    ),
  );
  const fromRules = [...names]
    .sort(compareStrings)
    .map((name) => state.closure(() => unifyValue(state, state.string(name), part, () => into(name))));
  state.emit({ kind: 'BlockStmt', blocks: [fromBase, ...fromRules] });
  scan(state, local(all), (_key, row) => {
    unbound.forEach((name, position) => {
      state.bind(name, local(element(state, row, position)));
    });
    next(local(element(state, row, unbound.length)));
  });
}

function element(state: PlanState, source: Operand, position: number): Local {
  const target = state.local();
  const key = state.constant({ kind: 'number', text: String(position) });
  state.emit({ kind: 'DotStmt', source, key, target });
  return target;
}

/** The base document at `keys`; undefined when there is none. */
function base(state: PlanState, keys: readonly Operand[], next: NextValue): undefined {
  let source: Operand = local(DATA);
  for (const key of keys) {
    const target = state.local();
    state.emit({ kind: 'DotStmt', source, key, target });
    source = local(target);
  }
  next(source);
}

/** Everything at and below a folder of rules: their values, over the base documents of the same path. */
export function planExtent(state: PlanState, node: RuleNode, keys: readonly Operand[], next: NextValue): undefined {
  const rules = planRulesExtent(state, node);
  const whole = state.local();
  state.emit({ kind: 'AssignVarStmt', source: local(rules), target: whole });
  const merge = state.closure(() =>
    base(state, keys, (value) => {
      const merged = state.local();
      const from = state.local();
      state.emit({ kind: 'IsObjectStmt', source: value });
      state.emit({ kind: 'AssignVarStmt', source: value, target: from });
      state.emit({ kind: 'ObjectMergeStmt', a: from, b: rules, target: merged });
      state.emit({ kind: 'AssignVarStmt', source: local(merged), target: whole });
    }),
  );
  state.emit({ kind: 'BlockStmt', blocks: [merge] });
  next(local(whole));
}

function planRulesExtent(state: PlanState, node: RuleNode): Local {
  const object = state.local();
  state.emit({ kind: 'MakeObjectStmt', target: object });
  for (const name of visibleChildren(node)) {
    // `data` as a whole leaves out the rules of `data.system`, as in OPA.
    if (node === state.generation.rules && name === 'system') continue;
    const child = node.children.get(name)!;
    const insert = (value: Operand) => state.emit({ kind: 'ObjectInsertStmt', object, key: state.string(name), value });
    const block = state.closure(() => {
      if (hasRules(child)) planRuleCall(state, child, insert);
      else insert(local(planRulesExtent(state, child)));
    });
    state.emit({ kind: 'BlockStmt', blocks: [block] });
  }
  return object;
}

/** Names of the children that have a value: functions have none. */
function visibleChildren(node: RuleNode): readonly string[] {
  return [...node.children].filter(([, child]) => !isFunction(child)).map(([name]) => name);
}

function unboundVars(state: PlanState, parts: readonly Term[]): readonly string[] {
  const names = new Set<string>();
  for (const part of parts) patternVars(part, names);
  return [...names].filter((name) => !isDocument(name) && state.lookup(name) === undefined);
}
