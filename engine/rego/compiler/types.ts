import type { Annotation, Body, Module, RegoVersion, Rule, Term } from '../ast/index.ts';
import type { Builtin } from '../builtins/context.ts';
import type { Declaration } from '../builtins/declaration.ts';
import type { RegoValue } from '../value/types.ts';

/**
 * Checked and rewritten modules, ready for the planner: what OPA's compiler holds after its last stage.
 *
 * What the planner may rely on (rules of `modules` and of `rules` are the same objects):
 * - Names. Every ref is fully qualified: `data.<package>.<rule>...`, `input...`, or starts with a local var. Vars of the
 *   source that are declared (`:=`, `some`, `every`, function arguments) are named `__local<N>__`, N unique over all
 *   modules (`__localq<N>__` in a query); vars bound by `=` or by iteration only keep their name; wildcards are `$<n>`.
 *   `input` and `data` alone are refs with one part. Builtin operators are refs of their name's parts (`json`,
 *   `unmarshal`); operators of functions are `data...` refs.
 * - Calls. None is left inside a term: each stands in the body as an expression of its own, before the expression that
 *   needs it, with one argument more than the function takes: the output, a fresh local. `generated` is set there. A
 *   call written as an expression may have its output as last argument too (`plus(1, 2, x)`).
 * - `:=` has become `eq` (operator `eq`, two arguments, `assigned` set), `==` too; `equal` is left only with three
 *   arguments (its result is used as a value).
 * - `some x` expressions are gone; `some k, v in xs` is `eq(v, xs[k])` with an invented key where none was written.
 * - `every` keeps key and value as vars (a key is invented where none was written), its domain is a var bound by an
 *   `eq` before it, and its body is rewritten and ordered like any body.
 * - Refs. A ref inside an expression's argument stands in an `eq` of its own before it, save directly under `eq` and as
 *   a bare term; the parts behind a ref's head are scalars, vars or constant composites (arrays, sets and objects hold
 *   scalars and vars only). Comprehensions are either one side of an `eq` or in a bare term; their head terms hold
 *   neither refs, calls nor closures. Template strings are `internal.template_string` calls.
 * - `with` values are vars or constants, or refs to functions when a function is replaced; hoisted parts of an
 *   expression carry its `with` list.
 * - Bodies bind every var before it is needed, read from left to right; they are never empty.
 * - Heads. `ref` starts with the rule's name; its other parts are scalars or vars. `p contains x` has `key` and no
 *   `value`; any other rule has `value` (`true` where none was written). `p[x] := y` has the ref `p[x]`; the `key` that
 *   OPA keeps beside it may be there and says the same. `key`, `value` and `args` hold neither refs, calls nor
 *   closures: the body binds a local for them. `else` links are rules of the same shape, with the same ref and their
 *   own copies of the argument patterns (same locals). Default rules have `default` set, a body that is `true` and a
 *   constant value, or a comprehension bound in the body.
 * - `print` calls are erased, or are `internal.print` over an array of set comprehensions.
 */
export type CompiledModules = {
  readonly modules: readonly Module[];
  readonly rules: RuleTree;
  readonly capabilities: Capabilities;
  readonly annotations: readonly Annotation[];
  /** What a local was called in the source. */
  readonly rewritten: ReadonlyMap<string, string>;
  /** Rules before the rules that depend on them. */
  readonly order: readonly RuleNode[];
  /** What the compiler keeps for the queries that are compiled against these modules. */
  readonly internal: unknown;
};

/** A rule with what its place says about it: `path` is the package path followed by the head ref. */
export type RuleNode = { readonly rule: Rule; readonly module: Module; readonly path: readonly Term[] };

/**
 * Rules by the parts of their path, from `data` on.
 * Shape:  `rules` are the rules whose ground ref prefix ends here, in order of module name and source; children are
 *         keyed by `ruleTreeKey` of the next part (a string is its own key) and sorted by it when walked through
 *         `sortedChildren`. The root has the one child `data`. A package without rules is a node without rules.
 */
export type RuleTree = {
  readonly key: Term | undefined;
  readonly children: ReadonlyMap<string, RuleTree>;
  readonly rules: readonly Rule[];
  readonly nodes: readonly RuleNode[];
};

/** A builtin that the caller brings along: how it is called, and what it does. */
export type ExtraBuiltin = { readonly declaration: Declaration; readonly implementation: Builtin };

/** What a policy may use; in OPA's format, of which `capabilities.json` is an instance. */
export type Capabilities = {
  /** Names of the builtins that may be called. */
  readonly builtins: ReadonlySet<string>;
  /** Builtins besides Rego's own, by name. */
  readonly extra?: ReadonlyMap<string, ExtraBuiltin>;
  readonly features: ReadonlySet<string>;
  readonly allowNet: readonly string[] | undefined;
};

export type CompilerOptions = {
  readonly regoVersion: RegoVersion;
  readonly capabilities: Capabilities;
  /** Schema by path below `schema`, for `schemas:` annotations and `--schema`; the empty path is the input's. */
  readonly schemas: { readonly [path: string]: unknown };
  readonly strict: boolean;
  /** Keeps `print` calls; they are erased otherwise. */
  readonly print?: boolean;
  /** Builtins that may not be called although the capabilities list them. */
  readonly unsafeBuiltins?: ReadonlySet<string>;
  /** Reads `schemas:` annotations; on unless set to false. */
  readonly schemaAnnotations?: boolean;
  /** Gives the operands of equalities in test rules locals of their own, so that a trace shows their values. */
  readonly testTracing?: boolean;
  /** Base documents whose paths no rule may have; not looked at unless set. */
  readonly baseDocuments?: RegoValue;
  /** Diagnostics after which the compiler gives up; 10 unless set, 0 for no limit. */
  readonly errorLimit?: number;
};

/** A compiled ad-hoc query; `rewritten` says which local stands for which var of the text. */
export type CompiledQuery = { readonly body: Body; readonly rewritten: ReadonlyMap<string, string> };
