import { allEntries, compareSpans, type RuleEntry, type Unit } from './context.ts';
import { type RuleIndexNode, reachableEntries } from './rule-tree.ts';
import { refText } from './syntax/text.ts';
import { type Visitor, walkRule } from './syntax/walk.ts';

/** Which rules each rule refers to. */
export type DependencyGraph = ReadonlyMap<RuleEntry, ReadonlySet<RuleEntry>>;

/** Reads off every rule which other rules its refs can reach, `else` links included. */
export function buildGraph(units: readonly Unit[], tree: RuleIndexNode): DependencyGraph {
  const graph = new Map<RuleEntry, Set<RuleEntry>>();
  const reached = new Map<string, readonly RuleEntry[]>();
  for (const entry of allEntries(units)) {
    const dependencies = new Set<RuleEntry>();
    graph.set(entry, dependencies);
    const visitor: Visitor = {
      term: (term) => {
        if (term.kind !== 'ref' || term.path[0].kind !== 'var' || term.path[0].name !== 'data') return true;
        const key = refText(term.path);
        let found = reached.get(key);
        if (found === undefined) {
          found = chainsOf(tree, term.path);
          reached.set(key, found);
        }
        for (const other of found) dependencies.add(other);
        return true;
      },
    };
    walkRule(entry.rule, visitor);
  }
  return graph;
}

function chainsOf(tree: RuleIndexNode, path: Parameters<typeof reachableEntries>[1]): readonly RuleEntry[] {
  const found = new Set<RuleEntry>();
  reachableEntries(tree, path, (first) => {
    for (let link: RuleEntry | undefined = first; link; link = link.next) found.add(link);
  });
  return [...found];
}

/** Rules before those that depend on them; undefined where rules depend on each other in a circle. */
export function sortGraph(graph: DependencyGraph): RuleEntry[] | undefined {
  const sorted: RuleEntry[] = [];
  const state = new Map<RuleEntry, 'open' | 'done'>();
  for (const root of graph.keys()) {
    if (state.has(root)) continue;
    const stack = [{ entry: root, left: (graph.get(root) ?? NONE).values() }];
    state.set(root, 'open');
    for (let top = stack[0]; top !== undefined; top = stack[stack.length - 1]) {
      const next = top.left.next();
      if (next.done) {
        state.set(top.entry, 'done');
        sorted.push(top.entry);
        stack.pop();
      } else if (state.get(next.value) === 'open') return undefined;
      else if (!state.has(next.value)) {
        state.set(next.value, 'open');
        stack.push({ entry: next.value, left: (graph.get(next.value) ?? NONE).values() });
      }
    }
  }
  return sorted;
}

const NONE: ReadonlySet<RuleEntry> = new Set();

export function sortEntries(entries: Iterable<RuleEntry>): RuleEntry[] {
  return [...entries].sort((a, b) => compareSpans(a.rule.span, b.rule.span));
}
