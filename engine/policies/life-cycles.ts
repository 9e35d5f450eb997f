import type { Resource } from '../resources/index.ts';
import type { LifeCycle, PolicyMetadata } from './policy.ts';

type ByType = ReadonlyMap<string, readonly Resource[]>;

/** What is judged at one stage, by canonical and by native type. */
type Stage = { readonly byType: ByType; readonly byNative: ByType };

const PLANNED = ['planned'] as const satisfies readonly LifeCycle[];

/**
 * The resources of a run by what becomes of them, for policies to choose from.
 * Shape:  `planned` is the whole population. A resource that a plan forgets is planned too where the planned state still
 *         holds it. A replaced resource is planned, with `delete` among its actions; it is not deleted for good.
 * Source: Terraform, JSON Output Format: actions of a change.
 */
export class LifeCycles {
  readonly #stages: { readonly [stage in LifeCycle]: Stage };

  constructor(resources: readonly Resource[], deletions: readonly Resource[]) {
    const forgotten = [...resources, ...deletions].filter((one) => one.change?.actions.includes('forget'));
    const deleted = deletions.filter((one) => one.change?.actions.includes('delete'));
    this.#stages = { planned: stageOf(resources), delete: stageOf(deleted), forget: stageOf(forgotten) };
  }

  /** What a policy judges, each resource once. */
  resourcesFor({ resourceTypes, appliesTo = PLANNED }: PolicyMetadata): readonly Resource[] {
    const chosen = new Set<Resource>();
    for (const stage of appliesTo) {
      const { byType, byNative } = this.#stages[stage];
      for (const type of resourceTypes)
        for (const resource of byType.get(type) ?? byNative.get(type) ?? []) chosen.add(resource);
    }
    return [...chosen];
  }
}

function stageOf(resources: readonly Resource[]): Stage {
  return {
    byType: groupBy(resources, (resource) => resource.type),
    byNative: groupBy(resources, (resource) => resource.nativeType),
  };
}

function groupBy(resources: readonly Resource[], keyOf: (resource: Resource) => string): ByType {
  const groups = new Map<string, Resource[]>();
  for (const resource of resources) {
    const group = groups.get(keyOf(resource));
    if (group === undefined) groups.set(keyOf(resource), [resource]);
    else group.push(resource);
  }
  return groups;
}
