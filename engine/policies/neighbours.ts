import type { PlainObject, RegoValue } from '../rego/runtime.ts';
import {
  type IncompleteType,
  indexResources,
  type JsonObject,
  type Resource,
  type UnknownMarks,
  unknownMarks,
} from '../resources/index.ts';
import type { CompiledResourcePolicy } from './artifact.ts';
import type { PolicyParameters, Reach } from './policy.ts';
import type { PolicyTree } from './set.ts';

/**
 * What a policy sees as `data` for one resource.
 * Shape:  `open` are the sets that may lack resources. `marks` are the unknown values of everything in `data`, open sets
 *         included; `owners` tells whose a marked container is.
 */
export type View = {
  readonly data: PlainObject;
  readonly open: readonly OpenSet[];
  readonly marks: {
    readonly unknown: ReadonlyMap<object, ReadonlySet<string | number> | 'all'>;
    readonly carriers: ReadonlySet<object>;
  };
  readonly owners: ReadonlyMap<object, Owner>;
};

/** The resource that a container lies in. */
export type Owner = { readonly marks: UnknownMarks; readonly address: string; readonly type: string };

/** A `by_type` set (or the whole of `by_type`) that may be incomplete, with the reason to print. */
export type OpenSet = { readonly container: object; readonly type: string; readonly reason: string };

/**
 * The other resources that policies look up, by reach: `data.resources.by_type[type][id]` and `by_id[id]`.
 * Shape:  one index for each document, account (or cluster) and run, made on first use; policies that look up nothing
 *         share an empty one. `data.parameters` and the tree's own data files stand beside it.
 * Source: design 3.
 */
export class Neighbours {
  readonly #resources: readonly Resource[];
  readonly #incomplete: readonly IncompleteType[];
  readonly #parameters: PolicyParameters;
  readonly #trees: readonly PolicyTree[];
  readonly #members = new Map<string, Map<string, Resource[]>>();
  readonly #views = new Map<string, View>();

  constructor(
    resources: readonly Resource[],
    incomplete: readonly IncompleteType[],
    parameters: PolicyParameters,
    trees: readonly PolicyTree[],
  ) {
    this.#resources = resources;
    this.#incomplete = incomplete;
    this.#parameters = parameters;
    this.#trees = trees;
  }

  /** The view of one policy on one resource's surroundings. */
  viewOf(policy: CompiledResourcePolicy & { readonly tree: number }, resource: Resource): View {
    const { reach } = policy.metadata;
    const isLooking = policy.needs.length > 0;
    const group = isLooking ? groupOf(resource, reach) : '';
    const key = JSON.stringify([policy.tree, isLooking ? reach : '', group, policy.needs]);
    const known = this.#views.get(key);
    if (known !== undefined) return known;
    const view = this.#build(policy, isLooking ? this.#membersOf(reach, group) : []);
    this.#views.set(key, view);
    return view;
  }

  #membersOf(reach: Reach, group: string): readonly Resource[] {
    let groups = this.#members.get(reach);
    if (groups === undefined) {
      groups = new Map();
      this.#members.set(reach, groups);
      for (const resource of this.#resources) {
        const name = groupOf(resource, reach);
        const members = groups.get(name);
        if (members === undefined) groups.set(name, [resource]);
        else members.push(resource);
      }
    }
    return groups.get(group) ?? [];
  }

  #build(policy: CompiledResourcePolicy & { readonly tree: number }, members: readonly Resource[]): View {
    const wanted = new Set(policy.needs);
    const needed = members.filter((member) => wanted.has(member.type) || wanted.has(member.nativeType));
    const index = indexResources(needed);
    const byType: Record<string, JsonObject> = Object.assign(Object.create(null), index.by_type);
    const documents = new Set(members.map((member) => member.source.document));
    const open: OpenSet[] = [];
    for (const { type, document, reason } of this.#incomplete) {
      if (!documents.has(document)) continue;
      for (const need of type === '*' ? policy.needs : policy.needs.filter((one) => one === type)) {
        byType[need] ??= Object.create(null) as JsonObject;
        open.push({ container: byType[need], type: need, reason });
      }
    }
    const resources = { by_type: byType, by_id: index.by_id };
    const data: Record<string, RegoValue> = Object.assign(Object.create(null), this.#trees[policy.tree]?.data);
    data.parameters = this.#parameters as unknown as RegoValue;
    data.resources = resources as unknown as RegoValue;
    return {
      data,
      open,
      ...marksOf(needed, open, [data, resources, byType, resources.by_id, ...Object.values(byType)]),
    };
  }
}

/** `above` are the containers between `data` and the inputs: carriers as soon as anything in them is unknown. */
function marksOf(
  members: readonly Resource[],
  open: readonly OpenSet[],
  above: readonly object[],
): Pick<View, 'marks' | 'owners'> {
  const unknown = new Map<object, ReadonlySet<string | number> | 'all'>();
  const carriers = new Set<object>();
  const owners = new Map<object, Owner>();
  for (const member of members) {
    const marks = unknownMarks(member);
    if (marks.unknown.size === 0) continue;
    for (const [container, keys] of marks.unknown) unknown.set(container, keys);
    const owner: Owner = { marks, address: member.source.address, type: member.type };
    for (const container of marks.carriers) {
      carriers.add(container);
      owners.set(container, owner);
    }
  }
  for (const { container } of open) unknown.set(container, 'all');
  if (unknown.size > 0) for (const container of above) carriers.add(container);
  return { marks: { unknown, carriers }, owners };
}

function groupOf(resource: Resource, reach: Reach): string {
  if (reach === 'document') return resource.source.document;
  if (reach === 'run') return '';
  const { account, subscription, project, cluster } = resource.scope;
  return account ?? subscription ?? project ?? cluster ?? resource.source.document;
}
