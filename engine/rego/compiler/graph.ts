import { allEntries, compareSpans, type RuleEntry, type Unit } from './context.ts';
import { type RuleIndexNode, reachableEntries } from './rule-tree.ts';
import { refText } from './syntax/text.ts';
import { type Visitor, walkRule } from './syntax/walk.ts';

/**
 * What one rule refers to.
 * Shape:  one group a ref, with every clause that the ref can reach. Rules that hold the same ref share its group, since
 *         a set of many clauses that many clauses look at would else make as many edges as the one times the other.
 */
export class Dependencies implements Iterable<RuleEntry> {
  readonly groups: (readonly RuleEntry[])[] = [];
  #all: ReadonlySet<RuleEntry> | undefined;

  get size(): number {
    return this.#entries().size;
  }

  [Symbol.iterator](): Iterator<RuleEntry> {
    return this.#entries().values();
  }

  #entries(): ReadonlySet<RuleEntry> {
    this.#all ??= new Set(this.groups.flat());
    return this.#all;
  }
}

/** Which rules each rule refers to. */
export type DependencyGraph = ReadonlyMap<RuleEntry, Dependencies>;

/** Reads off every rule which other rules its refs can reach, `else` links included. */
export function buildGraph(units: readonly Unit[], tree: RuleIndexNode): DependencyGraph {
  const graph = new Map<RuleEntry, Dependencies>();
  const reached = new Map<string, readonly RuleEntry[]>();
  for (const entry of allEntries(units)) {
    const dependencies = new Dependencies();
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
        if (found.length > 0 && !dependencies.groups.includes(found)) dependencies.groups.push(found);
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

const sortings = new WeakMap<DependencyGraph, RuleEntry[] | 'circular'>();

/** Rules before those that depend on them; undefined where rules depend on each other in a circle. */
export function sortGraph(graph: DependencyGraph): readonly RuleEntry[] | undefined {
  let known = sortings.get(graph);
  if (known === undefined) {
    known = sorting(graph) ?? 'circular';
    sortings.set(graph, known);
  }
  return known === 'circular' ? undefined : known;
}

type Visit = {
  readonly entry: RuleEntry;
  readonly groups: readonly (readonly RuleEntry[])[];
  group: number;
  index: number;
};

function sorting(graph: DependencyGraph): RuleEntry[] | undefined {
  const sorted: RuleEntry[] = [];
  const state = new Map<RuleEntry, 'open' | 'done'>();
  /** Groups whose entries are all done. */
  const finished = new Set<readonly RuleEntry[]>();
  const stack: Visit[] = [];
  const open = (entry: RuleEntry): void => {
    state.set(entry, 'open');
    stack.push({ entry, groups: graph.get(entry)?.groups ?? [], group: 0, index: 0 });
  };
  for (const root of graph.keys()) {
    if (state.has(root)) continue;
    open(root);
    for (let top = stack[0]; top !== undefined; top = stack[stack.length - 1]) {
      const group = top.groups[top.group];
      const next = group !== undefined && !finished.has(group) ? group[top.index++] : undefined;
      if (group === undefined) {
        state.set(top.entry, 'done');
        sorted.push(top.entry);
        stack.pop();
      } else if (next === undefined) {
        finished.add(group);
        top.group++;
        top.index = 0;
      } else if (state.get(next) === 'open') return undefined;
      else if (!state.has(next)) open(next);
    }
  }
  return sorted;
}

export function sortEntries(entries: Iterable<RuleEntry>): RuleEntry[] {
  return [...entries].sort((a, b) => compareSpans(a.rule.span, b.rule.span));
}
