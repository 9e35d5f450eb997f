import { isObject, objectEntries, objectGet, RegoSet, type RegoValue } from '../value/index.ts';
import type { Builtin, BuiltinContext } from './context.ts';
import { wrongType } from './errors.ts';
import { itemsOf, objectOperand } from './operands.ts';

/**
 * Walks over documents and graphs.
 * Source: OPA v1/topdown walk.go, reachable.go.
 */
export const graphBuiltins = {
  /** A relation: the result is the array of all its `[path, value]` pairs, in order. */
  walk: (context, x) => walkPairs(context, x) as readonly RegoValue[],
  'graph.reachable': (context, x, initial) => {
    const graph = objectOperand(x, 1);
    const queue = [...startOf(initial)];
    const reached = new RegoSet();
    for (let at = 0; at < queue.length; at++) {
      const node = queue[at] as RegoValue;
      const edges = objectGet(graph, node);
      if (edges === undefined || reached.has(node)) continue;
      reached.add(node);
      const neighbours = itemsOf(edges) ?? [];
      context.charge((neighbours.length + 1) * 10);
      for (const neighbour of neighbours) if (!reached.has(neighbour)) queue.push(neighbour);
    }
    return reached;
  },
  'graph.reachable_paths': (context, x, initial) => {
    const graph = objectOperand(x, 1);
    const paths = new RegoSet();
    for (const root of startOf(initial)) {
      if (objectGet(graph, root) !== undefined) tracePaths(context, graph, root, paths);
    }
    return paths;
  },
} satisfies Record<string, Builtin>;

function startOf(value: RegoValue): readonly RegoValue[] {
  const items = itemsOf(value);
  if (items === undefined) throw wrongType(2, value, '{array, set}');
  return items;
}

/** One step of a depth-first trace: the path so far and what is still to come from its end. */
type Step = { readonly path: readonly RegoValue[]; readonly seen: RegoSet; readonly rest: RegoValue[] };

function tracePaths(context: BuiltinContext, graph: RegoValue, root: RegoValue, paths: RegoSet): void {
  const stack: Step[] = [];
  const enter = (node: RegoValue, path: readonly RegoValue[], seen: RegoSet) => {
    const edges = isObject(graph) ? objectGet(graph, node) : undefined;
    context.charge(path.length + 1);
    if (edges === undefined) {
      paths.add(path);
      return;
    }
    const extended = [...path, node];
    const neighbours = itemsOf(edges) ?? [];
    if (neighbours.length === 0) paths.add(extended);
    else stack.push({ path: extended, seen: seen.union(RegoSet.of([node])), rest: [...neighbours].reverse() });
  };
  enter(root, [], new RegoSet());
  for (let step = stack.at(-1); step !== undefined; step = stack.at(-1)) {
    const next = step.rest.pop();
    if (next === undefined) stack.pop();
    else if (step.seen.has(next)) paths.add(step.path);
    else enter(next, step.path, step.seen);
  }
}

/** Every `[path, value]` below a value, itself first. Shape: depth-first, members in Rego's order. */
export function walkPairs(context: BuiltinContext, root: RegoValue): readonly (readonly [RegoValue, RegoValue])[] {
  const pairs: (readonly [readonly RegoValue[], RegoValue])[] = [];
  const stack: (readonly [readonly RegoValue[], RegoValue])[] = [[[], root]];
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    const [path, value] = pair;
    pairs.push(pair);
    context.charge(path.length + 8);
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index--) stack.push([[...path, index], value[index] as RegoValue]);
    } else if (value instanceof RegoSet) {
      const items = value.sorted();
      for (let index = items.length - 1; index >= 0; index--)
        stack.push([[...path, items[index] as RegoValue], items[index] as RegoValue]);
    } else if (isObject(value)) {
      const entries = objectEntries(value);
      for (let index = entries.length - 1; index >= 0; index--) {
        const [key, item] = entries[index] as readonly [RegoValue, RegoValue];
        stack.push([[...path, key], item]);
      }
    }
  }
  return pairs;
}

/** The values of `walkPairs` alone, for `walk(x, [_, value])`: no paths are built. */
export function walkValues(context: BuiltinContext, root: RegoValue): readonly RegoValue[] {
  const values: RegoValue[] = [];
  const stack: RegoValue[] = [root];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    values.push(value);
    context.charge(4);
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value))
      for (let index = value.length - 1; index >= 0; index--) stack.push(value[index] as RegoValue);
    else if (value instanceof RegoSet) {
      const items = value.sorted();
      for (let index = items.length - 1; index >= 0; index--) stack.push(items[index] as RegoValue);
    } else if (isObject(value)) {
      const entries = objectEntries(value);
      for (let index = entries.length - 1; index >= 0; index--)
        stack.push((entries[index] as readonly [RegoValue, RegoValue])[1]);
    }
  }
  return values;
}
