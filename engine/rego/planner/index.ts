import type { Body } from '../ast/index.ts';
import type { CompiledModules } from '../compiler/types.ts';
import type { Block, Plan, Policy } from '../ir/index.ts';
import { planDataRef } from './data-refs.ts';
import { planBody } from './exprs.ts';
import { Generations } from './generation.ts';
import { type BuiltinShapes, PlanState } from './state.ts';
import { buildTrie } from './trie.ts';

export type { BuiltinShape, BuiltinShapes } from './state.ts';

/** One thing to plan: the value of a path below `data`, or the solutions of a compiled query. */
export type PlanRequest =
  | { readonly kind: 'path'; readonly name: string; readonly path: readonly string[] }
  | {
      readonly kind: 'query';
      readonly name: string;
      readonly body: Body;
      /** What a local was called in the query's text. */
      readonly rewritten: ReadonlyMap<string, string>;
    };

export type PlanOptions = {
  readonly builtins: BuiltinShapes;
  /** Emit `CoverStmt`s. */
  readonly coverage: boolean;
};

/**
 * Plans checked modules for the given requests: only rules that a request reaches become functions.
 * Shape:  one plan a request, in order. A path plan returns its value; a query plan adds one object per solution.
 * Errors: none; the compiler has refused what cannot be planned. Throws `InvariantError` on a bug of the compiler.
 * Source: OPA's IR; rules are evaluated as a whole, memoised by the generated code.
 */
export function planPolicy(compiled: CompiledModules, requests: readonly PlanRequest[], options: PlanOptions): Policy {
  const state = new PlanState(options.builtins, new Generations(buildTrie(compiled)), options.coverage);
  const plans = requests.map((request): Plan => ({ name: request.name, blocks: planRequest(state, request) }));
  state.finish();
  return {
    static: {
      strings: state.strings,
      files: state.files,
      constants: state.constants,
      builtinFuncs: [...state.builtinFuncs].map(([name, arity]) => ({ name, arity })),
    },
    plans,
    funcs: state.funcs,
  };
}

function planRequest(state: PlanState, request: PlanRequest): readonly Block[] {
  return state.isolated(2, () => [
    state.closure(() => {
      if (request.kind === 'path') return planPath(state, request.path);
      planBody(state, request.body, () => reportVars(state, request.rewritten));
    }),
  ]);
}

function planPath(state: PlanState, path: readonly string[]): undefined {
  const span = { source: { name: '', text: '' }, start: 0, end: 0, row: 1, col: 1 };
  const parts = path.map((value) => ({ kind: 'string', value, span }) as const);
  planDataRef(state, [{ kind: 'var', name: 'data', span }, ...parts], (value) => {
    state.emit({ kind: 'ReturnLocalStmt', source: state.asLocal(value) });
  });
}

/** One solution: the vars of the query by the names that its text gives them. */
function reportVars(state: PlanState, rewritten: ReadonlyMap<string, string>): undefined {
  const object = state.local();
  state.emit({ kind: 'MakeObjectStmt', target: object });
  for (const [compiled, value] of state.boundVars()) {
    const name = rewritten.get(compiled) ?? compiled;
    if (name.startsWith('$') || name.startsWith('__local')) continue;
    state.emit({ kind: 'ObjectInsertStmt', object, key: state.string(name), value });
  }
  state.emit({ kind: 'ResultSetAddStmt', value: object });
}
