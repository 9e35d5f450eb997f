import { type Import, type Module, type Rule, type Term, walkRule } from '../ast/index.ts';

/** Which Rego the result is: `v0-v1` is v0 that is v1 as well. */
export type FormatVersion = 'v0' | 'v1' | 'v0-v1';

/**
 * What is decided once for a module.
 * Shape:  `ifs` and `contains`: the keywords are written. `refHeads`: some head is a longer ref, so that all heads are
 *         written as refs.
 */
export type Layout = {
  readonly v1: boolean;
  readonly ifs: boolean;
  readonly contains: boolean;
  readonly refHeads: boolean;
  readonly keywords: ReadonlySet<string>;
  /** Names such as `__local0__` occur. */
  readonly generated: boolean;
  /** Names of the wildcards that stand in more than one place. */
  readonly named: ReadonlyMap<string, string>;
};

const V0_KEYWORDS = 'not package import as default else with null true false some'.split(' ');
const V1_KEYWORDS = [...V0_KEYWORDS, 'if', 'contains', 'in', 'every'];

export function layoutOf(module: Module, version: FormatVersion): Layout {
  const v1 = version !== 'v0';
  const imported = module.imports.flatMap((item) => futureKeyword(item) ?? []);
  const all = v1 || module.imports.some((item) => isRegoV1(item) || isAllFuture(item));
  return {
    v1,
    ifs: all || imported.includes('if'),
    contains: all || imported.includes('contains'),
    refHeads: allRules(module).some(isLongHead),
    keywords: new Set(v1 ? V1_KEYWORDS : [...V0_KEYWORDS, ...imported]),
    generated: module.span.source.text.includes('__local'),
    named: namedWildcards(module),
  };
}

export function isRegoV1({ path: { path } }: Import): boolean {
  const [root, name] = path;
  return path.length === 2 && isVar(root, 'rego') && name?.kind === 'string' && name.value === 'v1';
}

/** The keyword that `import future.keywords.x` names. */
export function futureKeyword(item: Import): string | undefined {
  const name = item.path.path[2];
  return isFuture(item) && item.path.path.length === 3 && name?.kind === 'string' ? name.value : undefined;
}

export function isAllFuture(item: Import): boolean {
  return isFuture(item) && item.path.path.length === 2;
}

export function isFuture({ path: { path } }: Import): boolean {
  return path.length >= 2 && isVar(path[0], 'future');
}

function isVar(term: Term, name: string): boolean {
  return term.kind === 'var' && term.name === name;
}

function* chain(rule: Rule): Generator<Rule> {
  for (let link: Rule | undefined = rule; link !== undefined; link = link.else) yield link;
}

function allRules(module: Module): readonly Rule[] {
  return module.rules.flatMap((rule) => [...chain(rule)]);
}

function isLongHead({ head }: Rule): boolean {
  const { length } = head.ref.path;
  return length > 2 || (length === 2 && head.key !== undefined && head.value === undefined);
}

/** A clause that is written once more in the tree, as the further bodies of v0 are, has the same `_` twice. */
function namedWildcards(module: Module): ReadonlyMap<string, string> {
  const seen = new Set<string>();
  const named = new Map<string, string>();
  const visit = (term: Term): undefined => {
    if (term.kind !== 'var' || term.wildcard !== true) return;
    if (seen.has(term.name)) named.set(term.name, `_${term.name.slice(1)}`);
    seen.add(term.name);
  };
  for (const rule of module.rules) walkRule(rule, { term: visit });
  return named;
}
