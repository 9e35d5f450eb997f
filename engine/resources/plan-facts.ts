import type { JsonObject } from '../inputs/index.ts';
import { child, listOf, text } from './json.ts';
import type { Plan, PlannedResource } from './plan.ts';

/** The account that `data.aws_caller_identity` read, where the plan uses it and it is one. */
export function callerAccount(plan: Plan): string | undefined {
  const accounts = new Set(
    plan.data
      .filter((source) => source.type === 'aws_caller_identity')
      .map((source) => text(child(source.values, 'account_id'))),
  );
  return accounts.size === 1 ? [...accounts][0] : undefined;
}

/** Why a plan does not hold everything that will be. Source: Terraform, JSON Output Format, complete and errored. */
export function incompleteness(root: JsonObject): readonly { readonly type: string; readonly reason: string }[] {
  const reasons: string[] = [];
  if (root.errored === true) reasons.push('terraform stopped with an error while it made the plan');
  if (root.complete === false) reasons.push('the plan is partial (targets or deferred changes)');
  if (listOf(child(root, 'deferred_changes')).length > 0) reasons.push('the plan defers changes');
  return reasons.map((reason) => ({ type: '*', reason }));
}

export function groupByType(resources: readonly PlannedResource[]): ReadonlyMap<string, readonly PlannedResource[]> {
  const groups = new Map<string, PlannedResource[]>();
  for (const resource of resources) {
    const group = groups.get(resource.type);
    if (group === undefined) groups.set(resource.type, [resource]);
    else group.push(resource);
  }
  return groups;
}
