import type { Body, Expr, Import, RefTerm, Rule, Term } from '../../ast/index.ts';
import type { Span } from '../../source/source.ts';
import { type Compilation, errorAt, type RuleEntry, type Unit } from '../context.ts';
import { declaredVars } from '../syntax/declared.ts';
import { mapExprTerms, mapList, mapTermParts, mapWith } from '../syntax/map.ts';
import { headName, refTerm, rootName } from '../syntax/terms.ts';
import { refText } from '../syntax/text.ts';
import { ALL_VARS, collectTermVars } from '../syntax/vars.ts';

/** What a bare name stands for, and whether it was used. */
type Global = { readonly path: readonly Term[]; used: boolean };
export type Globals = Map<string, Global>;

/**
 * Gives refs their full path: names of rules of the package and of imports become `data...` or `input...`.
 * Errors: `rego_compile_error` for arguments named `input` or `data` and, when strict, for unused imports.
 */
export function resolveRefs(c: Compilation): void {
  const exports = packageExports(c.units);
  for (const unit of c.units) {
    const { module } = unit;
    const packagePath = module.package.path.path;
    const globals = globalNames(packagePath, exports.get(refText(packagePath)) ?? new Set(), module.imports);
    for (const first of unit.entries)
      for (let link: RuleEntry | undefined = first; link; link = link.next) {
        const shadowed = link.rule.head.args?.map(shadowedRoot).find((name) => name !== undefined);
        if (shadowed === undefined) link.rule = resolveInRule(globals, link.rule);
        else if (
          !c.diagnostics.add(
            errorAt(
              'rego_compile_error',
              `args must not shadow ${shadowed} (use a different variable name)`,
              link.rule.span,
            ),
          )
        )
          return;
      }
    if (c.options.strict && !reportUnusedImports(c, module.imports, globals)) return;
  }
}

/** The names of the rules of each package, over all of its modules. */
export function packageExports(units: readonly Unit[]): Map<string, Set<string>> {
  const exports = new Map<string, Set<string>>();
  for (const unit of units) {
    const key = refText(unit.module.package.path.path);
    const names = exports.get(key) ?? new Set();
    exports.set(key, names);
    for (const entry of unit.entries) {
      const name = headName(entry.rule.head.ref);
      if (name !== undefined) names.add(name);
    }
  }
  return exports;
}

export function globalNames(
  packagePath: readonly Term[],
  rules: ReadonlySet<string>,
  imports: readonly Import[],
): Globals {
  const globals: Globals = new Map();
  const span = packagePath[0]?.span;
  for (const name of rules)
    globals.set(name, { path: [...packagePath, { kind: 'string', value: name, span: span! }], used: false });
  for (const item of imports) {
    const root = headName(item.path);
    if (root !== 'future' && root !== 'rego') globals.set(importName(item), { path: item.path.path, used: false });
  }
  return globals;
}

/** The name that an import gives its path. */
export function importName(item: Import): string {
  if (item.alias !== undefined) return item.alias.name;
  const last = item.path.path[item.path.path.length - 1]!;
  return last.kind === 'string' ? last.value : last.kind === 'var' ? last.name : '';
}

export function importText(item: Import): string {
  const alias = item.alias === undefined ? '' : ` as ${item.alias.name}`;
  return `import ${refText(item.path.path)}${alias}`;
}

function reportUnusedImports(c: Compilation, imports: readonly Import[], globals: Globals): boolean {
  for (const item of imports) {
    const root = headName(item.path);
    if (root === 'future' || root === 'rego' || globals.get(importName(item))?.used !== false) continue;
    if (!c.diagnostics.add(errorAt('rego_compile_error', `${importText(item)} unused`, item.span))) return false;
  }
  return true;
}

function shadowedRoot(arg: Term): string | undefined {
  switch (arg.kind) {
    case 'var':
    case 'ref':
      return rootName(arg);
    case 'array':
      return arg.items.map(shadowedRoot).find((name) => name !== undefined);
    case 'object':
      return arg.entries.map(([, value]) => shadowedRoot(value)).find((name) => name !== undefined);
    default:
      return undefined;
  }
}

