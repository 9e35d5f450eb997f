import type { JsonPath, JsonValue } from '../resources/index.ts';

/** Marks over a whole plan, with the path of every container that has unknown keys. */
export type PlanMarks = {
  readonly unknown: ReadonlyMap<object, ReadonlySet<string | number> | 'all'>;
  readonly carriers: ReadonlySet<object>;
  readonly pathOf: (container: object) => JsonPath | undefined;
};

/**
 * Marks what a plan's JSON leaves open, for policies that read the plan itself: the keys of `change.after` that
 * `after_unknown` says are known only after apply, and the same attributes in `planned_values`.
 * Shape:  `after_unknown` mirrors `after`, with `true` in place of each unknown value; a key that is unknown is absent from
 *         `after`, or null within a list. undefined when the plan leaves nothing open.
 * Source: Terraform's JSON output format, change representation.
 */
export function planMarks(root: JsonValue): PlanMarks | undefined {
  const marker = new Marker();
  const openByAddress = new Map<string, JsonValue>();
  const changes = own(root, 'resource_changes');
  if (Array.isArray(changes)) {
    changes.forEach((row: JsonValue, index) => {
      const change = own(row, 'change');
      const open = own(change, 'after_unknown');
      if (open === undefined || open === false) return;
      const path = ['resource_changes', index, 'change'];
      if (!marker.markChild(change, 'after', open, path)) return;
      marker.carry(root, changes, row, change);
      const address = own(row, 'address');
      if (typeof address === 'string') openByAddress.set(address, open);
    });
  }
  const planned = own(root, 'planned_values');
  if (marker.markModule(own(planned, 'root_module'), openByAddress, ['planned_values', 'root_module'])) {
    marker.carry(root, planned);
  }
  return marker.isEmpty ? undefined : marker;
}

class Marker implements PlanMarks {
  readonly unknown = new Map<object, Set<string | number>>();
  readonly carriers = new Set<object>();
  readonly #paths = new Map<object, JsonPath>();

  get isEmpty(): boolean {
    return this.unknown.size === 0;
  }

  pathOf = (container: object): JsonPath | undefined => this.#paths.get(container);

  carry(...containers: readonly (JsonValue | undefined)[]): void {
    for (const container of containers)
      if (typeof container === 'object' && container !== null) this.carriers.add(container);
  }

  /** Marks `parent[key]` by its mirror in `after_unknown`; says whether anything below is open. */
  markChild(parent: JsonValue | undefined, key: string | number, open: JsonValue, path: JsonPath): boolean {
    if (typeof parent !== 'object' || parent === null || open === false || open === null) return false;
    if (open === true) {
      const keys = this.unknown.get(parent);
      if (keys === undefined) this.unknown.set(parent, new Set([key]));
      else keys.add(key);
      this.carriers.add(parent);
      this.#paths.set(parent, path);
      return true;
    }
    const child = Array.isArray(parent) ? (parent[Number(key)] as JsonValue | undefined) : own(parent, String(key));
    if (typeof child !== 'object' || child === null || typeof open !== 'object') return false;
    const steps = Array.isArray(open) ? [...open.entries()] : Object.entries(open);
    let isOpen = false;
    for (const [step, below] of steps) {
      if (this.markChild(child, step, below as JsonValue, [...path, key])) isOpen = true;
    }
    if (isOpen) this.carry(parent, child);
    return isOpen;
  }

  /** Marks the resources of a module of `planned_values`, child modules included. */
  markModule(module: JsonValue | undefined, openByAddress: ReadonlyMap<string, JsonValue>, path: JsonPath): boolean {
    let isOpen = false;
    const resources = own(module, 'resources');
    if (Array.isArray(resources)) {
      resources.forEach((resource: JsonValue, index) => {
        const open = openByAddress.get(String(own(resource, 'address')));
        if (open === undefined || !this.markChild(resource, 'values', open, [...path, 'resources', index])) return;
        this.carry(resources, resource);
        isOpen = true;
      });
    }
    const children = own(module, 'child_modules');
    if (Array.isArray(children)) {
      children.forEach((child: JsonValue, index) => {
        if (!this.markModule(child, openByAddress, [...path, 'child_modules', index])) return;
        this.carry(children);
        isOpen = true;
      });
    }
    if (isOpen) this.carry(module);
    return isOpen;
  }
}

function own(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as { readonly [key: string]: JsonValue })[key] : undefined;
}
