import type { Expr, RefTerm, Term, With } from '../ast/index.ts';
import { DATA, INPUT, type Operand } from '../ir/index.ts';
import { functionNode, partsOf } from './calls.ts';
import { planExpr } from './exprs.ts';
import type { Mock, Mocks } from './mocks.ts';
import type { Next, PlanState } from './state.ts';
import { planTerms } from './terms.ts';

/** A modifier sorted out: what it replaces and, unless a function takes its place, the term to evaluate first. */
type Replacement =
  | { readonly kind: 'document'; readonly path: readonly string[]; readonly term: Term }
  | { readonly kind: 'value'; readonly name: string; readonly term: Term }
  | { readonly kind: 'function'; readonly name: string; readonly path: readonly string[] };

/**
 * Plans an expression under its `with` modifiers; what follows it is planned as it was before them.
 * All values must be defined, and are found before any of the modifiers holds.
 */
export function planWith(state: PlanState, expr: Expr, next: Next): undefined {
  const replacements = expr.with.map((modifier) => sortOut(state, modifier));
  const terms = replacements.flatMap((item) => (item.kind === 'function' ? [] : [item.term]));
  planTerms(state, terms, (values) => {
    const mocks = new Map(state.generation.mocks);
    const shadows = [...state.generation.shadows];
    const layers: ((inner: Next) => undefined)[] = [];
    let used = 0;
    for (const item of replacements) {
      if (item.kind === 'function') {
        mocks.set(item.name, { kind: 'function', path: item.path });
        continue;
      }
      const value = values[used++]!;
      if (item.kind === 'value') {
        const mock = mockOf(state, value);
        mocks.set(item.name, mock);
        if (mock.kind === 'slot') layers.push((inner) => emitMock(state, mock.slot, value, inner));
      } else {
        if (item.path[0] === 'data') shadows.push(item.path.slice(1));
        layers.push((inner) => emitWith(state, item.path, value, inner));
      }
    }
    const bare = { ...expr, with: [] };
    const outer = state.generation;
    const innermost: Next = () => {
      const inner = state.generations.get(mocks, shadows);
      state.generation = inner;
      planExpr(state, bare, () => {
        state.generation = outer;
        restore(state, layers.length, next);
        state.generation = inner;
      });
      state.generation = outer;
    };
    let build: Next = innermost;
    for (const layer of layers.reverse()) {
      const inner = build;
      build = () => layer(inner);
    }
    build();
  });
}

function sortOut(state: PlanState, { target, value }: With): Replacement {
  const path = target.kind === 'ref' ? partsOf(target) : target.kind === 'var' ? [target.name] : [];
  const isDocument = path[0] === 'input' || path[0] === 'data';
  if (isDocument && functionNode(state, path) === undefined) return { kind: 'document', path, term: value };
  const name = path.join('.');
  const replacement = functionPath(state, value);
  return replacement === undefined
    ? { kind: 'value', name, term: value }
    : { kind: 'function', name, path: replacement };
}

/** The path of the function or builtin that a term names, if it names one. */
function functionPath(state: PlanState, term: Term): readonly string[] | undefined {
  const ref: RefTerm | undefined =
    term.kind === 'ref' ? term : term.kind === 'var' ? { kind: 'ref', path: [term], span: term.span } : undefined;
  if (ref === undefined || ref.path[0].kind !== 'var') return undefined;
  const path = partsOf(ref);
  if (functionNode(state, path) !== undefined) return path;
  if (path[0] === 'data' || path[0] === 'input' || state.lookup(path[0] ?? '') !== undefined) return undefined;
  return state.builtins(path.join('.')) === undefined ? undefined : path;
}

function mockOf(state: PlanState, value: Operand): Mock {
  return value.kind === 'local' ? { kind: 'slot', slot: state.mockSlots++ } : { kind: 'constant', value };
}

function emitWith(state: PlanState, path: readonly string[], value: Operand, inner: Next): undefined {
  const local = path[0] === 'input' ? INPUT : DATA;
  const indexes = path.slice(1).map((part) => state.stringIndex(part));
  const { at } = state;
  const block = state.nested(inner);
  state.at = at;
  state.emit({ kind: 'WithStmt', local, path: indexes, value, block });
}

function emitMock(state: PlanState, slot: number, value: Operand, inner: Next): undefined {
  const { at } = state;
  const block = state.nested(inner);
  state.at = at;
  state.emit({ kind: 'MockStmt', slot, value, block });
}

function restore(state: PlanState, levels: number, next: Next): undefined {
  if (levels === 0) return next();
  const block = state.nested(next);
  state.emit({ kind: 'RestoreStmt', levels, block });
}

/** Runs `build` with other replacements in force. */
export function inGeneration<T>(
  state: PlanState,
  mocks: Mocks,
  shadows: readonly (readonly string[])[],
  build: () => T,
): T {
  const outer = state.generation;
  state.generation = state.generations.get(mocks, shadows);
  const result = build();
  state.generation = outer;
  return result;
}
