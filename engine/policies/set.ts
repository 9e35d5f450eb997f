import { type Diagnostic, errorDiagnostic } from '../diagnostics/index.ts';
import { builtin, type Evaluated, Executable } from '../rego/runtime.ts';
import type { CompiledPolicy, PolicyArtifact } from './artifact.ts';

/** The two ways to run a tree: fast where everything is known, provenance where something is not. */
export type ProgramMode = 'fast' | 'provenance';

/** A compiled tree whose programs are loaded on first use. */
export type PolicyTree = Pick<PolicyArtifact, 'digest' | 'data' | 'policies'> & {
  readonly executable: (mode: ProgramMode) => Executable;
  /** Evaluates the tree's policies in place of `executable`: code that was not made here. */
  readonly foreign?: ForeignProgram;
};

/**
 * Policies as code that was not made here, such as WASM.
 * Shape:  `entry` is a ref (`data.a.deny`). It cannot say what it read.
 * Units:  `now` is nanoseconds since 1970-01-01 UTC.
 */
export type ForeignProgram = { readonly evaluate: (entry: string, input: unknown, now: bigint) => Evaluated };

/** A policy with the tree it came from; `tree` indexes `PolicySet.trees`. */
export type LoadedPolicy = CompiledPolicy & { readonly tree: number };

/**
 * All policies of a run.
 * Shape: policies by id in byte order; each id once.
 */
export type PolicySet = {
  readonly digest: string;
  readonly trees: readonly PolicyTree[];
  readonly policies: readonly LoadedPolicy[];
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * Puts compiled trees together.
 * Errors: `policy_metadata` for an id that two trees have; the first one stays.
 */
export function loadPolicySet(trees: readonly PolicyTree[], digest: string): PolicySet {
  const byId = new Map<string, LoadedPolicy>();
  const diagnostics: Diagnostic[] = [];
  trees.forEach(({ policies: own }, tree) => {
    for (const policy of own) {
      if (byId.has(policy.id)) {
        const hint = 'give one of them another name; a shipped policy can be left out with `--no-shipped`';
        diagnostics.push(errorDiagnostic('policy_metadata', `two policies are called \`${policy.id}\``, { hint }));
      } else byId.set(policy.id, { ...policy, tree });
    }
  });
  const policies = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { digest, trees, policies, diagnostics };
}

/** A tree that was just compiled. */
export function freshTree(artifact: PolicyArtifact): PolicyTree {
  const { digest, data, policies, programs } = artifact;
  const executable = (mode: ProgramMode) => new Executable(programs![mode], builtin);
  return { digest, data, policies, executable };
}
