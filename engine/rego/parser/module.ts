import { type Diagnostic, errorDiagnostic, type Outcome } from '../../diagnostics/index.ts';
import type { Import, Module, Package, RegoVersion, Rule } from '../ast/module.ts';
import { scan } from '../scanner/index.ts';
import type { Source, Span } from '../source/index.ts';
import { attachAnnotations } from './annotations/attach.ts';
import { type FoundAnnotation, findAnnotations } from './annotations/find.ts';
import { MAX_PROBLEMS, type Problem, toDiagnostics, withinDepth } from './diagnose.ts';
import { ruleFromBody } from './fact.ts';
import type { ParseOptions } from './options.ts';
import { Parser } from './parser.ts';
import { type Read, readStatements } from './recover.ts';
import type { Statement } from './statements.ts';
import { checkV1Rule } from './v1-checks.ts';

/**
 * Reads one Rego file.
 * Shape:  `import rego.v1` makes a v0 text v1. `_` is numbered `$0`, `$1` ... through the module.
 * Errors: `rego_parse_error` with OPA's texts and places; as in OPA what comes after a statement that fails is not
 *         looked at, unless `allErrors` is set, and checks of whole rules come only when all statements parse.
 * Source: OPA v1/ast parser.go, parser_ext.go.
 */
export function parseModule(source: Source, options: ParseOptions): Outcome<Module> {
  return withinDepth(source, () => readModule(source, options));
}

function readModule(source: Source, options: ParseOptions): Outcome<Module> {
  const p = new Parser(scan(source), options);
  const read = readStatements(p, false);
  const { statements } = read;
  const { annotations, problems: broken } = readAnnotations(p, read);
  const problems: Problem[] = [...read.errors, ...broken];
  if (problems.length === 0 && statements.length + annotations.length === 0) return failed([emptyModule(source)]);
  if (problems.length > 0 && options.allErrors !== true) return failed(toDiagnostics(problems));

  const draft = assemble(statements, problems, options.regoVersion, annotations);
  if (problems.length > 0 || draft === undefined) return failed(toDiagnostics(problems));
  const attached = attachAnnotations(annotations, draft.rules, draft.places, problems);
  if (problems.length > 0) return failed(toDiagnostics(problems));
  const module: Module = {
    package: draft.package,
    imports: draft.imports,
    rules: attached.rules,
    comments: p.scanned.comments,
    annotations: attached.annotations,
    regoVersion: draft.regoVersion,
    span: { source, start: 0, end: source.text.length, row: 1, col: 1 },
  };
  return { ok: true, value: module, diagnostics: [] };
}

/** A place that an annotation can stand above, in source order. */
export type StatementPlace = { readonly row: number; readonly on: 'package' | 'import' | number };

type Draft = {
  readonly package: Package;
  readonly imports: readonly Import[];
  readonly rules: readonly Rule[];
  readonly places: readonly StatementPlace[];
  readonly regoVersion: RegoVersion;
};

/** Reads the annotations; those behind the first error come after it and after the later errors, if they are wanted. */
function readAnnotations(p: Parser, { errors, laterErrors, reached }: Read): ReturnType<typeof findAnnotations> {
  if (p.options.annotations === false) return { annotations: [], problems: laterErrors };
  const { comments } = p.scanned;
  if (errors.length === 0) return findAnnotations(comments);
  const before = findAnnotations(comments.filter(({ span }) => span.start < reached));
  if (p.options.allErrors !== true) return before;
  const behind = findAnnotations(comments.filter(({ span }) => span.start >= reached));
  return { annotations: before.annotations, problems: [...before.problems, ...laterErrors, ...behind.problems] };
}

function assemble(
  statements: readonly Statement[],
  problems: Problem[],
  version: RegoVersion,
  annotations: readonly FoundAnnotation[],
): Draft | undefined {
  const imports: Import[] = [];
  const rules: Rule[] = [];
  const places: StatementPlace[] = [];
  const [first] = statements;
  if (first?.kind !== 'package' && problems.length === 0)
    problems.push({ message: 'package expected', span: firstSpan(first, annotations), whole: true });
  for (const statement of statements) {
    const problem = addStatement(statement, statement === first, imports, rules, places);
    if (problem !== undefined && problems.push(problem) > MAX_PROBLEMS) return undefined;
  }
  const isV1 = version === 'v1' || imports.some(isRegoV1);
  if (isV1) for (const rule of rules) checkChain(rule, problems);
  if (first?.kind !== 'package') return undefined;
  return { package: first.node, imports, rules, places, regoVersion: isV1 ? 'v1' : 'v0' };
}

function addStatement(
  statement: Statement,
  isFirst: boolean,
  imports: Import[],
  rules: Rule[],
  places: StatementPlace[],
): Problem | undefined {
  switch (statement.kind) {
    case 'package':
      places.push({ row: statement.node.span.row, on: 'package' });
      return isFirst ? undefined : { message: 'unexpected package', span: statement.node.span, whole: true };
    case 'import':
      imports.push(statement.node);
      places.push({ row: statement.node.span.row, on: 'import' });
      return undefined;
    case 'rule':
      return addRule(statement.node, rules, places);
    case 'body': {
      if (isFirst) return undefined;
      const rule = ruleFromBody(statement.node);
      if (typeof rule !== 'string') return addRule(rule, rules, places);
      return { message: rule, span: statement.node[0]!.span, whole: true };
    }
  }
}

function addRule(rule: Rule, rules: Rule[], places: StatementPlace[]): undefined {
  places.push({ row: rule.span.row, on: rules.length });
  rules.push(rule);
}

function checkChain(rule: Rule, problems: Problem[]): void {
  for (let link: Rule | undefined = rule; link !== undefined; link = link.else)
    for (const message of checkV1Rule(link)) problems.push({ message, span: link.span, whole: true });
}

function isRegoV1({ path }: Import): boolean {
  const [root, version] = path.path;
  return root.kind === 'var' && root.name === 'rego' && version?.kind === 'string' && version.value === 'v1';
}

function firstSpan(first: Statement | undefined, annotations: readonly FoundAnnotation[]): Span {
  if (first === undefined) return annotations[0]!.span;
  return first.kind === 'body' ? first.node[0]!.span : first.node.span;
}

function emptyModule(source: Source): Diagnostic {
  return errorDiagnostic('rego_parse_error', 'empty module', { place: { file: source.name, row: 0, col: 0 } });
}

function failed(diagnostics: readonly Diagnostic[]): Outcome<never> {
  return { ok: false, diagnostics };
}
