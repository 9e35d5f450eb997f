import type { Rule, Term } from '../ast/index.ts';
import type { CompiledModules } from '../compiler/types.ts';
import { compareStrings, type RegoValue } from '../value/index.ts';

/** A clause where it stands: `keys` are the parts of its ref that come after the folder that holds it. */
export type Clause = { readonly rule: Rule; readonly keys: readonly Term[] };

/**
 * Rules by the leading parts of their path that are strings.
 * Shape:  `data.a.b.p[x].q` is a clause of `a` > `b` > `p` with the keys `x` and `q`. A node without clauses is a
 *         package, or the beginning of a longer rule name: a folder. Children are in the order of their names.
 */
export type RuleFolder = { readonly children: ReadonlyMap<string, RuleFolder>; readonly clauses: readonly Clause[] };

type Draft = { readonly children: Map<string, Draft>; readonly clauses: Clause[] };

export function indexRules(compiled: CompiledModules): RuleFolder {
  const root: Draft = { children: new Map(), clauses: [] };
  for (const module of compiled.modules) {
    const home = module.package.path.path.slice(1);
    folderAt(root, home);
    for (const rule of module.rules) {
      const parts = [...home, ...nameParts(rule)];
      const end = parts.findIndex((part) => part.kind !== 'string');
      const length = end < 0 ? parts.length : end;
      folderAt(root, parts.slice(0, length)).clauses.push({ rule, keys: parts.slice(length) });
    }
  }
  return sorted(root);
}

/** The parts of a rule's ref; its name, written as a var, is a string like the others. */
function nameParts(rule: Rule): readonly Term[] {
  const [name, ...rest] = rule.head.ref.path;
  return [name.kind === 'var' ? { kind: 'string', value: name.name, span: name.span } : name, ...rest];
}

function folderAt(root: Draft, path: readonly Term[]): Draft {
  let folder = root;
  for (const part of path) {
    const key = part.kind === 'string' ? part.value : '';
    let child = folder.children.get(key);
    if (child === undefined) {
      child = { children: new Map(), clauses: [] };
      folder.children.set(key, child);
    }
    folder = child;
  }
  return folder;
}

function sorted(draft: Draft): RuleFolder {
  const children = [...draft.children].sort(([a], [b]) => compareStrings(a, b));
  return { children: new Map(children.map(([key, child]) => [key, sorted(child)])), clauses: draft.clauses };
}

export function childOf(folder: RuleFolder, key: RegoValue): RuleFolder | undefined {
  return typeof key === 'string' ? folder.children.get(key) : undefined;
}

export function folderOf(root: RuleFolder, path: readonly string[]): RuleFolder | undefined {
  return path.reduce<RuleFolder | undefined>((folder, key) => folder?.children.get(key), root);
}

/** Whether the clauses take arguments, so that the folder has no value of its own. */
export function takesArguments(folder: RuleFolder): boolean {
  return folder.clauses.some(({ rule }) => (rule.head.args?.length ?? 0) > 0);
}

export function isCallable(folder: RuleFolder): boolean {
  return folder.clauses.some(({ rule }) => rule.head.args !== undefined);
}

/** Whether clauses leave keys open, so that all clauses here and below make one object together. */
export function hasOpenKeys(folder: RuleFolder): boolean {
  return folder.clauses.some(({ keys }) => keys.length > 0);
}

/** Whether a clause adds members to a set: `p contains x`, and v0's `p[x]`. */
export function isSetClause({ rule }: Clause): boolean {
  return rule.head.key !== undefined && rule.head.value === undefined;
}

/** The rules without those at and below a path. */
export function withoutPath(folder: RuleFolder, path: readonly string[]): RuleFolder {
  const [key, ...rest] = path;
  if (key === undefined) return { children: new Map(), clauses: [] };
  const child = folder.children.get(key);
  if (child === undefined) return folder;
  const children = new Map(folder.children);
  if (rest.length === 0) children.delete(key);
  else children.set(key, withoutPath(child, rest));
  return { ...folder, children };
}
