import { get, isObject, type RegoValue } from '../../value/index.ts';
import { type Compilation, errorAt } from '../context.ts';
import type { RuleIndexNode } from '../rule-tree.ts';

/**
 * Errors: `rego_compile_error` for rules whose path the base documents take: they hold a value there, or at a shorter path
 * something that is no object.
 * Source: OPA v1/ast conflicts.go CheckPathConflicts; v1/storage NonEmpty.
 */
export function checkDataConflicts(c: Compilation): void {
  const { baseDocuments } = c.options;
  const [root] = c.tree.children.values();
  if (baseDocuments === undefined || root === undefined) return;
  const open = childrenOf(root, []);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, path } = next;
    const [first] = node.entries;
    if (first === undefined || !isTaken(baseDocuments, path)) {
      open.push(...childrenOf(node, path));
      continue;
    }
    const message = `conflicting rule for data path ${path.join('/')} found`;
    if (!c.diagnostics.add(errorAt('rego_compile_error', message, first.rule.span))) return;
  }
}

type Place = { readonly node: RuleIndexNode; readonly path: readonly string[] };

/** The children that data could stand in the place of, the first one last. */
function childrenOf(node: RuleIndexNode, path: readonly string[]): Place[] {
  const places: Place[] = [];
  for (const child of node.children.values())
    if (child.key?.kind === 'string') places.push({ node: child, path: [...path, child.key.value] });
  return places.sort((a, b) => (a.path.at(-1)! < b.path.at(-1)! ? 1 : -1));
}

function isTaken(documents: RegoValue, path: readonly string[]): boolean {
  let value = documents;
  for (const part of path) {
    if (Array.isArray(value)) {
      const item = /^(0|[1-9][0-9]*)$/.test(part) ? value[Number(part)] : undefined;
      if (item === undefined) return true;
      value = item;
      continue;
    }
    if (!isObject(value)) return true;
    const below = get(value, part);
    if (below === undefined) return false;
    value = below;
  }
  return true;
}
