import type { Comment, Import, Module, RefTerm, Term } from '../ast/index.ts';
import { walkRule } from '../ast/index.ts';
import type { Span } from '../source/index.ts';
import { compareTerms } from './compare.ts';
import { type FormatVersion, futureKeyword, isAllFuture, isFuture, isRegoV1 } from './layout.ts';
import { isMember } from './operators.ts';
import { writeRef } from './term.ts';
import { commentText, type Writer } from './writer.ts';

/**
 * The imports that the result has.
 * Shape:  with `rego.v1` those of future keywords go; a result for v0 and v1 gets `rego.v1`; `drop` takes away both for v1.
 */
export function importsOf(module: Module, version: FormatVersion, drop: boolean): readonly Import[] {
  let imports = module.imports;
  if (version === 'v1' && drop) imports = imports.filter((item) => !isRegoV1(item));
  if (version === 'v0-v1' && !imports.some(isRegoV1))
    imports = [...imports, madeImport(module, imports, ['rego', 'v1'])];
  const hasV1 = imports.some(isRegoV1);
  if (version === 'v0' && !hasV1) return withKeywords(module, imports, neededKeywords(module));
  if (drop || hasV1) imports = imports.filter((item) => !isFuture(item));
  return withKeywords(
    module,
    imports,
    neededKeywords(module).filter((word) => word === 'not'),
  );
}

function withKeywords(module: Module, imports: readonly Import[], words: readonly string[]): readonly Import[] {
  const all = [...imports];
  for (const word of words) if (!provides(all, word)) all.push(madeImport(module, all, ['future', 'keywords', word]));
  return all;
}

function provides(imports: readonly Import[], word: string): boolean {
  return imports.some((item) => {
    const keyword = futureKeyword(item);
    return isAllFuture(item) || keyword === word || (keyword === 'every' && word === 'in');
  });
}

/** Keywords that the text of the result needs. */
function neededKeywords(module: Module): readonly string[] {
  const words = new Set<string>();
  for (const rule of module.rules)
    walkRule(rule, {
      expr: (expr) => {
        if (expr.kind === 'call' && isMember(expr.operator)) words.add('in');
        if (expr.kind === 'every' || expr.kind === 'not') words.add(expr.kind);
        return undefined;
      },
    });
  return [...words].sort();
}

/** An import of our own; it stands below the last keyword import, or at the top. */
function madeImport(module: Module, imports: readonly Import[], [root, ...rest]: readonly string[]): Import {
  const row =
    Math.max(0, ...imports.filter((item) => isFuture(item) || isRegoV1(item)).map((item) => item.span.row)) + 1;
  const span: Span = { source: module.span.source, start: 0, end: 0, row, col: 1 };
  const parts = rest.map((value): Term => ({ kind: 'string', value, span }));
  const path: RefTerm = { kind: 'ref', path: [{ kind: 'var', name: root ?? '', span }, ...parts], span };
  return { path, alias: undefined, span };
}

/** Writes imports in groups, as blank lines part them, each sorted; a comment behind an import stays with it. */
export function writeImports(w: Writer, imports: readonly Import[]): void {
  const beside = takeCommentsBeside(w, imports);
  for (const group of groupsOf(imports)) {
    w.insertComments(group[0]!.span.row);
    for (const item of [...group].sort(compareImports)) {
      w.startLine();
      writeImport(w, item);
      const comment = beside.get(item);
      if (comment !== undefined) w.write(` ${commentText(comment)}`);
      w.endLine();
    }
    w.blankLine();
  }
}

function takeCommentsBeside(w: Writer, imports: readonly Import[]): ReadonlyMap<Import, Comment> {
  const beside = new Map<Import, Comment>();
  const left: Comment[] = [];
  for (const comment of w.comments) {
    const item = imports.find(({ span }) => span.row === comment.span.row);
    if (item === undefined) left.push(comment);
    else beside.set(item, comment);
  }
  w.comments = left;
  return beside;
}

function groupsOf(imports: readonly Import[]): readonly (readonly Import[])[] {
  const groups: Import[][] = [];
  let above: Import | undefined;
  for (const item of imports) {
    if (above === undefined || item.span.row - above.span.row > 1) groups.push([]);
    groups.at(-1)!.push(item);
    above = item;
  }
  return groups;
}

function compareImports(a: Import, b: Import): number {
  const order = compareTerms(a.path, b.path);
  if (order !== 0) return order;
  const [left, right] = [a.alias?.name ?? '', b.alias?.name ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}

function writeImport(w: Writer, { path, alias }: Import): void {
  w.write('import ');
  writeWithoutComments(w, path);
  if (alias !== undefined) w.write(` as ${alias.name}`);
}

/** Writes a path in a line of its own; comments are not for it. */
export function writeWithoutComments(w: Writer, path: RefTerm): void {
  const { comments, atEnd } = w;
  w.comments = [];
  writeRef(w, path);
  w.comments = comments;
  w.atEnd = atEnd;
}