function collectArgVars(arg: Term, into: Set<string>): void {
  if (arg.kind === 'var') into.add(arg.name);
  else if (arg.kind === 'array') for (const item of arg.items) collectArgVars(item, into);
  else if (arg.kind === 'object') for (const [, value] of arg.entries) collectArgVars(value, into);
  else if (arg.kind === 'ref') collectTermVars(arg, ALL_VARS, into);
}

function resolveInRule(globals: Globals, rule: Rule): Rule {
  const args = new Set<string>();
  for (const arg of rule.head.args ?? []) collectArgVars(arg, args);
  const scope = new Resolver(globals, [args, declaredVars(rule.body)]);
  const { head } = rule;
  const [name, ...rest] = head.ref.path;
  const mapped = mapList(rest, scope.term);
  const ref = mapped === rest ? head.ref : refTerm([name, ...mapped], head.ref.span);
  const key = head.key && scope.term(head.key);
  const value = head.value && scope.term(head.value);
  const body = scope.body(rule.body);
  if (ref === head.ref && key === head.key && value === head.value && body === rule.body) return rule;
  return { ...rule, head: { ...head, ref, key, value }, body };
}

/** Resolves the refs of a query's body. */
export function resolveInBody(globals: Globals, body: Body): Body {
  return new Resolver(globals, [declaredVars(body)]).body(body);
}

/** Rewrites names while keeping track of what the bodies around declare. */
class Resolver {
  private readonly globals: Globals;
  private readonly declared: ReadonlySet<string>[];

  constructor(globals: Globals, declared: ReadonlySet<string>[]) {
    this.globals = globals;
    this.declared = declared;
  }

  private lookup(name: string): Global | undefined {
    const global = this.globals.get(name);
    if (global === undefined || this.declared.some((vars) => vars.has(name))) return undefined;
    global.used = true;
    return global;
  }

  readonly term = (term: Term): Term => {
    switch (term.kind) {
      case 'var': {
        const global = this.lookup(term.name);
        return global === undefined ? term : refTerm(at(global.path, term.span), term.span);
      }
      case 'ref':
        return this.ref(term);
      case 'arraycomprehension':
      case 'setcomprehension':
      case 'objectcomprehension': {
        this.declared.push(declaredVars(term.body));
        const result = mapTermParts(term, this);
        this.declared.pop();
        return result;
      }
      case 'templatestring': {
        const parts = mapList(term.parts, (part) => (part.kind === 'string' ? part : this.expr(part)));
        return parts === term.parts ? term : { ...term, parts: parts as typeof term.parts };
      }
      default:
        return mapTermParts(term, this);
    }
  };

  private ref(ref: RefTerm): RefTerm {
    const [head, ...rest] = ref.path;
    const global = head.kind === 'var' ? this.lookup(head.name) : undefined;
    const first = global !== undefined ? at(global.path, head.span) : head.kind === 'var' ? [head] : [this.term(head)];
    const mapped = mapList(rest, this.term);
    return global === undefined && first[0] === head && mapped === rest
      ? ref
      : refTerm([...first, ...mapped], ref.span);
  }

  readonly body = (body: Body): Body => mapList(body, this.expr);

  private readonly expr = (expr: Expr): Expr => {
    const mapped = this.exprTerms(expr);
    const modifiers = mapList(expr.with, (item) => mapWith(item, this.term));
    return modifiers === expr.with ? mapped : { ...mapped, with: modifiers };
  };

  private exprTerms(expr: Expr): Expr {
    if (expr.kind === 'some') {
      const symbol = expr.symbols[0];
      if (symbol?.kind !== 'call') return expr;
      return { ...expr, symbols: mapList(expr.symbols, this.term) };
    }
    if (expr.kind !== 'every') return mapExprTerms(expr, this);
    const vars = new Set<string>();
    if (expr.key !== undefined) collectTermVars(expr.key, ALL_VARS, vars);
    collectTermVars(expr.value, ALL_VARS, vars);
    this.declared.push(vars);
    const result = { ...expr, domain: this.term(expr.domain), body: this.body(expr.body) };
    this.declared.pop();
    return result;
  }
}

function at(path: readonly Term[], span: Span): readonly Term[] {
  return path.map((part) => ({ ...part, span }));
}
