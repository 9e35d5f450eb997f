import type { Annotation, Body, Expr, Term } from '../../ast/index.ts';
import { parseTermText } from '../../parser/entry.ts';
import type { Span } from '../../source/source.ts';
import { Annotations } from '../annotations.ts';
import { allEntries, type Compilation } from '../context.ts';
import { mapExprParts, mapHead, mapList, mapTermParts } from '../syntax/map.ts';
import { equality, isCallTo, varTerm } from '../syntax/terms.ts';
import { walkRule } from '../syntax/walk.ts';

const CHAIN = 'rego.metadata.chain';
const RULE = 'rego.metadata.rule';

/** Collects the annotations. Errors: `rego_type_error` for those declared twice. */
export function setAnnotations(c: Compilation): void {
  c.annotations = new Annotations(c.units);
  c.diagnostics.addAll(c.annotations.errors);
}

/** Puts the annotations themselves in place of `rego.metadata.chain()` and `rego.metadata.rule()`. */
export function rewriteMetadataCalls(c: Compilation): void {
  // A part of the name may be written with escapes, `rego["\u006d..."]`; without either there is no call to look for.
  const units = c.units.filter(({ module }) => /metadata|\\u/.test(module.span.source.text));
  for (const entry of allEntries(units)) {
    const found = new Map<string, Span>();
    walkRule(entry.rule, {
      expr: (expr) => {
        for (const name of [CHAIN, RULE])
          if (c.builtins.has(name) && isCallTo(expr, name) && !found.has(name)) found.set(name, expr.span);
        return true;
      },
    });
    if (found.size === 0) continue;
    const locals = new Map<string, string>();
    const bindings: Expr[] = [];
    for (const [name, term] of [
      [CHAIN, (span: Span) => chainTerm(c, entry, span)],
      [RULE, (span: Span) => annotationTerm(c.annotations.ofRule(entry)[0], span)],
    ] as const) {
      const span = found.get(name);
      if (span === undefined) continue;
      const local = c.locals.fresh();
      locals.set(name, local);
      bindings.push(equality(varTerm(local, span), term(span), span, true));
    }
    const replacer = new Replacer(locals);
    const mapped = mapHead(entry.rule, replacer.term);
    entry.rule = { ...mapped, body: [...bindings, ...replacer.body(mapped.body)] };
  }
}

class Replacer {
  private readonly locals: ReadonlyMap<string, string>;

  constructor(locals: ReadonlyMap<string, string>) {
    this.locals = locals;
  }

  readonly term = (term: Term): Term => mapTermParts(term, this);

  readonly body = (body: Body): Body =>
    mapList(body, (expr) => {
      for (const [name, local] of this.locals) if (isCallTo(expr, name)) return this.replace(expr, local);
      return mapExprParts(expr, this);
    });

  private replace(expr: Extract<Expr, { kind: 'call' }>, local: string): Expr {
    const { span } = expr;
    const [output] = expr.args;
    const value = varTerm(local, span);
    if (output !== undefined) return equality(output, value, span, true);
    return { kind: 'term', term: value, negated: false, with: [], generated: true, span };
  }
}

function chainTerm(c: Compilation, entry: Parameters<Annotations['chain']>[0], span: Span): Term {
  const items = c.annotations.chain(entry).map(({ path, annotation }): Term => {
    const entries: [Term, Term][] = [[text('path', span), pathTerm(path, span)]];
    if (annotation !== undefined) entries.push([text('annotations', span), annotationTerm(annotation, span)]);
    return { kind: 'object', entries, span };
  });
  return { kind: 'array', items, span };
}

function pathTerm(path: readonly Term[], span: Span): Term {
  return { kind: 'array', items: path.slice(1).map((part) => ({ ...part, span })), span };
}

function text(value: string, span: Span): Term {
  return { kind: 'string', value, span };
}

/** An annotation as `rego.metadata` gives it: empty fields left out, schema paths as arrays. */
function annotationTerm(annotation: Annotation | undefined, span: Span): Term {
  if (annotation === undefined) return { kind: 'object', entries: [], span };
  const entries: [Term, Term][] = [[text('scope', span), text(annotation.scope, span)]];
  for (const [name, value] of Object.entries(annotation.entries)) {
    if (name === 'scope' || name === 'compile' || isEmpty(value)) continue;
    const shown = name === 'schemas' ? schemasTerm(value, span) : jsonTerm(value, span);
    entries.push([text(name, span), shown]);
  }
  return { kind: 'object', entries, span };
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function schemasTerm(value: unknown, span: Span): Term {
  const items = (Array.isArray(value) ? value : []).map((item): Term => {
    const [path, schema] = Object.entries(item as object)[0] ?? ['', undefined];
    const entries: [Term, Term][] = [[text('path', span), partsTerm(path, span)]];
    if (typeof schema === 'string') entries.push([text('schema', span), partsTerm(schema, span)]);
    else entries.push([text('definition', span), jsonTerm(schema, span)]);
    return { kind: 'object', entries, span };
  });
  return { kind: 'array', items, span };
}

function partsTerm(path: string, span: Span): Term {
  const term = parseTermText(path);
  const parts = term?.kind === 'ref' ? term.path : term === undefined ? [] : [term];
  const items = parts.map((part): Term => (part.kind === 'var' ? text(part.name, span) : { ...part, span }));
  return { kind: 'array', items, span };
}

function jsonTerm(value: unknown, span: Span): Term {
  if (typeof value === 'string') return text(value, span);
  if (typeof value === 'number') return { kind: 'number', text: String(value), span };
  if (typeof value === 'boolean') return { kind: 'boolean', value, span };
  if (typeof value === 'object' && value !== null) {
    if (Array.isArray(value)) return { kind: 'array', items: value.map((item) => jsonTerm(item, span)), span };
    const entries = Object.entries(value).map(([key, item]) => [text(key, span), jsonTerm(item, span)] as const);
    return { kind: 'object', entries, span };
  }
  return { kind: 'null', span };
}
