import type { Annotation, Module, RegoVersion, Rule } from '../ast/index.ts';

/**
 * Checked and rewritten modules, ready for the planner: what OPA's compiler holds after its last stage.
 * Shape:  every ref is fully qualified (`data.pkg.rule`, `input.x`), locals are named `__local<N>__`, nested calls are
 *         hoisted (a call expression's last argument is its output), comprehension bodies are rewritten likewise,
 *         `:=` has become `eq`, bodies are in an order that binds every var before it is needed.
 */
export type CompiledModules = {
  readonly modules: readonly Module[];
  readonly rules: RuleTree;
  readonly capabilities: Capabilities;
  readonly annotations: readonly Annotation[];
};

/**
 * Rules by the parts of their path, from `data` on.
 * Shape: `rules` are the rules whose ground ref prefix ends here; children are keyed by the next string part.
 */
export type RuleTree = {
  readonly key: string;
  readonly children: ReadonlyMap<string, RuleTree>;
  readonly rules: readonly Rule[];
};

/** What a policy may use; in OPA's format, of which `capabilities.json` is an instance. */
export type Capabilities = {
  /** Names of the builtins that may be called. */
  readonly builtins: ReadonlySet<string>;
  readonly features: ReadonlySet<string>;
  readonly allowNet: readonly string[] | undefined;
};

export type CompilerOptions = {
  readonly regoVersion: RegoVersion;
  readonly capabilities: Capabilities;
  /** Schema by path below `schema`, for `schemas:` annotations and `--schema`. */
  readonly schemas: { readonly [path: string]: unknown };
  readonly strict: boolean;
};
