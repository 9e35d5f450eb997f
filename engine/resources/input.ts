import type { JsonObject, JsonPath, JsonValue } from '../inputs/index.ts';
import { child, objectOf } from './json.ts';
import type { KnownText } from './known-text.ts';
import { redact } from './redact.ts';
import type { Resource, ResourceInput, UnknownPath } from './resource.ts';

/** What is kept for a resource once made. */
class Slot {
  readonly resource: Resource;
  input: ResourceInput | undefined = undefined;
  native: JsonObject | undefined = undefined;
  references: JsonObject | undefined = undefined;
  unknown: readonly JsonValue[] | undefined = undefined;
  marks: MarkCollection | undefined = undefined;

  constructor(resource: Resource) {
    this.resource = resource;
  }
}

const SLOT = Symbol('policy input');

/** Kept on the resource and its input: a weak map over every resource of a large plan costs more than all else here. */
type Holder = { readonly [SLOT]?: Slot };

function slotOf(resource: Resource): Slot {
  const known = (resource as Holder)[SLOT];
  if (known !== undefined) return known;
  const slot = new Slot(resource);
  Object.defineProperty(resource, SLOT, { value: slot });
  return slot;
}

/**
 * Members that are made when a policy reads them. One getter serves every input: getters of their own would give each
 * input a hidden class of its own.
 */
const LAZY = {
  native: lazily((slot) => {
    if (slot.native !== undefined) return slot.native;
    slot.native = redact(slot.resource).native;
    if (slot.marks !== undefined) markNative(slot.resource, slot.marks);
    return slot.native;
  }),
  references: lazily((slot) => {
    if (slot.references !== undefined) return slot.references;
    const known = Object.entries(slot.resource.references).filter(([, ids]) => ids !== 'ambiguous');
    slot.references = objectOf(known as [string, JsonValue][]);
    if (slot.marks !== undefined) markAmbiguous(slot.resource, slot.marks);
    return slot.references;
  }),
  unknown: lazily((slot) => {
    slot.unknown ??= redact(slot.resource).unknown.map(({ path, reason, decidedBy }) => ({ path, reason, decidedBy }));
    return slot.unknown;
  }),
  before: lazily((slot) => redact(slot.resource).before),
} as const satisfies { readonly [member: string]: PropertyDescriptor };

function lazily(make: (slot: Slot) => JsonValue): PropertyDescriptor {
  return {
    enumerable: true,
    configurable: true,
    get(this: Holder) {
      return make(this[SLOT] as Slot);
    },
  };
}

/**
 * What a policy sees as `input` for a resource: redacted, plain JSON, the same object at every call.
 * Shape:  `unknown`, `references` and `change.before` are made when a policy reads them. A reference that is ambiguous is
 *         left out here and marked in `unknownMarks`.
 */
export function toPolicyInput(resource: Resource): ResourceInput {
  const slot = slotOf(resource);
  if (slot.input !== undefined) return slot.input;
  const shown = redact(resource);
  const input: Record<string | symbol, unknown> = {
    id: resource.id,
    type: resource.type,
    name: resource.name,
    properties: shown.properties,
  };
  Object.defineProperty(input, SLOT, { value: slot });
  Object.defineProperty(input, 'native', LAZY.native);
  if (!shown.unknown.some((unknown) => hidesTags(unknown, shown.properties))) input.tags = shown.tags;
  input.scope = resource.scope;
  input.source = resource.source;
  input.change = changeInput(resource, slot);
  Object.defineProperty(input, 'references', LAZY.references);
  Object.defineProperty(input, 'unknown', LAZY.unknown);
  input.sensitive = resource.sensitive;
  slot.input = input as unknown as ResourceInput;
  return slot.input;
}

/** Whether nothing is known of the tags: they are not known themselves, or they lie in what is not shown of a part. */
function hidesTags({ path, open }: UnknownPath, properties: JsonObject): boolean {
  if (path.length === 0) return open === true && child(properties, 'Tags') === undefined;
  return path.length === 1 && path[0] === 'Tags' && open === undefined;
}

function changeInput(resource: Resource, slot: Slot): JsonValue {
  const { change } = resource;
  if (change === undefined) return null;
  const { actions, replacePaths, previousAddress, importing, drift, reason, deferred } = change;
  const input: Record<string | symbol, unknown> = { actions };
  Object.defineProperty(input, SLOT, { value: slot });
  Object.defineProperty(input, 'before', LAZY.before);
  input.replacePaths = replacePaths;
  const others = { previousAddress, importing, drift, reason, deferred };
  for (const [name, value] of Object.entries(others)) if (value !== undefined) input[name] = value;
  return input as unknown as JsonValue;
}

/** Why a key of a container is not known, and the path of it below `input`. */
export type UnknownKey = {
  readonly path: JsonPath;
  readonly reason: UnknownPath['reason'];
  readonly decidedBy: readonly string[];
  readonly alwaysSet: boolean;
  readonly symbol: string | undefined;
  readonly text: KnownText | undefined;
};

/**
 * What of a policy's input is not known, over exactly the objects of `toPolicyInput(resource)`.
 * Shape:  `unknown` holds the containers with unknown keys: those keys, or `'all'` for every key that is not there (a
 *         list or object that may hold more than it shows). `carriers` are the containers at or below which something is
 *         unknown, `input` always among them. `why` explains a key of a container, `pathOf` a container's path below
 *         `input`. Native attributes and ambiguous references are marked when a policy first reads `input.native` or
 *         `input.references`, unless nothing else is unknown.
 */
export type UnknownMarks = {
  readonly unknown: ReadonlyMap<object, ReadonlySet<string | number> | 'all'>;
  readonly carriers: ReadonlySet<object>;
  readonly why: (container: object, key: string | number | undefined) => UnknownKey | undefined;
  readonly pathOf: (container: object) => JsonPath | undefined;
  /** Everything that is not known, with its path below `input`. */
  readonly all: () => readonly UnknownKey[];
};

