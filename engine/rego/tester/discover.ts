import {
  type Body,
  type Expr,
  isGround,
  type Module,
  type RefTerm,
  type Rule,
  refText,
  type Term,
  walkBody,
  walkTerm,
} from '../ast/index.ts';
import { printPath } from '../path.ts';
import type { TestCase } from './types.ts';

const TEST = 'test_';
const TODO = 'todo_test_';

/** A test and the rule that it is, as the compiler gets it. */
export type FoundTest = {
  readonly test: TestCase;
  readonly rule: Rule;
  readonly module: Module;
  readonly tail: readonly Term[];
};

export type Discovered = { readonly modules: readonly Module[]; readonly tests: readonly FoundTest[] };

/**
 * Finds the test rules of modules and makes them ready to be compiled.
 * Shape:  modules in the order of their names. A further rule of the same name becomes a test of its own (`name#01`);
 *         table-style tests tell the name of each case as soon as it is known.
 * Source: OPA v1/tester runner.go.
 */
export function discoverTests(modules: readonly Module[]): Discovered {
  const counts = new Map<string, number>();
  const tests: FoundTest[] = [];
  const sorted = [...modules].sort((a, b) => (a.span.source.name < b.span.source.name ? -1 : 1));
  const prepared = sorted.map((module): Module => {
    const found: { rule: Rule; length: number }[] = [];
    const rules = module.rules.map((rule) => {
      const length = nameLength(rule);
      if (length === undefined) return rule;
      const own = isTodo(rule, length) ? rule : withCases(renamed(module, rule, length, counts), length);
      found.push({ rule: own, length });
      return own;
    });
    const result = { ...module, rules };
    for (const { rule, length } of found) tests.push(describeTest(result, rule, length));
    return result;
  });
  return { modules: prepared, tests };
}

/** How many parts of a head name the test; undefined where the rule is none. */
function nameLength({ head }: Rule): number | undefined {
  for (const [index, part] of head.ref.path.entries()) {
    if (index > 0 && part.kind !== 'string') return undefined;
    const name = partName(part);
    if (name.startsWith(TEST) || name.startsWith(TODO)) return index + 1;
  }
  return undefined;
}

function partName(part: Term | undefined): string {
  return part?.kind === 'var' ? part.name : part?.kind === 'string' ? part.value : '';
}

function isTodo({ head }: Rule, length: number): boolean {
  return partName(head.ref.path[length - 1]).startsWith(TODO);
}

function packagePath(module: Module): readonly string[] {
  return module.package.path.path.slice(1).map(partName);
}

function renamed(module: Module, rule: Rule, length: number, counts: Map<string, number>): Rule {
  const { path } = rule.head.ref;
  const key = printPath([...packagePath(module), ...path.slice(0, length).map(partName)]);
  const count = counts.get(key) ?? 0;
  counts.set(key, count + 1);
  const last = path[length - 1];
  if (count === 0 || last === undefined) return rule;
  const name = `${partName(last)}#${String(count).padStart(2, '0')}`;
  const part: Term = last.kind === 'var' ? { ...last, name } : { kind: 'string', value: name, span: last.span };
  const [head, ...rest] = [...path.slice(0, length - 1), part, ...path.slice(length)] as [Term, ...Term[]];
  return { ...rule, head: { ...rule.head, ref: { ...rule.head.ref, path: [head, ...rest] } } };
}

/** Puts `internal.test_case([...])` behind the expressions that the name of a case needs. */
function withCases(rule: Rule, length: number): Rule {
  const tail = rule.head.ref.path.slice(length);
  if (tail.length === 0 || callsTestCase(rule.body)) return rule;
  const names = new Set<string>();
  const term = (child: Term): undefined => {
    if (child.kind === 'var') names.add(child.name);
  };
  for (const part of tail) walkTerm(part, { term });
  let after = 0;
  for (const name of names) after = Math.max(after, rule.body.findIndex((expr) => mentions(expr, name)) + 1);
  return { ...rule, body: [...rule.body.slice(0, after), testCaseCall(rule, tail), ...rule.body.slice(after)] };
}

function callsTestCase(body: Body): boolean {
  return body.some((expr) => expr.kind === 'call' && refText(expr.operator) === 'internal.test_case');
}

function mentions(expr: Expr, name: string): boolean {
  let found = false;
  const term = (child: Term): undefined => {
    if (child.kind === 'var' && child.name === name) found = true;
  };
  walkBody([expr], { term });
  return found;
}

function testCaseCall({ head }: Rule, tail: readonly Term[]): Expr {
  const { span } = head;
  const operator: RefTerm = {
    kind: 'ref',
    path: [
      { kind: 'var', name: 'internal', span },
      { kind: 'string', value: 'test_case', span },
    ],
    span,
  };
  const args: readonly Term[] = [{ kind: 'array', items: tail, span }];
  return { kind: 'call', operator, args, negated: false, with: [], span };
}

function describeTest(module: Module, rule: Rule, length: number): FoundTest {
  const { ref, key } = rule.head;
  const own = packagePath(module);
  const names = ref.path.slice(0, length).map(partName);
  const tail = ref.path.slice(length);
  const isTable =
    tail.some((term) => !isGround(term) || term.kind === 'ref') || (key !== undefined && rule.head.value !== undefined);
  const { row, col, source } = rule.span;
  const kind = isTodo(rule, length) ? 'todo' : isTable ? 'table' : 'value';
  const test: TestCase = {
    package: printPath(own),
    name: `${names[0]}${printPath(names.slice(1)).slice('data'.length)}`,
    plan: printPath([...own, ...names]),
    kind,
    file: source.name,
    row,
    col,
  };
  return { test, rule, module, tail };
}
