import { type Body, type Expr, refText } from '../ast/index.ts';
import { builtin } from '../builtin-lookup.ts';
import { Executable } from '../executable.ts';
import { type Span, spanText } from '../source/index.ts';
import type { RegoValue } from '../value/types.ts';
import type { CompiledTests } from './compile.ts';
import type { FoundTest } from './discover.ts';
import { caseName } from './run.ts';
import type { Failure, TestCase } from './types.ts';
import { failedValues } from './values.ts';

/** An expression that can fail a test, with what holds before it is evaluated. */
export type Candidate = { readonly expr: Expr; readonly before: readonly Expr[]; readonly loops: readonly Loop[] };
/** An `every` around an expression, with the expressions before it in its body. */
export type Loop = { readonly every: Expr & { readonly kind: 'every' }; readonly before: readonly Expr[] };

/**
 * Finds the expression that failed a test: the last of the test's own that was reached.
 * Shape:  `path` is the case of a table-style test. Undefined where the rule was not reached or gave another value.
 */
export function explainFailure(
  compiled: CompiledTests,
  test: TestCase,
  path: readonly string[],
  now: bigint,
): Failure | undefined {
  const found = compiled.discovered.tests.find((item) => item.test.plan === test.plan);
  if (found === undefined) return undefined;
  const last = lastReached(compiled, found, path, now);
  if (last === undefined) return undefined;
  const span = termsSpan(last.expr);
  const values = failedValues(compiled, found, last, path, now);
  return { file: test.file, row: span.row, col: span.col, text: spanText(span), values };
}

function lastReached(
  compiled: CompiledTests,
  found: FoundTest,
  path: readonly string[],
  now: bigint,
): Candidate | undefined {
  const { program } = compiled;
  const candidates = new Map(candidatesOf(found.rule.body, [], []).map((item) => [placeKey(item.expr.span), item]));
  const executable = new Executable(program.generate([found.test.plan], { mode: 'coverage', budget: true }), builtin);
  let last: Candidate | undefined;
  let isWanted = path.length === 0;
  executable.evaluate(0, undefined, program.data, {
    now,
    coverage: (file, row, col) => {
      if (file === found.test.file && isWanted) last = candidates.get(`${row}:${col}`) ?? last;
    },
    testCase: (name: RegoValue) => {
      if (path.length > 0) isWanted = caseName(name).join('\0') === path.join('\0');
    },
  });
  return last;
}

function candidatesOf(body: Body, outer: readonly Expr[], loops: readonly Loop[]): readonly Candidate[] {
  return body.flatMap((expr, index): readonly Candidate[] => {
    if (isCaseCall(expr)) return [];
    const before = body.slice(0, index).filter((item) => !isCaseCall(item));
    const innermost = loops.at(-1);
    const around = innermost === undefined ? [] : [...loops.slice(0, -1), { ...innermost, before }];
    const top = innermost === undefined ? before : outer;
    const own: Candidate = { expr, before: top, loops: around };
    if (expr.kind !== 'every') return [own];
    return [own, ...candidatesOf(expr.body, top, [...around, { every: expr, before: [] }])];
  });
}

/** The call that discovery put into a table-style test; it stands at the head. */
function isCaseCall(expr: Expr): boolean {
  return expr.kind === 'call' && refText(expr.operator) === 'internal.test_case';
}

function placeKey({ row, col }: Span): string {
  return `${row}:${col}`;
}

/** The text of an expression without what follows on further lines. */
function termsSpan(expr: Expr): Span {
  const text = spanText(expr.span);
  const end = text.indexOf('\n');
  return end < 0 ? expr.span : { ...expr.span, end: expr.span.start + text.slice(0, end).trimEnd().length };
}
