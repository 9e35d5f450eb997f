import type { JsonPath, JsonValue } from '../inputs/index.ts';
import type { Identities } from './identities.ts';
import { isGloballyUnique } from './identities.ts';
import { child, isList } from './json.ts';
import type { PlannedResource } from './plan.ts';
import type { Targets } from './references.ts';
import type { Resource, ResourceId } from './resource.ts';
import type { Native, Origin, Traced } from './traced.ts';

/** How a resource's values lead to others. `targets` is undefined where no expression is known. */
export type Linking = {
  readonly self: Native;
  /** Property path -> type of the resource that the property names. */
  readonly names: { readonly [property: string]: string };
  readonly identities: Identities;
  readonly targets: (native: Native, path: JsonPath) => Targets | undefined;
  readonly nativeOf: (resource: PlannedResource) => Native;
  /** Native attributes that have expressions, for resources without canonical properties. */
  readonly attributes: readonly string[];
};

/**
 * The references of a resource: dotted property path -> ids of the resources that it points at.
 * Shape:  by the configuration's references first, then by known names and ARNs; a path that stands for one of several
 *         resources which nothing tells apart is `'ambiguous'`. A list's elements are told together under the list.
 */
export function linkReferences(traced: Traced | undefined, linking: Linking): Resource['references'] {
  const found = new Map<string, readonly ResourceId[] | 'ambiguous'>();
  const [own] = linking.identities.idsOf([linking.self]);
  const add = (path: JsonPath, at: Origin | undefined, value: JsonValue | undefined): void => {
    const name = path.join('.');
    const known = found.get(name);
    if (known === 'ambiguous') return;
    const ids = linkOne(name, at, value, linking);
    if (ids === 'ambiguous') found.set(name, ids);
    else {
      const others = ids.filter((id) => id !== own);
      if (others.length > 0) found.set(name, [...new Set([...(known ?? []), ...others])]);
    }
  };
  if (traced === undefined)
    for (const attribute of linking.attributes)
      add([attribute], { native: linking.self, path: [attribute] }, child(linking.self.values, attribute));
  else visitLeaves(traced, add);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function linkOne(
  name: string,
  at: Origin | undefined,
  value: JsonValue | undefined,
  linking: Linking,
): readonly ResourceId[] | 'ambiguous' {
  const targets = at === undefined ? undefined : linking.targets(at.native, at.path);
  if (targets !== undefined && targets.managed.length > 0) {
    const ids = linking.identities.idsOf(targets.managed.map(linking.nativeOf));
    if (!targets.isAmbiguous) return ids;
    // A name that is known tells apart what the reference does not.
    const named = typeof value === 'string' ? ids.filter((id) => linking.identities.isCalled(id, value)) : [];
    return named.length === 1 ? named : 'ambiguous';
  }
  const type = Object.hasOwn(linking.names, name) ? linking.names[name] : undefined;
  const values = isList(value) ? value : [value];
  const ids: ResourceId[] = [];
  for (const one of values) {
    if (typeof one !== 'string' || (type === undefined && !isGloballyUnique(one))) continue;
    const named = type === undefined ? [] : linking.identities.byName(type, one);
    const all = named.length > 0 ? named : linking.identities.byName(undefined, one);
    if (all.length > 1) return 'ambiguous';
    ids.push(...all);
  }
  return ids;
}

type Visit = (path: JsonPath, at: Origin | undefined, value: JsonValue | undefined) => void;

function visitLeaves(traced: Traced, visit: Visit): void {
  const walk = (node: Traced, path: JsonPath): void => {
    switch (node.kind) {
      case 'value':
        visit(path, node.at, node.value);
        return;
      case 'unknown':
        visit(path, node.at, undefined);
        return;
      case 'object':
        for (const [key, field] of node.fields) walk(field, [...path, key]);
        return;
      case 'list': {
        let index = 0;
        for (const item of node.items) {
          // Plain elements are told under their list, as they are in a list that is known as a whole.
          const isPlain = item.kind === 'unknown' || (item.kind === 'value' && typeof item.value === 'string');
          walk(item, isPlain ? path : [...path, index]);
          if (item.kind !== 'unknown') index++;
        }
      }
    }
  };
  walk(traced, []);
}
