import type { Diagnostic } from '../../../diagnostics/index.ts';
import type { Body, Rule, Term } from '../../ast/index.ts';
import type { Span } from '../../source/source.ts';
import { allEntries, type Compilation, compareSpans, errorAt, type Unit } from '../context.ts';
import { nearest } from '../hints.ts';
import { arityLookup } from '../rule-tree.ts';
import { reorderForSafety, type UnsafeVars } from '../safety/reorder.ts';
import { groundPrefix, headMayHaveVars, isGenerated, isWildcard } from '../syntax/terms.ts';
import { refText, varText } from '../syntax/text.ts';
import { ALL_VARS, bodyVars, collectTermVars, SAFETY_VARS } from '../syntax/vars.ts';
import { walkHead } from '../syntax/walk.ts';

export const RESERVED_VARS: ReadonlySet<string> = new Set(['input', 'data']);
const FUTURE_KEYWORDS: ReadonlySet<string> = new Set(['contains', 'every', 'if', 'in', 'not']);

/** Errors: `rego_unsafe_var_error` for vars of a head that neither body nor arguments hold. */
export function checkSafetyRuleHeads(c: Compilation): void {
  const scopes = new RuleScopes();
  for (const entry of allEntries(c.units)) {
    if (!headMayHaveVars(entry.rule)) continue;
    const known = bodyVars(entry.rule.body, SAFETY_VARS);
    for (const arg of entry.rule.head.args ?? []) collectTermVars(arg, ALL_VARS, known);
    const unsafe = new Map<string, Span>();
    walkHead(entry.rule, {
      term: (term) => {
        if (term.kind === 'var' && !known.has(term.name)) unsafe.set(term.name, term.span);
        return true;
      },
    });
    const found = [...unsafe].sort((a, b) => compareSpans(a[1], b[1]));
    for (const [name, span] of found) {
      const shown = c.rewritten.get(name) ?? name;
      if (isGenerated(shown)) continue;
      const message = `var ${varText(shown)} is unsafe${scopes.label(entry.unit, entry.rule)}`;
      const hint = nearest(shown, namesIn(c, known));
      if (!c.diagnostics.add(errorAt('rego_unsafe_var_error', message, span, hint))) return;
    }
  }
}

function namesIn(c: Pick<Compilation, 'rewritten'>, vars: Iterable<string>): string[] {
  return [...vars]
    .map((name) => c.rewritten.get(name) ?? name)
    .filter((name) => !isGenerated(name) && !isWildcard(name));
}

/** Orders every body for evaluation. Errors: `rego_unsafe_var_error` where there is no such order. */
export function checkSafetyRuleBodies(c: Compilation): void {
  const arity = arityLookup(c.builtins, c.tree);
  const scopes = new RuleScopes();
  for (const entry of allEntries(c.units)) {
    const { rule } = entry;
    const globals = new Set(RESERVED_VARS);
    for (const arg of rule.head.args ?? []) collectTermVars(arg, ALL_VARS, globals);
    const { body, unsafe } = reorderForSafety(rule.body, arity, globals);
    const known = (): string[] => namesIn(c, [...globals, ...bodyVars(rule.body)]);
    const errors = safetyErrors(unsafe, c.rewritten, unsafe.size > 0 ? scopes.label(entry.unit, rule) : '', known);
    if (errors.length > 0) c.diagnostics.addAll(errors);
    else if (body !== rule.body) entry.rule = { ...rule, body };
  }
}

/** One error per unsafe var, or per expression where only the compiler's own vars are unsafe. */
export function safetyErrors(
  unsafe: UnsafeVars,
  rewritten: ReadonlyMap<string, string>,
  scope: string,
  known: () => readonly string[],
): Diagnostic[] {
  const first = new Map<string, Span>();
  for (const [expr, vars] of unsafe)
    for (const name of vars) {
      const before = first.get(name);
      if (before === undefined || compareSpans(before, expr.span) > 0) first.set(name, expr.span);
    }
  const found = [...first].sort((a, b) => compareSpans(a[1], b[1]) || (a[0] < b[0] ? -1 : 1));
  const errors: Diagnostic[] = [];
  for (const [name, span] of found) {
    const shown = rewritten.get(name) ?? name;
    if (isGenerated(shown)) continue;
    const keyword = FUTURE_KEYWORDS.has(shown)
      ? ` (hint: \`import future.keywords.${shown}\` to import a future keyword)`
      : '';
    const message = `var ${varText(shown)} is unsafe${scope}${keyword}`;
    errors.push(errorAt('rego_unsafe_var_error', message, span, nearest(shown, known())));
  }
  return errors.length > 0 ? errors : expressionErrors(unsafe, scope);
}

function expressionErrors(unsafe: UnsafeVars, scope: string): Diagnostic[] {
  const seen = new Set<string>();
  const errors: Diagnostic[] = [];
  for (const [expr, vars] of [...unsafe].sort((a, b) => compareSpans(a[0].span, b[0].span))) {
    const before = seen.size;
    for (const name of vars) if (isGenerated(name)) seen.add(name);
    if (seen.size > before) errors.push(errorAt('rego_unsafe_var_error', `expression is unsafe${scope}`, expr.span));
  }
  return errors;
}

/** Names the rule where a line of the source holds rules of several names. */
class RuleScopes {
  private readonly shared = new Map<Unit, ReadonlySet<number>>();

  label(unit: Unit, rule: Rule): string {
    let rows = this.shared.get(unit);
    if (rows === undefined) {
      rows = sharedRows(unit);
      this.shared.set(unit, rows);
    }
    return rows.has(rule.span.row) ? ` in rule ${ruleName(rule.head.ref.path)}` : '';
  }
}

function ruleName(path: readonly Term[]): string {
  return refText(groundPrefix(path));
}

function sharedRows(unit: Unit): ReadonlySet<number> {
  const first = new Map<number, string>();
  const shared = new Set<number>();
  for (const { rule } of allEntries([unit])) {
    const name = ruleName(rule.head.ref.path);
    const before = first.get(rule.span.row);
    if (before === undefined) first.set(rule.span.row, name);
    else if (before !== name) shared.add(rule.span.row);
  }
  return shared;
}

/** The body as a whole, for a query. */
export function checkSafetyOfQuery(
  c: Compilation,
  body: Body,
  rewritten: ReadonlyMap<string, string>,
): { readonly body: Body; readonly errors: readonly Diagnostic[] } {
  const { body: reordered, unsafe } = reorderForSafety(body, arityLookup(c.builtins, c.tree), new Set(RESERVED_VARS));
  const known = (): string[] => namesIn({ rewritten: new Map(rewritten) }, bodyVars(body));
  return { body: reordered, errors: safetyErrors(unsafe, rewritten, '', known) };
}
