/**
 * Every kind of token with the spelling that error messages print.
 * Shape:  `operator` names of OPA are the builtin that the token stands for (`plus`, `eq`, `assign`).
 *         Kinds from `package` to `false` are keywords of every version; from `in` on, keywords that a version or an
 *         import switches on.
 * INVARIANT: the number of a kind is its place in this table.
 * Source: OPA v1/ast/internal/tokens.
 */
const TABLE = {
  illegal: 'illegal',
  eof: 'eof',
  whitespace: 'whitespace',
  ident: 'identifier',
  number: 'number',
  string: 'string',
  templatePart: 'template-string-part',
  templateEnd: 'template-string-end',
  rawTemplatePart: 'raw-template-string-part',
  rawTemplateEnd: 'raw-template-string-end',
  lbrack: '[',
  rbrack: ']',
  lbrace: '{',
  rbrace: '}',
  lparen: '(',
  rparen: ')',
  comma: ',',
  colon: ':',
  dot: '.',
  semicolon: ';',
  add: 'plus',
  sub: 'minus',
  mul: 'mul',
  quo: 'div',
  rem: 'rem',
  and: 'and',
  or: 'or',
  unify: 'eq',
  assign: 'assign',
  equal: 'equal',
  neq: 'neq',
  gt: 'gt',
  lt: 'lt',
  gte: 'gte',
  lte: 'lte',
  package: 'package',
  import: 'import',
  as: 'as',
  default: 'default',
  else: 'else',
  not: 'not',
  some: 'some',
  with: 'with',
  null: 'null',
  true: 'true',
  false: 'false',
  in: 'in',
  every: 'every',
  contains: 'contains',
  if: 'if',
  logicalAnd: 'and',
  logicalOr: 'or',
} as const;

export type TokenName = keyof typeof TABLE;
/** A token kind as a small integer. */
export type Kind = number;

const NAMES = Object.keys(TABLE) as TokenName[];

/** Kind by name: `K.lbrace`. */
export const K: Readonly<Record<TokenName, Kind>> = Object.freeze(
  Object.fromEntries(NAMES.map((name, number) => [name, number])) as Record<TokenName, Kind>,
);

/** Spelling by kind, as in `unexpected plus token`. */
export const SPELLING: readonly string[] = Object.values(TABLE);

/** How many kinds there are. */
export const KIND_COUNT = NAMES.length;

/** Keyword kinds by the word that is written. */
export const KEYWORDS: ReadonlyMap<string, Kind> = new Map(
  NAMES.filter((name) => K[name] >= K.package).map((name) => [TABLE[name], K[name]]),
);

/** Says whether a kind is a keyword of some version or import. */
export function isKeyword(kind: Kind): boolean {
  return kind >= K.package;
}
