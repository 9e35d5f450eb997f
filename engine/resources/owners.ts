import type { JsonValue } from '../inputs/index.ts';
import { MAPPER_OF_TERRAFORM, SATELLITES_OF, type SatelliteKind } from './aws/index.ts';
import { child, isList, text } from './json.ts';
import type { TypeMapper } from './mapper.ts';
import type { Plan, PlannedResource } from './plan.ts';
import type { Resolver } from './references.ts';

/** A satellite beside the kind of property that it sets. */
export type Link = { readonly kind: SatelliteKind; readonly resource: PlannedResource };

/** Satellites of one owner for one property: in force, deleted by this plan, or perhaps belonging to it. */
export type Satellites = { readonly present: Link[]; readonly gone: Link[]; readonly possible: Link[] };

/** Satellites whose owner this plan does not hold; `name` is what they call it, where that is known. */
export type OutsideOwner = { readonly mapper: TypeMapper; readonly name: string | undefined; readonly links: Link[] };

export type Owners = {
  readonly of: (owner: PlannedResource) => ReadonlyMap<string, Satellites>;
  readonly outside: readonly OutsideOwner[];
  /** Owners in this plan that a satellite in force belongs to. */
  readonly ownersOf: (satellite: PlannedResource) => readonly PlannedResource[];
  readonly ambiguous: readonly { readonly resource: PlannedResource; readonly owners: readonly PlannedResource[] }[];
  /** The one resource of a Terraform type that is called `value`. */
  readonly named: (type: string, value: string) => PlannedResource | undefined;
};

type Found =
  | { readonly kind: 'owners'; readonly owners: readonly PlannedResource[] }
  | { readonly kind: 'possible'; readonly owners: readonly PlannedResource[] }
  | { readonly kind: 'outside'; readonly name: string | undefined };

/**
 * Finds the owner of every satellite of a plan: through references, and through names that are known.
 * Shape:  a reference is believed unless both ends are known and differ; several candidates that nothing tells apart
 *         are all `possible`. A deleted satellite belongs to the owner that its last known values name.
 */
export function linkSatellites(plan: Plan, resolver: Resolver): Owners {
  const search = new OwnerSearch(plan, resolver);
  const links = new Map<PlannedResource, Map<string, Satellites>>();
  const outside = new Map<string, { mapper: TypeMapper; name: string | undefined; links: Link[] }>();
  const ambiguous: { resource: PlannedResource; owners: readonly PlannedResource[] }[] = [];
  const unsure: { resource: PlannedResource; kind: SatelliteKind; owners: readonly PlannedResource[] }[] = [];
  const merged = new Map<PlannedResource, PlannedResource[]>();
  const add = (resource: PlannedResource, state: 'present' | 'gone'): void => {
    for (const kind of SATELLITES_OF.get(resource.type) ?? []) {
      for (const found of search.find(resource, kind)) {
        if (found.kind === 'outside') {
          if (state === 'gone') continue;
          const label = `${kind.owner.type}\n${found.name ?? `\n${resource.address}`}`;
          const group = outside.get(label) ?? { mapper: kind.owner, name: found.name, links: [] };
          group.links.push({ kind, resource });
          outside.set(label, group);
          continue;
        }
        if (found.kind === 'possible') {
          if (state === 'present') unsure.push({ resource, kind, owners: found.owners });
        } else
          for (const owner of found.owners) {
            satellitesOf(links, owner, kind.satellite.property)[state].push({ kind, resource });
            if (state === 'present') addMerged(merged, resource, owner);
          }
      }
    }
  };
  for (const resource of plan.managed) add(resource, 'present');
  for (const resource of plan.forgotten) add(resource, 'present');
  for (const resource of plan.deleted) add(resource, 'gone');
  for (const { resource, kind, owners } of unsure) {
    const { property, union } = kind.satellite;
    // An owner that has its one satellite of this kind is no candidate for another.
    const isTaken = (owner: PlannedResource) => !union && (links.get(owner)?.get(property)?.present.length ?? 0) > 0;
    const open = owners.filter((owner) => !isTaken(owner));
    const candidates = open.length > 0 ? open : owners;
    ambiguous.push({ resource, owners: candidates });
    for (const owner of candidates) satellitesOf(links, owner, property).possible.push({ kind, resource });
  }
  return {
    of: (owner) => links.get(owner) ?? NONE,
    outside: [...outside.values()],
    ownersOf: (satellite) => merged.get(satellite) ?? [],
    ambiguous,
    named: (type, value) => {
      const mapper = MAPPER_OF_TERRAFORM.get(type);
      const found = mapper === undefined ? [] : (search.index(mapper).get(value) ?? []);
      return found.length === 1 ? found[0] : undefined;
    },
  };
}

function addMerged(
  merged: Map<PlannedResource, PlannedResource[]>,
  satellite: PlannedResource,
  owner: PlannedResource,
): void {
  const owners = merged.get(satellite);
  if (owners === undefined) merged.set(satellite, [owner]);
  else if (!owners.includes(owner)) owners.push(owner);
}

