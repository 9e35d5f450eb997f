import type { Diagnostic } from '../../../diagnostics/index.ts';
import type { Rule, Term } from '../../ast/index.ts';
import { type Compilation, errorAt, type RuleEntry } from '../context.ts';
import { declaredVars } from '../syntax/declared.ts';
import { LocalScope } from '../syntax/local-scope.ts';
import { mapHead, mapList, mapTermDeep, mapTermParts } from '../syntax/map.ts';
import { headMayHaveVars, isComprehension, isScalar, isWildcard, varTerm } from '../syntax/terms.ts';
import { ALL_VARS, bodyVars, collectTermVars, SAFETY_VARS, termVars } from '../syntax/vars.ts';
import { walkRule } from '../syntax/walk.ts';
import { LocalRenamer } from './local-names.ts';

/**
 * Gives vars that are declared (`:=`, `some`, `every`, arguments) names of their own; `:=` becomes `eq`, `some` goes.
 * Errors: `rego_compile_error` for names declared twice or after use, targets that cannot be assigned, unused vars.
 */
export function rewriteLocalVars(c: Compilation): void {
  for (const unit of c.units) for (const first of unit.entries) if (!rewriteChain(c, first)) return;
}

function rewriteChain(c: Compilation, first: RuleEntry): boolean {
  const args = first.rule.head.args ?? [];
  const unusedArgs = new Set<string>();
  if (c.options.strict) for (const arg of args) collectTermVars(arg, ALL_VARS, unusedArgs);
  const scope = new LocalScope(c.rewritten);
  const errors: Diagnostic[] = [];
  const renamed = mapList(args, (arg) => renameArg(c, scope, arg, errors));
  if (renamed !== args) first.rule = { ...first.rule, head: { ...first.rule.head, args: renamed } };
  c.diagnostics.addAll(errors);
  for (let link: RuleEntry | undefined = first; link; link = link.next) {
    const inner = scope.copy();
    if (!rewriteLink(c, link, inner, unusedArgs)) return !c.diagnostics.full;
    for (const arg of [...unusedArgs]) if (inner.count(arg) > 1) unusedArgs.delete(arg);
  }
  for (const arg of unusedArgs) {
    if (isWildcard(arg)) continue;
    const message = `unused argument ${arg}. (hint: use _ (wildcard variable) instead)`;
    if (!c.diagnostics.add(errorAt('rego_compile_error', message, first.rule.head.span))) return false;
  }
  return true;
}

function renameArg(c: Compilation, scope: LocalScope, arg: Term, errors: Diagnostic[]): Term {
  const rename = (term: Term): Term => {
    switch (term.kind) {
      case 'var': {
        let local = scope.declared(term.name);
        if (local === undefined) {
          local = c.locals.fresh();
          scope.insert(term.name, local, 'argument');
        } else scope.see(term.name);
        return varTerm(local, term.span);
      }
      case 'object':
        return { ...term, entries: term.entries.map(([key, value]) => [key, rename(value)] as const) };
      case 'call':
        errors.push(errorAt('rego_compile_error', 'rule arguments cannot contain calls', term.span));
        return term;
      case 'array':
      case 'ref':
        return mapTermParts(term, { term: rename, body: (body) => body });
      default:
        return term;
    }
  };
  return rename(arg);
}

function rewriteLink(c: Compilation, link: RuleEntry, scope: LocalScope, unusedArgs: Set<string>): boolean {
  const onlyScalars = !headMayHaveVars(link.rule);
  const used = new Set<string>();
  if (!onlyScalars) {
    link.rule = renameInHeadClosures(c, link.rule);
    collectHeadUses(link.rule, used, unusedArgs);
  }
  hideBuiltinNames(c, link.rule, scope);
  const renamer = new LocalRenamer(scope, c.locals, c.options.strict);
  const body = renamer.bodyWith(link.rule.body, used);
  link.rule = { ...link.rule, body };
  if (!onlyScalars) {
    const { names } = scope.top;
    const rename = (term: Term): Term => {
      const local = term.kind === 'var' ? names.get(term.name) : undefined;
      return local === undefined || term.kind !== 'var' || local === term.name ? term : varTerm(local, term.span);
    };
    link.rule = mapHead(link.rule, (term) => mapTermDeep(term, rename));
  }
  return c.diagnostics.addAll(renamer.errors);
}

/** Comprehensions and template strings in a head have a scope of their own, apart from the body's. */
function renameInHeadClosures(c: Compilation, rule: Rule): Rule {
  const rename = (term: Term): Term => {
    if (!isComprehension(term) && term.kind !== 'templatestring')
      return mapTermParts(term, { term: rename, body: (body) => body });
    const renamer = new LocalRenamer(new LocalScope(c.rewritten), c.locals, c.options.strict);
    const result = renamer.term(term);
    c.diagnostics.addAll(renamer.errors);
    return result;
  };
  return mapHead(rule, rename);
}

function collectHeadUses(rule: Rule, used: Set<string>, unusedArgs: Set<string>): void {
  const { ref, key, value } = rule.head;
  for (const part of ref.path.slice(1)) if (!isScalar(part)) collectTermVars(part, ALL_VARS, used);
  if (key !== undefined && !isScalar(key)) collectTermVars(key, ALL_VARS, used);
  if (value === undefined || isScalar(value)) return;
  for (const name of termVars(value)) {
    used.add(name);
    unusedArgs.delete(name);
  }
}

/** A var that is named like a builtin but not declared is a var all the same, and then unsafe. */
function hideBuiltinNames(c: Compilation, rule: Rule, scope: LocalScope): void {
  const candidates = [...bodyVars(rule.body, SAFETY_VARS)].filter((name) => c.builtins.has(name)).sort();
  if (candidates.length === 0) return;
  const declared = declaredVars(rule.body);
  const inModifiers = new Set<string>();
  walkRule(rule, {
    expr: (expr) => {
      for (const item of expr.with) {
        collectTermVars(item.target, ALL_VARS, inModifiers);
        collectTermVars(item.value, ALL_VARS, inModifiers);
      }
      return true;
    },
  });
  for (const name of candidates)
    if (!declared.has(name) && !inModifiers.has(name) && scope.declared(name) === undefined)
      scope.insert(name, c.locals.fresh(), 'seen');
}
