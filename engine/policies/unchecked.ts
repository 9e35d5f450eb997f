import type { Resource } from '../resources/index.ts';
import type { Result } from './policy.ts';
import type { PolicySet } from './set.ts';

/**
 * What the policies did not look at: resources to which none applies, by type.
 * Shape: `counts.uncovered` are resources on which every policy, if any ran, said `not-applicable`.
 */
export function describeUnchecked(
  set: PolicySet,
  resources: readonly Resource[],
  results: readonly Result[],
): {
  readonly counts: { readonly policies: number; readonly uncovered: number };
  readonly notChecked: readonly { readonly what: string; readonly reason: string }[];
} {
  const covered = new Set<string>();
  for (const { subject, verdict } of results) if (verdict !== 'not-applicable') covered.add(subject.id);
  const judgesDocuments = set.policies.some((policy) => policy.kind === 'document');
  const uncovered = new Map<string, number>();
  for (const { id, type } of resources) {
    if (!covered.has(id)) uncovered.set(type, (uncovered.get(type) ?? 0) + 1);
  }
  const notChecked = [...uncovered]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, count]) => ({ what: `${count} ${type}`, reason: 'no policy applies' }));
  const total = [...uncovered.values()].reduce((sum, count) => sum + count, 0);
  return { counts: { policies: set.policies.length, uncovered: judgesDocuments ? 0 : total }, notChecked };
}
