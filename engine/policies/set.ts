import { type Diagnostic, errorDiagnostic } from '../diagnostics/index.ts';
import type { CompiledPolicy, PolicyArtifact } from './artifact.ts';

/** A policy with the tree it came from; `tree` indexes `PolicySet.trees`. */
export type LoadedPolicy = CompiledPolicy & { readonly tree: number };

/**
 * All policies of a run.
 * Shape: policies by id in byte order; each id once.
 */
export type PolicySet = {
  readonly digest: string;
  readonly trees: readonly PolicyArtifact[];
  readonly policies: readonly LoadedPolicy[];
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * Puts compiled trees together.
 * Errors: `policy_metadata` for an id that two trees have; the first one stays.
 */
export function loadPolicySet(trees: readonly PolicyArtifact[], digest: string): PolicySet {
  const byId = new Map<string, LoadedPolicy>();
  const diagnostics: Diagnostic[] = [];
  trees.forEach((artifact, tree) => {
    for (const policy of artifact.policies) {
      if (byId.has(policy.id)) {
        const hint = 'give one of them another name; a shipped policy can be left out with `--no-shipped`';
        diagnostics.push(errorDiagnostic('policy_metadata', `two policies are called \`${policy.id}\``, { hint }));
      } else byId.set(policy.id, { ...policy, tree });
    }
  });
  const policies = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { digest, trees, policies, diagnostics };
}
