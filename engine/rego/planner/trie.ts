import type { Rule, Term } from '../ast/index.ts';
import type { CompiledModules } from '../compiler/types.ts';

/**
 * Rules by the string parts of their path.
 * Shape:  `rules` are those whose ref has its longest prefix of strings here. `id` is the path in one string.
 */
export type RuleNode = {
  readonly id: string;
  readonly path: readonly string[];
  readonly children: ReadonlyMap<string, RuleNode>;
  readonly rules: readonly Rule[];
};

type Draft = { path: readonly string[]; children: Map<string, Draft>; rules: Rule[] };

/** Arranges all rules of the compiled modules, `default` ones included; node keys are in order of first appearance. */
export function buildTrie(compiled: CompiledModules): RuleNode {
  const root: Draft = { path: [], children: new Map(), rules: [] };
  for (const module of compiled.modules) {
    const base = stringParts(module.package.path.path.slice(1));
    descend(root, base);
    for (const rule of module.rules) {
      const prefix = groundPrefix(rule);
      descend(root, [...base, ...prefix]).rules.push(rule);
    }
  }
  return seal(root);
}

function descend(root: Draft, path: readonly string[]): Draft {
  let node = root;
  for (const key of path) {
    let child = node.children.get(key);
    if (child === undefined) {
      child = { path: [...node.path, key], children: new Map(), rules: [] };
      node.children.set(key, child);
    }
    node = child;
  }
  return node;
}

function seal(draft: Draft): RuleNode {
  const children = new Map<string, RuleNode>();
  for (const [key, child] of draft.children) children.set(key, seal(child));
  return {
    id: draft.path.map((part) => JSON.stringify(part)).join('.'),
    path: draft.path,
    children,
    rules: draft.rules,
  };
}

function stringParts(parts: readonly Term[]): string[] {
  return parts.map((part) => (part.kind === 'string' ? part.value : part.kind === 'var' ? part.name : ''));
}

/** The parts of a rule's ref, from its name on, that are plain strings. */
export function groundPrefix(rule: Rule): readonly string[] {
  const parts = headParts(rule);
  const end = parts.findIndex((part) => part.kind !== 'string');
  return stringParts(end < 0 ? parts : parts.slice(0, end));
}

/** What of a rule's ref follows its ground prefix: keys of the object that the rule makes. */
export function headTail(rule: Rule): readonly Term[] {
  return headParts(rule).slice(groundPrefix(rule).length);
}

/** The ref of a head with its name as a string; a var in first place is the rule's name, not a variable. */
function headParts(rule: Rule): readonly Term[] {
  const [name, ...rest] = rule.head.ref.path;
  const first: Term = name.kind === 'var' ? { kind: 'string', value: name.name, span: name.span } : name;
  return [first, ...rest];
}

/** The tree without what is at and below `path`; the same tree when nothing is there. */
export function withoutPath(node: RuleNode, path: readonly string[]): RuleNode {
  const [key, ...rest] = path;
  if (key === undefined) {
    return node.children.size + node.rules.length === 0 ? node : { ...node, children: new Map(), rules: [] };
  }
  const child = node.children.get(key);
  if (child === undefined) return node;
  const children = new Map(node.children);
  if (rest.length === 0) children.delete(key);
  else {
    const smaller = withoutPath(child, rest);
    if (smaller === child) return node;
    children.set(key, smaller);
  }
  return { ...node, children };
}

/** Whether the node's own value is computed by rules, rather than being a folder of other nodes. */
export function hasRules(node: RuleNode): boolean {
  return node.rules.length > 0;
}

/** Whether the node's rules take arguments; a function of none is also a value. */
export function isFunction(node: RuleNode): boolean {
  return node.rules.some((rule) => (rule.head.args?.length ?? 0) > 0);
}

export function isCallable(node: RuleNode): boolean {
  return node.rules.some((rule) => rule.head.args !== undefined);
}
