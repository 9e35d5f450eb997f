import type { RefTerm, Term } from '../ast/index.ts';
import { INPUT, type Operand } from '../ir/index.ts';
import { planDataRef } from './data-refs.ts';
import { local, type NextValue, type PlanState } from './state.ts';
import { copyOf, planTerm } from './terms.ts';
import { bindsVars, unifyValue } from './unify.ts';

/** Plans a ref: `data` goes through the rules, anything else is a value to walk into. */
export function planRef(state: PlanState, ref: RefTerm, next: NextValue): undefined {
  const head = ref.path[0];
  if (head.kind === 'var' && head.name === 'data') return planDataRef(state, ref.path, next);
  if (head.kind === 'var' && head.name === 'input') {
    if (ref.path.length === 1) return next(copyOf(state, local(INPUT)));
    return walk(state, local(INPUT), ref.path, 1, next);
  }
  planTerm(state, head, (value) => walk(state, value, ref.path, 1, next));
}

/** Follows the parts of a ref from `index` on, starting at a value; unbound parts iterate. */
export function walk(
  state: PlanState,
  source: Operand,
  path: readonly Term[],
  index: number,
  next: NextValue,
): undefined {
  const part = path[index];
  if (part === undefined) return next(source);
  if (bindsVars(state, part)) {
    return scan(state, source, (key, value) =>
      unifyValue(state, key, part, () => walk(state, value, path, index + 1, next)),
    );
  }
  planTerm(state, part, (key) => {
    const target = state.local();
    state.emit({ kind: 'DotStmt', source, key, target });
    walk(state, local(target), path, index + 1, next);
  });
}

/** Plans a loop over the entries of a value. */
export function scan(state: PlanState, source: Operand, each: (key: Operand, value: Operand) => undefined): undefined {
  const from = state.asLocal(source);
  const key = state.local();
  const value = state.local();
  const { at } = state;
  const block = state.nested(() => each(local(key), local(value)));
  state.at = at;
  state.emit({ kind: 'ScanStmt', source: from, key, value, block, sorted: state.ordered > 0 });
}
