import { BUILTINS, isBuiltin } from '../builtins/table.ts';
import type { Func, Plan, Policy, Stmt } from '../ir/index.ts';
import type { CallStmt } from '../ir/statements.ts';
import type { CodegenOptions } from './options.ts';
import { definitionDepths, walkStmts } from './walk.ts';

/**
 * What an evaluation remembers, by the names of functions.
 * Shape:  `rules` are the slots of values, `tables` those of results by arguments, `failures` those that say that rules
 *         failed as a whole. `keyedFirst` are the keyed functions that are called without trying the whole before.
 */
export type Memory = {
  readonly rules: ReadonlyMap<string, number>;
  readonly tables: ReadonlyMap<string, number>;
  readonly failures: ReadonlyMap<string, number>;
  readonly keyedFirst: ReadonlySet<string>;
};

/** Builtins that tell somebody outside about the evaluation. */
export const TELLING: ReadonlySet<string> = new Set(['print', 'internal.print', 'trace', 'internal.test_case']);

/** More arguments than that cost more to look up than most functions take. */
const MAX_TABLE_ARGS = 4;

/**
 * Decides what is remembered.
 * Shape:  rules always; functions that take long and may be called with the same arguments again; look-ups in sets and
 *         objects that rules make, by their keys. All slots are different; those of rules come first.
 * Source: OPA v1/topdown cache.go remembers every rule, key and call; here only what pays.
 */
export function planMemory(policy: Policy, { mode }: CodegenOptions): Memory {
  const funcs = new Map(policy.funcs.map((func) => [func.name, func]));
  const graph = callGraph(policy);
  const keyed = keyedPairs(policy);
  const rules = new Map<string, number>();
  for (const func of policy.funcs) if (func.params.length === 2) rules.set(func.name, rules.size);
  const telling = tellingFuncs(graph);
  const keyedFirst = new Set<string>();
  for (const [name, whole] of keyed) {
    const isDirect = mode === 'coverage' || telling.has(whole) || !hasLoop(funcs.get(name));
    if (isDirect || graph.reaches(whole, whole)) keyedFirst.add(name);
  }
  const slots = (names: Iterable<string>, first: number) =>
    new Map([...new Set(names)].map((name, index) => [name, first + index] as const));
  const worth = mode === 'provenance' ? [] : tabled(policy, graph, telling, funcs);
  const tables = slots([...keyed.keys(), ...worth], rules.size);
  const failures = slots(keyed.values(), rules.size + tables.size);
  return { rules, tables, failures, keyedFirst };
}

/** Each keyed function with the function of the whole. */
function keyedPairs(policy: Policy): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  forEachStmt(policy, (stmt) => {
    if (stmt.kind === 'CallKeyedStmt') pairs.set(stmt.keyed, stmt.func);
  });
  return pairs;
}

type CallGraph = {
  readonly calledBy: (name: string) => readonly string[];
  readonly callersOf: (name: string) => readonly string[];
  readonly reaches: (from: string, to: string) => boolean;
};

function callGraph(policy: Policy): CallGraph {
  const called = new Map<string, readonly string[]>();
  const callers = new Map<string, string[]>();
  for (const func of policy.funcs) {
    const names = new Set<string>();
    walkStmts(func.blocks, (stmt) => {
      for (const name of calledBy(stmt)) names.add(name);
    });
    called.set(func.name, [...names]);
    for (const name of names) callers.set(name, [...(callers.get(name) ?? []), func.name]);
  }
  const reaches = (from: string, to: string): boolean => {
    const seen = new Set<string>();
    const open = [...(called.get(from) ?? [])];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (name === to) return true;
      if (seen.has(name)) continue;
      seen.add(name);
      open.push(...(called.get(name) ?? []));
    }
    return false;
  };
  return { calledBy: (name) => called.get(name) ?? [], callersOf: (name) => callers.get(name) ?? [], reaches };
}