const NONE: ReadonlyMap<string, Satellites> = new Map();

function satellitesOf(
  links: Map<PlannedResource, Map<string, Satellites>>,
  owner: PlannedResource,
  property: string,
): Satellites {
  const ofOwner = links.get(owner) ?? new Map<string, Satellites>();
  links.set(owner, ofOwner);
  const found = ofOwner.get(property) ?? { present: [], gone: [], possible: [] };
  ofOwner.set(property, found);
  return found;
}

class OwnerSearch {
  readonly #indexes = new Map<TypeMapper, Map<string, PlannedResource[]>>();
  readonly #byType = new Map<string, PlannedResource[]>();
  readonly #resolver: Resolver;

  constructor(plan: Plan, resolver: Resolver) {
    this.#resolver = resolver;
    for (const resource of plan.managed) {
      const group = this.#byType.get(resource.type);
      if (group === undefined) this.#byType.set(resource.type, [resource]);
      else group.push(resource);
    }
  }

  find(resource: PlannedResource, kind: SatelliteKind): readonly Found[] {
    const { owner: name } = kind.satellite;
    const value = child(resource.values, name);
    if (value === '' || (value === undefined && !this.#isSet(resource, name))) return [];
    if (isList(value)) return this.#findEach(resource, kind, value);
    const targets = this.#resolver.targets(resource, [name]);
    const referred = targets.managed.filter((target) => kind.owner.terraform.includes(target.type));
    if (typeof value === 'string') return [this.#byValue(kind.owner, value, referred)];
    if (referred.length === 1) return [{ kind: 'owners', owners: referred }];
    if (referred.length > 1) return [{ kind: name.endsWith('s') ? 'owners' : 'possible', owners: referred }];
    const candidates = this.#withinModules(kind.owner, targets.locals);
    return [candidates.length > 0 ? { kind: 'possible', owners: candidates } : { kind: 'outside', name: undefined }];
  }

  /** A list of owners: each that is known by its value, the others by reference. */
  #findEach(resource: PlannedResource, kind: SatelliteKind, values: readonly JsonValue[]): readonly Found[] {
    const found: Found[] = [];
    const targets = this.#resolver.targets(resource, [kind.satellite.owner]);
    const referred = targets.managed.filter((target) => kind.owner.terraform.includes(target.type));
    const taken = new Set<PlannedResource>();
    for (const value of values) {
      if (typeof value !== 'string') continue;
      const one = this.#byValue(kind.owner, value, referred);
      if (one.kind === 'owners') for (const owner of one.owners) taken.add(owner);
      found.push(one);
    }
    const rest = referred.filter((owner) => !taken.has(owner));
    if (values.some((value) => value === null) && rest.length > 0) found.push({ kind: 'owners', owners: rest });
    return found;
  }

  #byValue(mapper: TypeMapper, value: string, referred: readonly PlannedResource[]): Found {
    const exact = this.index(mapper).get(value) ?? [];
    const both = referred.filter((owner) => exact.includes(owner));
    const owners = both.length > 0 ? both : exact;
    if (owners.length === 1) return { kind: 'owners', owners };
    if (owners.length > 1) return { kind: 'possible', owners };
    // Nothing is known of what the owner is called: the reference is all there is.
    const unnamed = referred.filter((owner) =>
      mapper.keys.every((key) => text(child(owner.values, key)) === undefined),
    );
    if (unnamed.length === 1) return { kind: 'owners', owners: unnamed };
    if (unnamed.length > 1) return { kind: 'possible', owners: unnamed };
    return { kind: 'outside', name: value };
  }

  /** Owners that a local value of one of these modules may lead to: those in the module and below it. */
  #withinModules(mapper: TypeMapper, modules: readonly string[]): readonly PlannedResource[] {
    if (modules.length === 0) return [];
    const owners = mapper.terraform.flatMap((type) => this.#byType.get(type) ?? []);
    return owners.filter(
      (owner) =>
        modules.some((module) => module === '' || owner.module === module || owner.module.startsWith(`${module}.`)) &&
        mapper.keys.some((key) => text(child(owner.values, key)) === undefined),
    );
  }

  #isSet(resource: PlannedResource, name: string): boolean {
    return child(resource.unknown, name) === true || this.#resolver.expression(resource, [name]) !== undefined;
  }

  index(mapper: TypeMapper): ReadonlyMap<string, readonly PlannedResource[]> {
    const known = this.#indexes.get(mapper);
    if (known !== undefined) return known;
    const index = new Map<string, PlannedResource[]>();
    for (const type of mapper.terraform)
      for (const resource of this.#byType.get(type) ?? [])
        for (const value of new Set(mapper.keys.map((key) => text(child(resource.values, key))))) {
          if (value === undefined) continue;
          const group = index.get(value);
          if (group === undefined) index.set(value, [resource]);
          else group.push(resource);
        }
    this.#indexes.set(mapper, index);
    return index;
  }
}
