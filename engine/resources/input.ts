import type { JsonObject, JsonPath, JsonValue } from '../inputs/index.ts';
import { child, isList, objectOf } from './json.ts';
import { redact } from './redact.ts';
import type { Resource, ResourceInput, UnknownPath } from './resource.ts';

const inputs = new WeakMap<Resource, ResourceInput>();

/**
 * What a policy sees as `input` for a resource: redacted, plain JSON, the same object at every call.
 * Shape:  `unknown`, `references` and `change.before` are made when a policy reads them. A reference that is ambiguous is
 *         left out here and marked in `unknownMarks`.
 */
export function toPolicyInput(resource: Resource): ResourceInput {
  const known = inputs.get(resource);
  if (known !== undefined) return known;
  const shown = redact(resource);
  const tagsAreKnown = !shown.unknown.some((unknown) => hidesTags(unknown, shown.properties));
  const lazy = { references: undefined, unknown: undefined } as {
    references: JsonObject | undefined;
    unknown: readonly JsonValue[] | undefined;
  };
  const input: ResourceInput = {
    id: resource.id,
    type: resource.type,
    name: resource.name,
    properties: shown.properties,
    native: shown.native,
    ...(tagsAreKnown ? { tags: resource.tags as JsonValue } : {}),
    scope: resource.scope as JsonObject,
    source: resource.source as unknown as JsonObject,
    change: changeInput(resource, shown.before),
    get references() {
      lazy.references ??= objectOf(
        Object.entries(resource.references).flatMap(([path, ids]): [string, JsonValue][] =>
          ids === 'ambiguous' ? [] : [[path, ids]],
        ),
      );
      return lazy.references;
    },
    get unknown() {
      lazy.unknown ??= shown.unknown.map(({ path, reason, decidedBy }) => ({ path, reason, decidedBy }));
      return lazy.unknown;
    },
    sensitive: resource.sensitive,
  };
  inputs.set(resource, input);
  return input;
}

/** Whether nothing is known of the tags: they are not known themselves, or they lie in what is not shown of a part. */
function hidesTags({ path, open }: UnknownPath, properties: JsonObject): boolean {
  if (path.length === 0) return open === true && child(properties, 'Tags') === undefined;
  return path.length === 1 && path[0] === 'Tags' && open === undefined;
}

function changeInput(resource: Resource, before: JsonValue): JsonValue {
  const { change } = resource;
  if (change === undefined) return null;
  const { actions, replacePaths, previousAddress, importing, drift } = change;
  return {
    actions,
    before,
    replacePaths,
    ...(previousAddress === undefined ? {} : { previousAddress }),
    ...(importing === undefined ? {} : { importing }),
    ...(drift === undefined ? {} : { drift }),
  };
}

/** Why a key of a container is not known, and the path of it below `input`. */
export type UnknownKey = {
  readonly path: JsonPath;
  readonly reason: UnknownPath['reason'];
  readonly decidedBy: readonly string[];
  readonly alwaysSet: boolean;
};

/**
 * What of a policy's input is not known, over exactly the objects of `toPolicyInput(resource)`.
 * Shape:  `unknown` holds the containers with unknown keys: those keys, or `'all'` for every key that is not there (a
 *         list or object that may hold more than it shows). `carriers` are the containers at or below which something is
 *         unknown, `input` among them. `why` explains a key of a container, `pathOf` a container's path below `input`.
 */
export type UnknownMarks = {
  readonly unknown: ReadonlyMap<object, ReadonlySet<string | number> | 'all'>;
  readonly carriers: ReadonlySet<object>;
  readonly why: (container: object, key: string | number | undefined) => UnknownKey | undefined;
  readonly pathOf: (container: object) => JsonPath | undefined;
};

const marks = new WeakMap<Resource, UnknownMarks>();

export function unknownMarks(resource: Resource): UnknownMarks {
  const known = marks.get(resource);
  if (known !== undefined) return known;
  const made = new MarkCollection(toPolicyInput(resource));
  const shown = redact(resource);
  for (const path of shown.unknown) made.add(['properties', ...path.path], path);
  for (const path of shown.unknown) made.addTag(path, hidesTags(path, shown.properties));
  const native = shown.nativeUnknown.map((path): UnknownPath => ({ path, reason: 'after-apply', decidedBy: [] }));
  for (const path of native) made.add(['native', ...path.path], path);
  // References are looked up only for resources that have an ambiguous one, and those say so without following any.
  for (const [path, ids] of Object.entries(resource.references))
    if (ids === 'ambiguous') made.add(['references', path], { path: [path], reason: 'ambiguous', decidedBy: [] });
  marks.set(resource, made);
  return made;
}

