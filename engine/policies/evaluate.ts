import type { Diagnostic } from '../diagnostics/index.ts';
import type { Document, IncompleteType, Resource } from '../resources/index.ts';
import type { CompiledResourcePolicy } from './artifact.ts';
import { propertyPath } from './denials.ts';
import { evaluateDocuments } from './documents.ts';
import { LifeCycles } from './life-cycles.ts';
import { Neighbours } from './neighbours.ts';
import { effectiveParameters } from './parameters.ts';
import type { PolicyParameters, Result, ResultVerdict } from './policy.ts';
import { lacksPath } from './read-paths.ts';
import { RuleRunner } from './rule-runner.ts';
import type { LoadedPolicy, PolicySet } from './set.ts';
import { situationOf } from './situation.ts';
import { subjectOf } from './subject.ts';
import { countedAs } from './unknown/counted.ts';
import { decideUnknown, RESOURCE_LIMITS } from './unknown/decide.ts';
import { decideVerdict, isCertain, NOTHING } from './verdict.ts';

/**
 * What policies are evaluated on, and when.
 * Units: `run.now` is RFC 3339 in UTC, the clock that policies see.
 */
export type EvaluationInput = {
  readonly documents: readonly Document[];
  readonly resources: readonly Resource[];
  /** What a plan deletes or forgets; judged by policies that apply to it, and no neighbour of anything. */
  readonly deletions: readonly Resource[];
  readonly incomplete: readonly IncompleteType[];
  readonly run: { readonly now: string; readonly parameters: PolicyParameters };
};

export type Evaluated = { readonly results: readonly Result[]; readonly diagnostics: readonly Diagnostic[] };

/**
 * Evaluates every policy on every resource of its types, and every document policy on every document.
 * Shape:  one Result for each pair, in the order of policies and resources.
 * Errors: a policy that fails on a resource gives the verdict `error` there; wrong parameters are diagnostics.
 * Source: design 4.
 */
export function evaluatePolicies(set: PolicySet, given: EvaluationInput): Evaluated {
  const { parameters, diagnostics } = effectiveParameters(set.policies, given.run.parameters);
  const runner = new RuleRunner(set.trees, given.run.now);
  const neighbours = new Neighbours(given.resources, given.incomplete, parameters, set.trees);
  const lifeCycles = new LifeCycles(given.resources, given.deletions);
  const results: Result[] = [];
  for (const policy of set.policies) {
    if (policy.kind !== 'resource' || policy.metadata.deprecated) continue;
    for (const resource of lifeCycles.resourcesFor(policy.metadata)) {
      const verdict = judge(policy, resource, runner, neighbours);
      results.push({ policy: policy.id, severity: policy.metadata.severity, subject: subjectOf(resource), ...verdict });
    }
  }
  results.push(...evaluateDocuments(set, given.documents, parameters, runner));
  return { results, diagnostics };
}

function judge(
  policy: CompiledResourcePolicy & Pick<LoadedPolicy, 'tree'>,
  resource: Resource,
  runner: RuleRunner,
  neighbours: Neighbours,
): ResultVerdict {
  const view = neighbours.viewOf(policy, resource);
  const situation = situationOf(resource, view, policy.needs.length > 0, policy.shapes);
  const notApplicable =
    policy.notApplicable === undefined ? NOTHING : runner.run(policy.tree, policy.notApplicable, situation);
  const deny = runner.run(policy.tree, policy.deny, situation);
  const judged = decideVerdict(deny, notApplicable, propertyPath);
  const tainted =
    judged.verdict === 'fail' && lacksPath(deny)
      ? decideVerdict(runner.withPaths(policy.tree, policy.deny, situation, deny), notApplicable, propertyPath)
      : judged;
  if (situation.marks === undefined || isCertain(tainted, deny, notApplicable)) return tainted;
  const { tree, deny: denyEntry, notApplicable: otherEntry } = policy;
  const question = {
    tree,
    deny: denyEntry,
    notApplicable: otherEntry,
    situation,
    place: propertyPath,
    limits: RESOURCE_LIMITS,
  };
  return countedAs(policy.metadata.unknownAs, decideUnknown(question, runner, tainted));
}
