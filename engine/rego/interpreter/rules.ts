import type { Rule, Term } from '../ast/index.ts';
import { equals, type RegoValue } from '../value/index.ts';
import { type Bindings, UNBOUND } from './bindings.ts';
import { solutions } from './body.ts';
import { conflict } from './failure.ts';
import { candidates, mayHold } from './guards.ts';
import { objectDocument, setDocument } from './partial-rules.ts';
import { type Clause, hasOpenKeys, isSetClause, type RuleFolder } from './rule-index.ts';
import { search } from './search.ts';
import { groundValue, values } from './terms.ts';
import { unifyValue } from './unify.ts';
import type { World } from './world.ts';

/**
 * The value of the rules of a folder, undefined where they have none.
 * Shape:  `goal` are the keys that are asked for: of a set or an object only what can be found under them has to be
 *         there. It never changes what those keys lead to, only how much else is evaluated.
 * Errors: eval_conflict_error where a key or rule would have two values.
 */
export function ruleValue(world: World, folder: RuleFolder, goal: readonly RegoValue[]): RegoValue | undefined {
  const find = (): RegoValue | undefined => {
    if (hasOpenKeys(folder)) return objectDocument(world, folder, goal);
    if (isSetFolder(folder)) return setDocument(world, folder.clauses, goal);
    return oneValue(world, folder.clauses, []);
  };
  const isWhole = !hasOpenKeys(folder) && !isSetFolder(folder);
  return world.memo.once(folder, isWhole ? [] : goal, () => world.meter.deeper(find));
}

/** What a function gives for its arguments, undefined where it gives nothing. */
export function applyFunction(world: World, folder: RuleFolder, args: readonly RegoValue[]): RegoValue | undefined {
  return world.memo.once(folder, args, () => world.meter.deeper(() => oneValue(world, folder.clauses, args)));
}

function isSetFolder(folder: RuleFolder): boolean {
  return folder.clauses.some(isSetClause);
}

/**
 * The one value that clauses give to a rule or a call: all that give one must agree, and a default is for when none does.
 * Where all heads have the same constant the first that holds is enough.
 */
function oneValue(world: World, clauses: readonly Clause[], args: readonly RegoValue[]): RegoValue | undefined {
  const ordinary = clauses.filter(({ rule }) => !rule.default).map(({ rule }) => rule);
  const isSettled = haveOneConstant(ordinary);
  let value: RegoValue | undefined;
  for (const rule of candidates(world, ordinary, args)) {
    const found = chainValue(world, rule, args, isSettled);
    if (found === undefined) continue;
    if (isSettled) return found;
    value = agreed(value, found, rule);
  }
  if (value !== undefined) return value;
  const fallback = clauses.find(({ rule }) => rule.default)?.rule;
  return fallback && clauseValue(world, fallback, [], false);
}

/** An else chain: the first link that has a value. */
function chainValue(world: World, first: Rule, args: readonly RegoValue[], isSettled: boolean): RegoValue | undefined {
  for (let link: Rule | undefined = first; link !== undefined; link = link.else) {
    const value = clauseValue(world, link, args, isSettled);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** One clause: its value in all solutions of its body, which must be one and the same; in the first one if settled. */
function clauseValue(world: World, rule: Rule, args: readonly RegoValue[], isSettled: boolean): RegoValue | undefined {
  if (!rule.default && !mayHold(world, rule, args)) return undefined;
  const head = headValue(rule);
  let value: RegoValue | undefined;
  for (const bound of matches(world, rule, args)) {
    for (const solution of solutions(world, rule.body, bound, rule)) {
      for (const found of values(world, head, solution)) value = agreed(value, found.value, rule);
      if (isSettled) return value;
    }
  }
  return value;
}

/** All ways in which arguments fit the patterns of a head; a default function takes any. */
function matches(world: World, rule: Rule, args: readonly RegoValue[]): Iterable<Bindings> {
  const patterns = rule.default ? [] : (rule.head.args ?? []);
  return search(UNBOUND, patterns.length, (index, at) => unifyValue(world, args[index]!, patterns[index]!, at));
}

export function headValue(rule: Rule): Term {
  return rule.head.value ?? { kind: 'boolean', value: true, span: rule.span };
}

function agreed(before: RegoValue | undefined, now: RegoValue, rule: Rule): RegoValue {
  if (before === undefined || equals(before, now)) return before ?? now;
  throw conflict(rule.head.args === undefined ? 'complete' : 'function', rule.span);
}

/** Whether every link of every rule gives the same constant. */
function haveOneConstant(rules: readonly Rule[]): boolean {
  let constant: RegoValue | undefined;
  for (const rule of rules) {
    for (let link: Rule | undefined = rule; link !== undefined; link = link.else) {
      const value = groundValue(headValue(link), UNBOUND);
      if (value === undefined || (constant !== undefined && !equals(constant, value))) return false;
      constant = value;
    }
  }
  return constant !== undefined;
}
