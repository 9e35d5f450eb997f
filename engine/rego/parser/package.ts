import type { Import, Package } from '../ast/module.ts';
import type { RefTerm, Term } from '../ast/term.ts';
import { refText, termText } from '../ast/text.ts';
import { K } from '../scanner/index.ts';
import { activate, importableKeywords, isLanguageKeyword, V0_FUTURE, withFutureKeywords } from './keywords.ts';
import type { Parser } from './parser.ts';
import { parseTerm } from './term.ts';

const ROOTS: ReadonlySet<string> = new Set(['data', 'future', 'input', 'rego']);
const UPDATE_HINT = 'if this is unexpected, try updating OPA';
const ALIAS_HINT = 'import a different path or use an alias';

/** Reads `package a.b["c"]`; undefined without an error where no package clause stands. */
export function parsePackage(p: Parser): Package | undefined {
  if (p.kind !== K.package) return undefined;
  const start = p.here();
  if (!skipKeyword(p)) return undefined;
  const term = parseTerm(p);
  const path = term === undefined ? undefined : packagePath(p, term);
  if (path !== undefined) return { path, span: p.spanFrom(start) };
  if (p.errors === undefined) p.error(p.here(), 'expected path');
  return undefined;
}

/** Reads `import data.a as b` and switches on what it imports of the language. */
export function parseImport(p: Parser): Import | undefined {
  if (p.kind !== K.import) return undefined;
  const start = p.here();
  if (!skipKeyword(p)) return undefined;
  const path = parsePath(p);
  if (path === undefined) return undefined;
  const [root] = path.path;
  const rootName = root.kind === 'var' ? root.name : '';
  if (!ROOTS.has(rootName)) {
    p.hint(UPDATE_HINT);
    const roots = [...ROOTS].join(', ');
    p.error(path.span, `unexpected import path, must begin with one of: {${roots}}, got: ${termText(root)}`);
    return undefined;
  }
  const alias = p.kind === K.as ? parseAlias(p) : undefined;
  if (alias === 'none') return undefined;
  if (alias === undefined) checkLastName(p, path);
  const imported: Import = { path, alias, span: p.spanFrom(start) };
  if (rootName === 'rego') importRego(p, imported);
  if (rootName === 'future') importKeywords(p, imported);
  return imported;
}

/** Steps over `package` or `import`; false where that word heads a ref or no name follows. */
function skipKeyword(p: Parser): boolean {
  p.advanceToSpace();
  if (p.kind === K.dot || p.kind === K.lbrack) return false;
  if (p.atSpace) p.advance();
  if (p.isRefKeyword(p.kind)) p.kind = K.ident;
  if (p.kind === K.ident) return true;
  p.illegal();
  return false;
}

function packagePath(p: Parser, term: Term): RefTerm | undefined {
  const data: Term = { kind: 'var', name: 'data', span: term.span };
  if (term.kind === 'var') {
    return { kind: 'ref', path: [data, { kind: 'string', value: term.name, span: term.span }], span: term.span };
  }
  if (term.kind !== 'ref') {
    p.illegal();
    return undefined;
  }
  const [first, ...rest] = term.path;
  if (first.kind !== 'var') {
    p.error(first.span, `unexpected ${first.kind} token: expecting var`);
    return undefined;
  }
  const wrong = rest.find((part) => part.kind !== 'string');
  if (wrong !== undefined) {
    p.error(wrong.span, `unexpected ${wrong.kind} token: expecting string`);
    return undefined;
  }
  return {
    kind: 'ref',
    path: [data, { kind: 'string', value: first.name, span: first.span }, ...rest],
    span: term.span,
  };
}

function parsePath(p: Parser): RefTerm | undefined {
  // Keywords of the future are plain names here, whether they are on or not.
  const { active } = p;
  p.active = withFutureKeywords(active, 0);
  const term = p.withoutCache(() => parseTerm(p));
  p.active = active;
  if (term?.kind === 'var') return { kind: 'ref', path: [term], span: term.span };
  if (term?.kind !== 'ref') {
    p.error(p.here(), 'expected path');
    return undefined;
  }
  const wrong = term.path.slice(1).find((part) => part.kind !== 'string');
  if (wrong === undefined) return term;
  p.error(wrong.span, `unexpected ${wrong.kind} token: expecting string`);
  return undefined;
}

function parseAlias(p: Parser): Import['alias'] | 'none' {
  p.advance();
  const term = p.kind === K.ident ? parseTerm(p) : undefined;
  if (term?.kind === 'var') return term;
  p.illegal('expected var');
  return 'none';
}

/** A path's last name becomes the name in the module, so that it must not be a keyword. */
function checkLastName(p: Parser, path: RefTerm): void {
  const [root] = path.path;
  const last = path.path.at(-1)!;
  if (path.path.length > 1 && root.kind === 'var' && root.name === 'future') return;
  const name = last.kind === 'var' ? last.name : last.kind === 'string' ? last.value : '';
  if (!isLanguageKeyword(name, p.options.regoVersion)) return;
  p.hint(ALIAS_HINT);
  p.error(last.span, `unexpected import path, must not end with a keyword, got: ${name}`);
}

function importRego(p: Parser, { path, alias }: Import): void {
  const [, name] = path.path;
  if (path.path.length !== 2 || name?.kind !== 'string' || name.value !== 'v1') {
    p.error(path.span, `invalid import \`${refText(path)}\`, must be \`rego.v1\``);
    return;
  }
  if (p.options.regoVersion === 'v1') return;
  if (alias !== undefined) {
    p.error(path.span, '`rego` imports cannot be aliased');
    return;
  }
  activate(p.active, V0_FUTURE);
}

function importKeywords(p: Parser, { path, alias }: Import): void {
  const [, name, word, ...more] = path.path;
  if (name?.kind !== 'string' || name.value !== 'keywords') {
    p.error(path.span, 'invalid import, must be `future.keywords`');
    return;
  }
  if (alias !== undefined) {
    p.error(path.span, '`future` imports cannot be aliased');
    return;
  }
  const words = importableKeywords(p.options);
  if (word === undefined || more.length > 0) {
    activate(p.active, words);
    return;
  }
  const keyword = word.kind === 'string' ? word.value : '';
  if (!words.includes(keyword)) {
    p.error(path.span, `unexpected keyword, must be one of [${words.join(' ')}]`);
    return;
  }
  if (keyword === 'not') p.notBodies = true;
  activate(p.active, [keyword]);
}