function calledBy(stmt: Stmt): readonly string[] {
  if (stmt.kind === 'CallKeyedStmt') return [stmt.func, stmt.keyed];
  return stmt.kind === 'CallStmt' ? [stmt.func] : [];
}

function hasLoop(func: Func | undefined): boolean {
  let found = false;
  walkStmts(func?.blocks ?? [], (stmt) => {
    found ||= stmt.kind === 'ScanStmt';
  });
  return found;
}

/** Functions that print or trace, or call one that does: OPA tells of each of their entries once. */
function tellingFuncs(graph: CallGraph): ReadonlySet<string> {
  return spread(
    [...TELLING].flatMap((name) => graph.callersOf(name)),
    graph,
  );
}

function spread(names: readonly string[], graph: CallGraph): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    open.push(...graph.callersOf(name));
  }
  return reached;
}

/** Functions of arguments that take very long, or long where some call may give the same arguments again. */
function tabled(
  policy: Policy,
  graph: CallGraph,
  telling: ReadonlySet<string>,
  funcs: ReadonlyMap<string, Func>,
): readonly string[] {
  const takesArguments = ({ params }: Func) => params.length > 2 && params.length <= 2 + MAX_TABLE_ARGS;
  const slow = policy.funcs.filter((func) => func.params.length > 2 && isSlow(func));
  const long = spread(
    slow.map(({ name }) => name),
    { ...graph, callersOf: (name) => graph.callersOf(name).filter((caller) => funcs.get(caller)!.params.length > 2) },
  );
  const repeated = repeatedCalls(policy);
  return policy.funcs
    .filter(takesArguments)
    .map(({ name }) => name)
    .filter((name) => telling.has(name) || isHeavy(funcs.get(name)!) || (long.has(name) && repeated.has(name)));
}

/** Whether a function takes so long that looking its arguments up costs nothing beside it. */
function isHeavy(func: Func): boolean {
  let found = false;
  walkStmts(func.blocks, (stmt, loops) => {
    if (stmt.kind === 'CallStmt' && loops > 0) found ||= isSlowBuiltin(stmt.func);
  });
  return found;
}

/** Whether a function loops, or calls a builtin that may take long. */
function isSlow(func: Func): boolean {
  let found = hasLoop(func);
  walkStmts(func.blocks, (stmt) => {
    if (stmt.kind === 'CallStmt') found ||= isSlowBuiltin(stmt.func);
  });
  return found;
}

const SLOW = /^(?:regex|glob|json|yaml|crypto|io|http|net|graph|semver|time|base64|hex|urlquery|graphql|rego)\./;

function isSlowBuiltin(name: string): boolean {
  return isBuiltin(name) && (SLOW.test(name) || 'relation' in BUILTINS[name]);
}

/**
 * Functions that are called in a loop with arguments from outside of it, or from several places with arguments that come
 * from no loop at all.
 */
function repeatedCalls(policy: Policy): ReadonlySet<string> {
  const repeated = new Set<string>();
  const outer = new Set<string>();
  for (const owner of [...policy.funcs, ...policy.plans]) {
    const depths = definitionDepths(owner.blocks);
    eachCall(owner, (stmt, depth) => {
      const [, , ...args] = stmt.args;
      const from = Math.max(0, ...args.map((arg) => (arg.kind === 'local' ? (depths.get(arg.local) ?? 0) : 0)));
      if (depth > from || (from === 0 && outer.has(stmt.func))) repeated.add(stmt.func);
      if (from === 0) outer.add(stmt.func);
    });
  }
  return repeated;
}

function eachCall(owner: Func | Plan, visit: (stmt: CallStmt, loops: number) => void): void {
  walkStmts(owner.blocks, (stmt, loops) => {
    if (stmt.kind === 'CallStmt') visit(stmt, loops);
  });
}

function forEachStmt(policy: Policy, visit: (stmt: Stmt) => void): void {
  for (const owner of [...policy.funcs, ...policy.plans]) walkStmts(owner.blocks, visit);
}
