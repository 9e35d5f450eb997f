import type { Term } from '../ast/index.ts';
import { type RuleEntry, rulePath, type Unit } from './context.ts';
import { arityOf, groundPrefix, isConstant, operatorName } from './syntax/terms.ts';
import { termText } from './syntax/text.ts';
import type { BuiltinSignature } from './types/builtin-types.ts';

/** The rule tree while passes run: like `RuleTree`, with entries, which outlive every rewriting of their rules. */
export type RuleIndexNode = {
  readonly key: Term | undefined;
  readonly children: Map<string, RuleIndexNode>;
  readonly entries: RuleEntry[];
  /** `data.system`, which dynamic refs from outside do not see. */
  hidden: boolean;
};

/** The key of a path part in a rule tree; undefined for parts that name no single child. A string is its own key. */
export function ruleTreeKey(part: Term): string | undefined {
  switch (part.kind) {
    case 'string':
      return part.value;
    case 'null':
    case 'boolean':
      return `\u0000${termText(part)}`;
    case 'number':
      return `\u0000${Number(part.text)}`;
    case 'var':
      return `\u0001${part.name}`;
    default:
      return undefined;
  }
}

export function emptyRuleTree(): RuleIndexNode {
  return { key: undefined, children: new Map(), entries: [], hidden: false };
}

/** Builds the tree of all rules by their ground ref prefix. */
export function buildRuleTree(units: readonly Unit[]): RuleIndexNode {
  const root = emptyRuleTree();
  for (const unit of units) {
    if (unit.entries.length === 0) place(root, unit.module.package.path.path);
    for (const entry of unit.entries) place(root, groundPrefix(rulePath(entry))).entries.push(entry);
  }
  const system = root.children.get(dataKey)?.children.get('system');
  if (system !== undefined) system.hidden = true;
  return root;
}

const dataKey = '\u0001data';

function place(root: RuleIndexNode, path: readonly Term[]): RuleIndexNode {
  let node = root;
  for (const part of path) {
    const key = ruleTreeKey(part) ?? termText(part);
    let child = node.children.get(key);
    if (child === undefined) {
      child = { key: part, children: new Map(), entries: [], hidden: false };
      node.children.set(key, child);
    }
    node = child;
  }
  return node;
}

export function childOf(node: RuleIndexNode, part: Term): RuleIndexNode | undefined {
  const key = ruleTreeKey(part);
  return key === undefined ? undefined : node.children.get(key);
}

/** The node at a path, if each part is there. */
export function findNode(root: RuleIndexNode, path: readonly Term[]): RuleIndexNode | undefined {
  let node: RuleIndexNode | undefined = root;
  for (const part of path) {
    node = childOf(node, part);
    if (node === undefined) return undefined;
  }
  return node;
}

/** Arity of a builtin or function; 0 for a plain rule, undefined where nothing has that name. */
export function arityLookup(
  builtins: ReadonlyMap<string, BuiltinSignature>,
  tree: RuleIndexNode,
): (operator: readonly Term[]) => number | undefined {
  return (operator) => {
    const head = operator[0];
    if (head?.kind === 'var' && head.name !== 'data') {
      const name = operatorName({ kind: 'ref', path: operator as readonly [Term, ...Term[]], span: head.span });
      const signature = name === undefined ? undefined : builtins.get(name);
      if (signature !== undefined) return signature.args.length;
    }
    const first = findNode(tree, operator)?.entries[0];
    return first === undefined ? undefined : arityOf(first.rule);
  };
}

/** Every rule that a ref can reach, those below it included. */
export function reachableEntries(root: RuleIndexNode, path: readonly Term[], into: (entry: RuleEntry) => void): void {
  reach(root, 0, path, into);
}

function reach(top: RuleIndexNode, from: number, path: readonly Term[], into: (entry: RuleEntry) => void): void {
  let node = top;
  for (let index = from; index < path.length; index++) {
    const part = path[index]!;
    if (index > 0 && !isConstant(part)) {
      for (const child of node.children.values()) {
        for (const entry of child.entries) into(entry);
        reach(child, index + 1, path, into);
      }
      return;
    }
    const child = childOf(node, part);
    if (child === undefined) return;
    for (const entry of child.entries) into(entry);
    node = child;
  }
  eachNode(node, (below) => {
    for (const entry of below.entries) into(entry);
    return false;
  });
}

/** Visits parents before children; a visit that returns true is not followed below. */
export function eachNode(root: RuleIndexNode, visit: (node: RuleIndexNode) => boolean): void {
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (visit(node)) continue;
    const children = [...node.children.values()];
    for (let i = children.length - 1; i >= 0; i--) stack.push(children[i]!);
  }
}
