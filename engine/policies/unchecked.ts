import type { Document, IncompleteType, Resource } from '../resources/index.ts';
import type { Result } from './policy.ts';
import type { PolicySet } from './set.ts';

/** All that there was to judge. */
type Population = {
  readonly documents: readonly Document[];
  readonly resources: readonly Resource[];
  readonly incomplete: readonly IncompleteType[];
};

type Unchecked = {
  readonly counts: { readonly documents: number; readonly policies: number; readonly uncovered: number };
  readonly notChecked: readonly { readonly what: string; readonly reason: string }[];
};

/**
 * What the policies did not look at: parts of the population that were not seen, documents of no known kind that no
 * document policy judges, and resources to which no policy applies, by type.
 * Shape: `counts.documents` are those that can be judged at all; `counts.uncovered` are resources on which every policy,
 *        if any ran, said `not-applicable`. A satellite whose owners were judged was judged as part of them, and is
 *        left out.
 */
export function describeUnchecked(set: PolicySet, population: Population, results: readonly Result[]): Unchecked {
  const { documents, resources } = population;
  const covered = new Set<string>();
  for (const { subject, verdict } of results) if (verdict !== 'not-applicable') covered.add(subject.id);
  const judgesDocuments = set.policies.some((policy) => policy.kind === 'document');
  const plain = judgesDocuments ? [] : documents.filter((document) => document.kind === 'json');
  const uncovered = new Map<string, number>();
  for (const { id, type, mergedInto = [] } of resources) {
    const isPart = mergedInto.length > 0 && mergedInto.every((owner) => covered.has(owner));
    if (!covered.has(id) && !isPart) uncovered.set(type, (uncovered.get(type) ?? 0) + 1);
  }
  const types = [...uncovered].sort(([a], [b]) => (a < b ? -1 : 1));
  const notChecked = [
    ...unseen(population.incomplete),
    ...plain.map(({ path, index }) => ({
      what: index === 0 ? path : `${path}#${index}`,
      reason: 'of no kind that holds resources, and no document policy was given',
    })),
    ...types.map(([type, count]) => ({ what: `${count} ${type}`, reason: 'no policy applies' })),
  ];
  const total = types.reduce((sum, [, count]) => sum + count, 0);
  const counts = {
    documents: documents.length - plain.length,
    policies: set.policies.length,
    uncovered: judgesDocuments ? 0 : total,
  };
  return { counts, notChecked };
}

/** The parts of the population that were not seen, each once. */
function unseen(incomplete: readonly IncompleteType[]): Unchecked['notChecked'] {
  const rows = incomplete.map(({ type, reason }) => ({ what: type === '*' ? 'resources of any type' : type, reason }));
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}
