import { errorDiagnostic, type Outcome } from '../../diagnostics/index.ts';
import { type Body, exprBodies, type Import, type Module, type RegoVersion, type Rule } from '../ast/index.ts';
import type { Term } from '../ast/term.ts';
import { parseModule } from '../parser/index.ts';
import type { Span } from '../source/index.ts';
import { FormatError } from './error.ts';
import { importsOf, writeImports, writeWithoutComments } from './imports.ts';
import { type FormatVersion, layoutOf } from './layout.ts';
import { writeRules } from './rule.ts';
import { checkForV1 } from './v1-checks.ts';
import { CommentClash, Writer } from './writer.ts';

/**
 * How a module is formatted.
 * Shape:  `regoVersion` is that of the text; `target` that of the result (the same unless set): `v0-v1` is v0 that reads
 *         as v1 too. `dropV0Imports` takes `rego.v1` and keyword imports away where v1 makes them redundant.
 *         The result is parsed again unless `checkResult` is false: a comment can break what stands behind it, and a line
 *         that starts with a minus would go on with the line above.
 */
export type FormatOptions = {
  readonly regoVersion: RegoVersion;
  readonly target?: FormatVersion;
  readonly dropV0Imports?: boolean;
  readonly name?: string;
  readonly checkResult?: boolean;
};

/**
 * Lays out the text of a module as `opa fmt` does, byte for byte.
 * Shape:  Rego text in and out. Parentheses without which a text would be read otherwise are kept, where OPA 1.19 drops them
 *         (unions in comprehensions, braces behind `not`).
 * Errors: `rego_parse_error` of the text; what v1 forbids, where the result is v1; `rego_type_error` for operators with a
 *         wrong number of operands.
 * Source: OPA v1/format format.go.
 */
export function formatModule(text: string, options: FormatOptions): Outcome<string> {
  const parens = new Map<Term, Span>();
  const source = { name: options.name ?? '', text };
  const parsed = parseModule(source, { regoVersion: options.regoVersion, parens });
  if (!parsed.ok) return parsed;
  const module = parsed.value;
  const version = options.target ?? options.regoVersion;
  const forbidden = version === 'v0' ? [] : checkForV1(module);
  if (forbidden.length > 0) return { ok: false, diagnostics: forbidden };
  try {
    const formatted = writeModule(module, importsOf(module, version, options.dropV0Imports === true), version, parens);
    return options.checkResult === false ? success(formatted) : check(module, formatted, version);
  } catch (error) {
    if (error instanceof FormatError) return { ok: false, diagnostics: [error.diagnostic] };
    if (!(error instanceof CommentClash)) throw error;
    const message = 'comments stand where they cannot be kept';
    return { ok: false, diagnostics: [errorDiagnostic('rego_parse_error', message)] };
  }
}

/** Refuses a result that does not parse, or in which a line that starts with a minus has become part of the one above. */
function check(module: Module, formatted: string, version: FormatVersion): Outcome<string> {
  const source = { name: 'formatted', text: formatted };
  const parsed = parseModule(source, { regoVersion: version === 'v1' ? 'v1' : 'v0', annotations: false });
  if (!parsed.ok) {
    const hint =
      'the module was formatted but the result does not parse; a comment inside of an expression may be in the way';
    return { ok: false, diagnostics: parsed.diagnostics.map((item) => ({ ...item, hint })) };
  }
  const sizes = bodySizes(parsed.value);
  const wrong = bodySizes(module).find(({ size }, index) => size !== sizes[index]?.size);
  if (wrong === undefined) return success(formatted);
  const { row, col } = wrong.rule.span;
  const place = { file: module.span.source.name, row, col };
  const hint = 'put the expression that starts with `-` in parentheses, or the other side first';
  return {
    ok: false,
    diagnostics: [
      errorDiagnostic('rego_parse_error', 'the formatted rule would have other expressions', { place, hint }),
    ],
  };
}

type BodySize = { readonly rule: Rule; readonly size: number };

/** How many expressions each rule has, those inside of `every` and `not` included. */
function bodySizes(module: Module): readonly BodySize[] {
  return module.rules.map((rule) => {
    let size = 0;
    for (let link: Rule | undefined = rule; link !== undefined; link = link.else) size += sizeOf(link.body);
    return { rule, size };
  });
}

function sizeOf(body: Body): number {
  return body.reduce((sum, expr) => sum + 1 + exprBodies(expr).reduce((inner, nested) => inner + sizeOf(nested), 0), 0);
}

function success(value: string): Outcome<string> {
  return { ok: true, value, diagnostics: [] };
}

type Statement = { readonly imported: Import } | { readonly rule: Rule };

function writeModule(
  module: Module,
  imports: readonly Import[],
  version: FormatVersion,
  parens: ReadonlyMap<Term, Span>,
): string {
  const places = { terms: new Map(parens), spans: relocated(module) };
  const w = new Writer(layoutOf(module, version), places, module.comments);
  writePackage(w, module);
  const statements = sortStatements(imports, module.rules);
  for (let at = 0; at < statements.length; ) {
    const from = at;
    while (at < statements.length && 'imported' in statements[at]!) at++;
    writeImports(
      w,
      statements.slice(from, at).flatMap((item) => ('imported' in item ? item.imported : [])),
    );
    const rules = at;
    while (at < statements.length && 'rule' in statements[at]!) at++;
    writeRules(
      w,
      statements.slice(rules, at).flatMap((item) => ('rule' in item ? item.rule : [])),
    );
  }
  for (const comment of w.comments) w.writeLine(`#${comment.text.trimEnd()}`);
  return w.text.replace(/\n+$/, '\n');
}

function sortStatements(imports: readonly Import[], rules: readonly Rule[]): readonly Statement[] {
  const placed = [
    ...imports.map((imported) => ({ span: imported.span, statement: { imported } })),
    ...rules.map((rule) => ({ span: rule.span, statement: { rule } })),
  ];
  placed.sort((a, b) => a.span.row - b.span.row || a.span.col - b.span.col);
  return placed.map(({ statement }) => statement);
}

function writePackage(w: Writer, module: Module): void {
  const { path, span } = module.package;
  w.insertComments(span.row);
  w.startLine();
  w.write('package ');
  const [, name, ...rest] = path.path;
  if (name?.kind === 'string') {
    const head: Term = { kind: 'var', name: name.value, span: name.span };
    writeWithoutComments(w, { kind: 'ref', path: [head, ...rest], span: path.span });
  }
  w.blankLine();
}

/** Bodies of `else` without braces: all in them stands at the `else`, with the text of the whole clause. */
function relocated(module: Module): Map<Span, Span> {
  const spans = new Map<Span, Span>();
  for (const rule of module.rules)
    for (let link = rule.else; link !== undefined; link = link.else) {
      const [first] = link.body;
      if (first !== undefined && first.generated !== true && first.span.start === link.span.start)
        spans.set(first.span, link.span);
    }
  return spans;
}
