export type { CompiledDocumentPolicy, CompiledPolicy, CompiledResourcePolicy, PolicyArtifact } from './artifact.ts';
export { type Evaluated, type EvaluationInput, evaluatePolicies } from './evaluate.ts';
export { maskDiagnostics, maskResults } from './mask.ts';
export * from './policy.ts';
export {
  freshTree,
  type LoadedPolicy,
  loadPolicySet,
  type PolicySet,
  type PolicyTree,
  type ProgramMode,
} from './set.ts';
export { describeUnchecked } from './unchecked.ts';
