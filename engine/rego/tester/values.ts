import { type Expr, type Term, walkExpr } from '../ast/index.ts';
import { compileQuery } from '../compiler/index.ts';
import { parseQuery } from '../parser/index.ts';
import { spanText } from '../source/index.ts';
import { toText } from '../value/index.ts';
import type { RegoValue } from '../value/types.ts';
import type { CompiledTests } from './compile.ts';
import type { FoundTest } from './discover.ts';
import type { Candidate } from './explain.ts';
import type { FailedValue } from './types.ts';

const NAME = 'value__';
const CASE = 'case__';

/**
 * The values of the terms of a failed expression, found by a query of what holds before it.
 * Shape:  in the order of the text; none where the expressions before do not stand as a query on their own.
 */
export function failedValues(
  compiled: CompiledTests,
  found: FoundTest,
  candidate: Candidate,
  path: readonly string[],
  now: bigint,
): readonly FailedValue[] {
  const { expr, before, loops } = candidate;
  const text = spanText(expr.span).split('\n')[0] ?? '';
  const terms = tellingTerms(expr).filter((term) => term.span.start - expr.span.start < text.length);
  if (terms.length === 0 || expr.kind === 'some' || expr.kind === 'every') return [];
  const modifiers = expr.with.map((item) => ` ${spanText(item.span)}`).join('');
  const lines = [
    ...before.map(lineOf),
    ...loops.flatMap(({ every, before: inner }) => [loopText(every), ...inner.map(lineOf)]),
  ];
  if (path.length > 0) lines.push(`${CASE} = [${found.tail.map((term) => spanText(term.span)).join(', ')}]`);
  if (loops.length > 0) lines.push(`not ${lineOf(expr)}`);
  for (const [index, term] of terms.entries())
    lines.push(`${NAME}${index} = [t__ | t__ = ${spanText(term.span)}${modifiers}]`);
  const solutions = solve(compiled, found, lines, now).filter((item) => path.length === 0 || isCase(item, path));
  const solution = loops.length > 0 ? solutions[0] : solutions.at(-1);
  if (solution === undefined) return [];
  return terms.map((term, index): FailedValue => {
    const [value] = (solution[`${NAME}${index}`] ?? []) as RegoValue[];
    const offset = term.span.start - expr.span.start;
    return { term: spanText(term.span), offset, value: value === undefined ? undefined : toText(value) };
  });
}

type Solution = { readonly [name: string]: RegoValue };

function solve(compiled: CompiledTests, found: FoundTest, lines: readonly string[], now: bigint): readonly Solution[] {
  const { program } = compiled;
  const imports = found.module.imports;
  const parsed = parseQuery({ name: '', text: lines.join('\n') }, { regoVersion: found.module.regoVersion });
  if (!parsed.ok) return [];
  const query = compileQuery(parsed.value.body, program.compiled, { imports, package: found.module.package.path });
  if (!query.ok) return [];
  const solved = program.solve(query.value, undefined, { now });
  return solved.ok ? (solved.value as readonly Solution[]) : [];
}

function isCase(solution: Solution, path: readonly string[]): boolean {
  const name = solution[CASE];
  if (!Array.isArray(name)) return false;
  return name.map((part: RegoValue) => (typeof part === 'string' ? part : toText(part))).join('\0') === path.join('\0');
}

function lineOf(expr: Expr): string {
  return spanText(expr.span);
}

function loopText({ key, value, domain }: Expr & { readonly kind: 'every' }): string {
  const names = [key, value].flatMap((term: Term | undefined) => (term === undefined ? [] : spanText(term.span)));
  return `some ${names.join(', ')} in ${spanText(domain.span)}`;
}

/** The terms of an expression whose values say why it failed: vars, refs and calls, outermost first. */
function tellingTerms(expr: Expr): readonly Term[] {
  const terms: Term[] = [];
  const operators = new Set<Term>(expr.kind === 'call' ? [expr.operator] : []);
  walkExpr({ ...expr, with: [] } as Expr, {
    expr: (inner) => inner.span === expr.span,
    term: (term) => {
      if (operators.has(term)) return false;
      if (term.kind === 'call') {
        operators.add(term.operator);
        terms.push(term);
        return true;
      }
      if (term.kind === 'var' && term.wildcard !== true) terms.push(term);
      if (term.kind === 'ref') {
        terms.push(term);
        return false;
      }
      return term.kind === 'array' || term.kind === 'set' || term.kind === 'object';
    },
  });
  return terms;
}
