import { allEntries, type Compilation, errorAt, type RuleEntry, rulePath } from '../context.ts';
import { type DependencyGraph, sortEntries, sortGraph } from '../graph.ts';
import { eachNode } from '../rule-tree.ts';
import { refText } from '../syntax/text.ts';

/** Errors: `rego_recursion_error` with the path back to the rule, for each rule that reaches itself. */
export function checkRecursion(c: Compilation): void {
  if (sortGraph(c.graph) !== undefined) return;
  const circular = circularEntries(c.graph, [...allEntries(c.units)]);
  let full = false;
  eachNode(c.tree, (node) => {
    for (const first of node.entries)
      for (let link: RuleEntry | undefined = first; link !== undefined && !full; link = link.next) {
        if (!circular.has(link)) continue;
        const path = pathBack(c.graph, link, circular);
        if (path === undefined) continue;
        const shown = (entry: RuleEntry): string => refText(rulePath(entry));
        const message = `rule ${shown(link)} is recursive: ${path.map(shown).join(' -> ')}`;
        full = !c.diagnostics.add(errorAt('rego_recursion_error', message, link.rule.span));
      }
    return full;
  });
}

/** Entries that lie on some circle: what is left after taking away entries without uses or dependencies. */
function circularEntries(graph: DependencyGraph, entries: readonly RuleEntry[]): ReadonlySet<RuleEntry> {
  const left = new Set(entries);
  const uses = new Map<RuleEntry, Set<RuleEntry>>(entries.map((entry) => [entry, new Set()]));
  for (const [entry, dependencies] of graph) for (const other of dependencies) uses.get(other)?.add(entry);
  const trim = (degree: (entry: RuleEntry) => number, next: (entry: RuleEntry) => Iterable<RuleEntry>): void => {
    const count = new Map(entries.map((entry) => [entry, degree(entry)]));
    const ready = entries.filter((entry) => left.has(entry) && count.get(entry) === 0);
    for (let entry = ready.pop(); entry !== undefined; entry = ready.pop()) {
      left.delete(entry);
      for (const other of next(entry)) {
        const remaining = (count.get(other) ?? 0) - 1;
        count.set(other, remaining);
        if (remaining === 0 && left.has(other)) ready.push(other);
      }
    }
  };
  trim(
    (entry) => graph.get(entry)?.size ?? 0,
    (entry) => uses.get(entry) ?? [],
  );
  trim(
    (entry) => [...(uses.get(entry) ?? [])].filter((other) => left.has(other)).length,
    (entry) => [...(graph.get(entry) ?? [])].filter((other) => left.has(other)),
  );
  return left;
}

/** A path from an entry back to itself, found depth first in the order of the source. */
function pathBack(
  graph: DependencyGraph,
  start: RuleEntry,
  circular: ReadonlySet<RuleEntry>,
): readonly RuleEntry[] | undefined {
  const steps = (entry: RuleEntry) =>
    sortEntries([...(graph.get(entry) ?? [])].filter((e) => circular.has(e))).values();
  const visited = new Set([start]);
  const stack = [{ entry: start, left: steps(start) }];
  for (let top = stack[0]; top !== undefined; top = stack[stack.length - 1]) {
    const next = top.left.next();
    if (next.done) stack.pop();
    else if (next.value === start) return [...stack.map(({ entry }) => entry), start];
    else if (!visited.has(next.value)) {
      visited.add(next.value);
      stack.push({ entry: next.value, left: steps(next.value) });
    }
  }
  return undefined;
}