class MarkCollection implements UnknownMarks {
  readonly unknown = new Map<object, Set<string | number> | 'all'>();
  readonly carriers = new Set<object>();
  readonly #reasons = new Map<object, Map<string | number | undefined, UnknownKey>>();
  readonly #paths = new Map<object, JsonPath>();
  readonly #input: ResourceInput;

  constructor(input: ResourceInput) {
    this.#input = input;
  }

  why(container: object, key: string | number | undefined): UnknownKey | undefined {
    const reasons = this.#reasons.get(container);
    return reasons?.get(key) ?? reasons?.get(undefined);
  }

  pathOf(container: object): JsonPath | undefined {
    return this.#paths.get(container);
  }

  /** Marks the value at `path` below the input, or the container at it when the mark is open. */
  add(path: JsonPath, why: UnknownPath): void {
    const trail: object[] = [this.#input];
    let node: JsonValue | undefined = this.#input as unknown as JsonObject;
    let depth = 0;
    // The container that can be marked is the deepest that is there.
    const wanted = why.open ? path.length : path.length - 1;
    while (depth < wanted) {
      const next = child(node, path[depth] as string | number);
      if (typeof next !== 'object' || next === null) break;
      trail.push(next);
      node = next;
      depth++;
    }
    for (const [index, carrier] of trail.entries()) {
      this.carriers.add(carrier);
      if (!this.#paths.has(carrier)) this.#paths.set(carrier, path.slice(0, index));
    }
    const container = trail.at(-1) as object;
    const isOpen = why.open === true && depth === path.length;
    this.#mark(container, isOpen ? undefined : (path[depth] as string | number), path, why);
  }

  /** The same for `input.tags`, which shows the tags by key. */
  addTag({ path, ...why }: UnknownPath, isHidden: boolean): void {
    if (isHidden) this.add(['tags'], { reason: why.reason, decidedBy: [], path: ['tags'] });
    if (isHidden || path[0] !== 'Tags') return;
    const [, index, field] = path;
    const list = child(this.#input.properties, 'Tags');
    if (path.length === 1) this.add(['tags'], { ...why, path: ['tags'] });
    if (typeof index === 'number' && field === 'Value' && isList(list)) {
      const key = child(list[index], 'Key');
      if (typeof key === 'string') this.add(['tags', key], { ...why, path: ['tags', key] });
    }
  }

  #mark(container: object, key: string | number | undefined, path: JsonPath, why: UnknownPath): void {
    const keys = this.unknown.get(container);
    if (key === undefined) this.unknown.set(container, 'all');
    else if (keys === undefined) this.unknown.set(container, new Set([key]));
    else if (keys !== 'all') keys.add(key);
    const reasons = this.#reasons.get(container) ?? new Map<string | number | undefined, UnknownKey>();
    this.#reasons.set(container, reasons);
    if (reasons.has(key)) return;
    reasons.set(key, {
      path,
      reason: why.reason,
      get decidedBy() {
        return why.decidedBy;
      },
      alwaysSet: why.alwaysSet === true,
    });
  }
}

/** `data.resources` of policies: inputs by type and id, and by id. */
export type ResourceIndex = {
  readonly by_type: { readonly [type: string]: { readonly [id: string]: ResourceInput } };
  readonly by_id: { readonly [id: string]: ResourceInput };
};

/**
 * Indexes resources for policies that look at others. The entries are the inputs themselves, nothing is copied.
 * Shape: objects without prototype; a resource is found under its canonical type and, where that differs, its native type.
 */
export function indexResources(resources: readonly Resource[]): ResourceIndex {
  const byType: Record<string, Record<string, ResourceInput>> = Object.create(null);
  const byId: Record<string, ResourceInput> = Object.create(null);
  for (const resource of resources) {
    const input = toPolicyInput(resource);
    byId[resource.id] = input;
    for (const type of new Set([resource.type, resource.nativeType])) {
      byType[type] ??= Object.create(null) as Record<string, ResourceInput>;
      (byType[type] as Record<string, ResourceInput>)[resource.id] = input;
    }
  }
  return { by_type: byType, by_id: byId };
}
