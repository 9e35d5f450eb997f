import type { Expr, Rule, Term } from '../ast/index.ts';
import { equals, isArray, isObject, RegoSet, type RegoValue } from '../value/index.ts';
import { UNBOUND } from './bindings.ts';
import { groundValue, values } from './terms.ts';
import { nameKey, type World } from './world.ts';

/** What a comparison looks at: a place in the input by its ref, or an argument by its number. */
type Place = {
  readonly text: string;
  readonly find: (world: World, args: readonly RegoValue[]) => RegoValue | undefined;
};
type Guard = { readonly place: Place; readonly value: RegoValue };

/**
 * The rules whose comparisons of the input and of arguments with constants hold, wherever in the body they stand.
 * Shape:  as in OPA a rule that is left out cannot fail, and rules that compare nothing come first, then those that do not
 *         compare what most of them compare. A rule with else links is never left out.
 * Source: OPA v1/ast index.go.
 */
export function candidates(world: World, rules: readonly Rule[], args: readonly RegoValue[]): readonly Rule[] {
  const guards = new Map(rules.map((rule) => [rule, rule.else === undefined ? guardsOf(world, rule) : []]));
  const counts = new Map<string, number>();
  for (const rule of rules) {
    for (const text of textsOf(guards.get(rule)!)) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const texts = [...counts].sort(([, a], [, b]) => b - a).map(([text]) => text);
  const rank = (rule: Rule) => texts.map((text) => (textsOf(guards.get(rule)!).has(text) ? '1' : '0')).join('');
  return rules
    .filter((rule) => guards.get(rule)!.every((guard) => isMet(world, guard, args)))
    .map((rule) => ({ rule, rank: rank(rule) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0))
    .map(({ rule }) => rule);
}

/** Whether all comparisons of one rule or else link hold. */
export function mayHold(world: World, rule: Rule, args: readonly RegoValue[]): boolean {
  return guardsOf(world, rule).every((guard) => isMet(world, guard, args));
}

function textsOf(guards: readonly Guard[]): ReadonlySet<string> {
  return new Set(guards.map(({ place }) => place.text));
}

function isMet(world: World, { place, value }: Guard, args: readonly RegoValue[]): boolean {
  const found = place.find(world, args);
  return found !== undefined && equals(found, value);
}

function guardsOf(world: World, rule: Rule): readonly Guard[] {
  const places = new Map<string, Place>();
  rule.head.args?.forEach((arg, index) => {
    if (arg.kind === 'var') places.set(arg.name, { text: `argument ${index}`, find: (_, args) => args[index] });
  });
  const guards: Guard[] = [];
  // What a later expression binds to a var is only asked to have a value.
  const dropped = new Set<string>();
  for (const expr of rule.body) {
    const [left, right] = sidesOf(world, expr);
    for (const [a, b] of [
      [left, right],
      [right, left],
    ]) {
      const place = a && placeOf(a, places);
      if (place === undefined || b === undefined) continue;
      const value = groundValue(b, UNBOUND);
      if (value !== undefined && !isCollection(value)) guards.push({ place, value });
      if (b.kind === 'var' && a?.kind === 'ref' && guards.some((guard) => guard.place.text === place.text)) {
        dropped.add(place.text);
      }
      if (b.kind === 'var' && !places.has(b.name)) places.set(b.name, place);
    }
  }
  return guards.filter(({ place }) => !dropped.has(place.text));
}

/** The sides of an expression that is an equation and nothing else; none of any other. */
function sidesOf(world: World, expr: Expr): readonly Term[] {
  if (expr.kind !== 'call' || expr.negated || expr.with.length > 0 || expr.args.length !== 2) return [];
  const [name, ...rest] = expr.operator.path;
  const isEquation = rest.length === 0 && name.kind === 'var' && ['eq', 'equal', 'assign'].includes(name.name);
  return isEquation && !world.mocks.has(nameKey([name.name])) ? expr.args : [];
}

function placeOf(term: Term, places: ReadonlyMap<string, Place>): Place | undefined {
  if (term.kind === 'var') return places.get(term.name);
  if (term.kind !== 'ref' || term.path[0].kind !== 'var' || term.path[0].name !== 'input') return undefined;
  const keys = term.path.slice(1).map((part) => groundValue(part, UNBOUND));
  if (keys.includes(undefined)) return undefined;
  const find = (world: World) => {
    for (const { value } of values(world, term, UNBOUND)) return value;
    return undefined;
  };
  return { text: `input ${JSON.stringify(term.path.slice(1).map(partText))}`, find };
}

function partText(part: Term): string {
  return part.kind === 'string' ? JSON.stringify(part.value) : part.kind === 'number' ? part.text : part.kind;
}

function isCollection(value: RegoValue): boolean {
  return isArray(value) || value instanceof RegoSet || isObject(value);
}
