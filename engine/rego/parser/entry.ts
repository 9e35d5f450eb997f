import { errorDiagnostic, type Outcome } from '../../diagnostics/index.ts';
import type { Body } from '../ast/body.ts';
import type { Comment, Import } from '../ast/module.ts';
import type { RefTerm, Term } from '../ast/term.ts';
import { scan } from '../scanner/index.ts';
import type { Source } from '../source/index.ts';
import { toDiagnostics, withinDepth } from './diagnose.ts';
import type { ParseOptions } from './options.ts';
import { Parser } from './parser.ts';
import { readStatements } from './recover.ts';

/** A query: imports, if any, and one conjunction. */
export type Query = { readonly imports: readonly Import[]; readonly body: Body; readonly comments: readonly Comment[] };

/**
 * Reads a query such as `data.a.b = x; x > 1`; imports may stand before it.
 * Errors: as `parseModule`; besides `expected body`, for a package clause or a text without an expression.
 * Source: OPA v1/ast parser_ext.go ParseBodyWithOpts, which takes no imports.
 */
export function parseQuery(source: Source, options: ParseOptions): Outcome<Query> {
  return withinDepth(source, () => readQuery(source, options));
}

function readQuery(source: Source, options: ParseOptions): Outcome<Query> {
  const p = new Parser(scan(source), options);
  const { statements, errors, laterErrors } = readStatements(p, true);
  if (errors.length > 0) return { ok: false, diagnostics: toDiagnostics([...errors, ...laterErrors]) };
  const imports: Import[] = [];
  const body: Body[number][] = [];
  for (const statement of statements) {
    if (statement.kind === 'body') body.push(...statement.node);
    else if (statement.kind === 'import' && body.length === 0) imports.push(statement.node);
    else return expected('expected body but got *ast.Package', source);
  }
  if (body.length === 0) return expected('expected body', source);
  return { ok: true, value: { imports, body, comments: p.scanned.comments }, diagnostics: [] };
}

/** Reads a query and gives its expressions alone. */
export function parseBody(source: Source, options: ParseOptions): Outcome<Body> {
  const query = parseQuery(source, options);
  return query.ok ? { ok: true, value: query.value.body, diagnostics: query.diagnostics } : query;
}

/** Reads a text that is one term and nothing else. */
export function parseTerm(source: Source, options: ParseOptions): Outcome<Term> {
  const body = parseBody(source, options);
  if (!body.ok) return body;
  const [expr, ...more] = body.value;
  if (expr?.kind === 'call' && more.length === 0 && !expr.negated && expr.with.length === 0) {
    const { operator, args, span } = expr;
    return { ok: true, value: { kind: 'call', operator, args, span }, diagnostics: [] };
  }
  if (expr?.kind === 'term' && more.length === 0) return { ok: true, value: expr.term, diagnostics: [] };
  return expected('expected exactly one term', source);
}

/** Reads a text that is one reference, such as the entry point `data.a.b`. */
export function parseRef(source: Source, options: ParseOptions): Outcome<RefTerm> {
  const term = parseTerm(source, options);
  if (!term.ok) return term;
  if (term.value.kind === 'ref') return { ok: true, value: term.value, diagnostics: [] };
  return expected(`expected ref but got ${term.value.kind}`, source);
}

/** The term that a short text is; undefined when it is none. */
export function parseTermText(text: string): Term | undefined {
  const term = parseTerm({ name: '', text }, { regoVersion: 'v1', annotations: false });
  return term.ok && term.value.kind !== 'call' ? term.value : undefined;
}

function expected(message: string, source: Source): Outcome<never> {
  return {
    ok: false,
    diagnostics: [errorDiagnostic('rego_parse_error', message, { place: { file: source.name, row: 1, col: 1 } })],
  };
}
