import type { ArrayComprehensionTerm, ObjectComprehensionTerm, SetComprehensionTerm } from '../ast/index.ts';
import { planBody } from './exprs.ts';
import { local, type NextValue, type PlanState } from './state.ts';
import { planTerm } from './terms.ts';

/**
 * Plans a comprehension: a collection, filled by a block of its own.
 * Only an array shows the order of its solutions, so only there the scans inside go in Rego's order.
 */
export function planComprehension(
  state: PlanState,
  term: ArrayComprehensionTerm | SetComprehensionTerm | ObjectComprehensionTerm,
  next: NextValue,
): undefined {
  const target = state.local();
  const { at, ordered } = state;
  const fill = (add: () => undefined) =>
    state.emit({ kind: 'BlockStmt', blocks: [state.closure(() => planBody(state, term.body, add))] });
  switch (term.kind) {
    case 'arraycomprehension':
      state.emit({ kind: 'MakeArrayStmt', capacity: 0, target });
      state.ordered = 1;
      fill(() => planTerm(state, term.term, (value) => state.emit({ kind: 'ArrayAppendStmt', array: target, value })));
      break;
    case 'setcomprehension':
      state.emit({ kind: 'MakeSetStmt', target });
      state.ordered = 0;
      fill(() => planTerm(state, term.term, (value) => state.emit({ kind: 'SetAddStmt', set: target, value })));
      break;
    case 'objectcomprehension':
      state.emit({ kind: 'MakeObjectStmt', target });
      state.ordered = 0;
      fill(() =>
        planTerm(state, term.key, (key) =>
          planTerm(state, term.value, (value) => {
            state.at = at;
            state.emit({ kind: 'ObjectInsertOnceStmt', object: target, key, value });
          }),
        ),
      );
      break;
  }
  state.at = at;
  state.ordered = ordered;
  next(local(target));
}