export function unknownMarks(resource: Resource): UnknownMarks {
  const slot = slotOf(resource);
  if (slot.marks !== undefined) return slot.marks;
  const marks = new MarkCollection(toPolicyInput(resource));
  const shown = redact(resource);
  for (const unknown of shown.unknown) {
    marks.add('properties', unknown.path, unknown);
    marks.addTag(unknown, hidesTags(unknown, shown.properties));
  }
  for (const key of shown.hiddenTags)
    marks.add('tags', [key], { path: ['tags', key], reason: 'redacted', decidedBy: [] });
  slot.marks = marks;
  // INVARIANT: no marks at all means that nothing is unknown, the native attributes included.
  if (slot.native !== undefined) markNative(resource, marks);
  else if (marks.unknown.size === 0 && shown.nativeUnknown.length > 0) void marks.input.native;
  if (slot.references !== undefined) markAmbiguous(resource, marks);
  return marks;
}

const NATIVE: UnknownPath = { path: [], reason: 'after-apply', decidedBy: [] };

function markNative(resource: Resource, marks: MarkCollection): void {
  for (const path of redact(resource).nativeUnknown) marks.add('native', path, NATIVE);
}

function markAmbiguous(resource: Resource, marks: MarkCollection): void {
  for (const [path, ids] of Object.entries(resource.references))
    if (ids === 'ambiguous') marks.add('references', [path], { path: [path], reason: 'ambiguous', decidedBy: [] });
}

type Area = 'properties' | 'native' | 'references' | 'tags';

type Found = {
  readonly container: object;
  readonly key: string | number | undefined;
  readonly trail: readonly object[];
};

class MarkCollection implements UnknownMarks {
  readonly unknown = new Map<object, Set<string | number> | 'all'>();
  readonly carriers = new Set<object>();
  readonly #added: { readonly area: Area; readonly path: JsonPath; readonly why: UnknownPath }[] = [];
  readonly input: ResourceInput;

  constructor(input: ResourceInput) {
    this.input = input;
    this.carriers.add(input);
  }

  why(container: object, key: string | number | undefined): UnknownKey | undefined {
    let open: UnknownKey | undefined;
    for (const { area, path, why } of this.#added) {
      const found = this.#find(area, path, why);
      if (found.container !== container) continue;
      const told = toldOf(area, path, why);
      if (found.key === undefined) open = told;
      else if (found.key === key) return told;
    }
    return open;
  }

  all(): readonly UnknownKey[] {
    return this.#added.map(({ area, path, why }) => toldOf(area, path, why));
  }

  pathOf(container: object): JsonPath | undefined {
    if (container === this.input) return [];
    for (const { area, path, why } of this.#added) {
      const { trail } = this.#find(area, path, why);
      const depth = trail.indexOf(container);
      if (depth >= 0) return [area, ...path].slice(0, depth);
    }
    return undefined;
  }

  /** Marks the value at `path`, or the container at it when the mark is open. */
  add(area: Area, path: JsonPath, why: UnknownPath): void {
    const { container, key, trail } = this.#find(area, path, why);
    this.#added.push({ area, path, why });
    for (const carrier of trail) this.carriers.add(carrier);
    const keys = this.unknown.get(container);
    if (key === undefined) this.unknown.set(container, 'all');
    else if (keys === undefined) this.unknown.set(container, new Set([key]));
    else if (keys !== 'all') keys.add(key);
  }

  /** The same for `input.tags`, which shows the tags by key. */
  addTag(unknown: UnknownPath, isHidden: boolean): void {
    const [property, index, field] = unknown.path;
    if (isHidden) this.#addTags([], unknown);
    else if (property === 'Tags') {
      const list = child(this.input.properties, 'Tags');
      if (unknown.open) this.add('tags', [], unknown);
      const key = typeof index === 'number' && field === 'Value' ? child(child(list, index), 'Key') : undefined;
      if (typeof key === 'string') this.add('tags', [key], unknown);
    }
  }

  /** The key `tags` of the input itself. */
  #addTags(path: JsonPath, unknown: UnknownPath): void {
    this.add('tags', path, { path, reason: unknown.reason, decidedBy: [] });
  }

  /** The deepest container on the way to the value, and the key under it; no key for a container that is open. */
  #find(area: Area, path: JsonPath, why: UnknownPath): Found {
    // Most unknowns lie right below one of the areas.
    const container =
      path.length === 1 && why.open === undefined ? child(this.input as unknown as JsonObject, area) : null;
    if (typeof container === 'object' && container !== null)
      return { container, key: path[0], trail: [this.input, container] };
    const trail: object[] = [this.input];
    const end = why.open ? path.length : path.length - 1;
    for (let depth = -1; depth < end; depth++) {
      const next = child(trail[depth + 1] as JsonObject, depth < 0 ? area : (path[depth] as string | number));
      if (typeof next !== 'object' || next === null) break;
      trail.push(next);
    }
    const depth = trail.length - 2;
    const isOpen = why.open === true && depth === path.length;
    const key = isOpen ? undefined : depth < 0 ? area : path[depth];
    return { container: trail.at(-1) as object, key, trail };
  }
}

/** Told lazily: each follows references. */
function toldOf(area: Area, path: JsonPath, why: UnknownPath): UnknownKey {
  return {
    path: [area, ...path],
    reason: why.reason,
    get decidedBy() {
      return why.decidedBy;
    },
    get alwaysSet() {
      return why.alwaysSet === true;
    },
    get symbol() {
      return why.symbol;
    },
    get text() {
      return why.text;
    },
  };
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
