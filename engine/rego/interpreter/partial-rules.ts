import type { Term } from '../ast/index.ts';
import { equals, RegoSet, type RegoValue } from '../value/index.ts';
import { type Bindings, UNBOUND } from './bindings.ts';
import { solutions } from './body.ts';
import { conflict } from './failure.ts';
import { mayHold } from './guards.ts';
import { ObjectTree } from './object-tree.ts';
import { type Clause, isSetClause, type RuleFolder, takesArguments } from './rule-index.ts';
import { headValue } from './rules.ts';
import { search } from './search.ts';
import { listValues, values } from './terms.ts';
import { canTakeApart, unifyValue } from './unify.ts';
import type { World } from './world.ts';

/** The set that clauses make: a member for each solution of each body. A goal's first key is the member asked for. */
export function setDocument(world: World, clauses: readonly Clause[], goal: readonly RegoValue[]): RegoValue {
  const set = new RegoSet();
  for (const { rule } of clauses) {
    if (!mayHold(world, rule, [])) continue;
    const key = rule.head.key!;
    for (const start of matching(world, [key], goal)) {
      for (const solution of solutions(world, rule.body, start, rule)) {
        for (const { value } of values(world, key, solution)) set.add(value);
      }
    }
  }
  return set;
}

/**
 * The object that all clauses of a folder and below it make together, as far as it lies under the goal: every clause adds
 * an entry for each solution of its body. Defaults and else links have no part in it.
 */
export function objectDocument(world: World, folder: RuleFolder, goal: readonly RegoValue[]): RegoValue {
  const tree = new ObjectTree();
  addFolder(world, tree, folder, [], goal);
  return tree.build();
}

function addFolder(
  world: World,
  tree: ObjectTree,
  folder: RuleFolder,
  path: readonly string[],
  goal: readonly RegoValue[],
): void {
  if (!takesArguments(folder)) {
    for (const clause of folder.clauses) if (!clause.rule.default) addClause(world, tree, clause, path, goal);
  }
  for (const [name, child] of folder.children) {
    const wanted = goal[path.length];
    if (wanted === undefined || equals(wanted, name)) addFolder(world, tree, child, [...path, name], goal);
  }
}

function addClause(
  world: World,
  tree: ObjectTree,
  clause: Clause,
  path: readonly string[],
  goal: readonly RegoValue[],
): void {
  const { rule, keys } = clause;
  if (!mayHold(world, rule, [])) return;
  const isSet = isSetClause(clause);
  const last = isSet ? rule.head.key! : headValue(rule);
  const asked = isSet ? [...keys, last] : keys;
  for (const start of matching(world, asked, goal.slice(path.length))) {
    for (const solution of solutions(world, rule.body, start, rule)) {
      for (const found of listValues(world, [...keys, last], solution)) {
        const at = [...path, ...found.values.slice(0, -1)];
        const value = found.values[keys.length]!;
        const isPut = isSet ? tree.add(at, value) : tree.put(at, value);
        if (!isPut) throw conflict('object', rule.span);
      }
    }
  }
}

/**
 * What the keys of a head stand for when only the goal is asked. Left open are keys beyond the goal and those that cannot
 * be matched before the body has given their vars a value.
 */
function matching(world: World, keys: readonly Term[], goal: readonly RegoValue[]): Iterable<Bindings> {
  const length = Math.min(keys.length, goal.length);
  return search(UNBOUND, length, (index, at) => {
    const key = keys[index]!;
    return canTakeApart(key, at) ? unifyValue(world, goal[index]!, key, at) : [at];
  });
}
