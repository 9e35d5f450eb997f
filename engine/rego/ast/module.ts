import type { Span } from '../source/source.ts';
import type { Body } from './body.ts';
import type { RefTerm, Term, VarTerm } from './term.ts';

export type RegoVersion = 'v0' | 'v1';

/**
 * One parsed Rego file.
 * Shape:  the package path starts with `data` (`package a.b` is data.a.b). Rules are in source order; a rule chain
 *         with several bodies (v0 `{...} {...}`) is several rules.
 * Source: OPA v1/ast policy.go.
 */
export type Module = {
  readonly package: Package;
  readonly imports: readonly Import[];
  readonly rules: readonly Rule[];
  readonly comments: readonly Comment[];
  readonly annotations: readonly Annotation[];
  /** The version the text was read as: `import rego.v1` makes a v0 file v1. */
  readonly regoVersion: RegoVersion;
  readonly span: Span;
};

export type Package = { readonly path: RefTerm; readonly span: Span };
export type Import = { readonly path: RefTerm; readonly alias: VarTerm | undefined; readonly span: Span };
/** `text` is what follows the `#`. */
export type Comment = { readonly text: string; readonly span: Span };

/**
 * One Rego clause.
 * Shape:  `else` is the next link of an else chain, itself a rule with the same head name and arguments.
 */
export type Rule = {
  readonly default: boolean;
  readonly head: Head;
  readonly body: Body;
  readonly else: Rule | undefined;
  readonly annotations: readonly Annotation[];
  /** The body was left out in the text. */
  readonly bodyless?: true;
  /** Written with `if`. */
  readonly if?: true;
  readonly span: Span;
};

/**
 * A rule head.
 * Shape:  `ref` names the rule within its package and starts with a var (`p`, `a.b.c`, `p[x].q`). `args` is set for
 *         functions, empty list included. `p contains x` and v0 `p[x]` have `key` and no `value`; `p[x] := y` has both
 *         before RewriteRuleHeadRefs moves them. A head without a value has the generated value `true`.
 */
export type Head = {
  readonly ref: RefTerm;
  readonly args: readonly Term[] | undefined;
  readonly key: Term | undefined;
  readonly value: Term | undefined;
  /** Written with `:=`. */
  readonly assign: boolean;
  /** Written with `contains`. */
  readonly contains: boolean;
  /** The value `true` was left out in the text. */
  readonly generatedValue?: true;
  readonly span: Span;
};

export type AnnotationScope = 'rule' | 'document' | 'package' | 'subpackages';

/**
 * A `# METADATA` block.
 * Shape:  `entries` is the block's YAML as plain values: title, description, scope, entrypoint, schemas, authors,
 *         organizations, related_resources, labels, custom, compile; objects have no prototype. `span` starts at the
 *         `# METADATA` line and ends with the last line of the block.
 */
export type Annotation = {
  readonly scope: AnnotationScope;
  readonly entries: Readonly<Record<string, unknown>>;
  readonly target: AnnotationTarget;
  readonly span: Span;
};

/** The package, or a rule as index into `Module.rules`. */
export type AnnotationTarget = 'package' | { readonly rule: number };
