import type { JsonValue } from '../inputs/index.ts';
import { elementKey } from './content-key.ts';
import { canonicalText, isList } from './json.ts';
import { constant, isDefaulted, type Read, type TypeMapper, valuesOf } from './mapper.ts';
import type { Link, Satellites } from './owners.ts';
import type { PlannedResource } from './plan.ts';
import { flatten, type Native, rootCursor, type Traced } from './traced.ts';

/** How merging sees the plan: natives of satellites, and what they were before a change. */
export type MergeContext = {
  readonly nativeOf: (resource: PlannedResource) => Native;
  /** The satellite as it was before this plan, for those that it changes or deletes. */
  readonly beforeOf: (resource: PlannedResource) => Native | undefined;
  /** Whether the source is a state, whose owners may have been read before their satellites were last changed. */
  readonly isState: boolean;
};

const NO_SATELLITES: Satellites = { present: [], gone: [], possible: [] };

/**
 * The canonical properties of an owner, its satellites merged in.
 * Precedence (design 3): a satellite in this plan > the owner's attribute that the configuration sets > the cloud's
 * documented default (new owners only) > the last refresh, unless a satellite of that kind is created, changed or
 * deleted here > unknown. A state does not tell whether its last apply deleted a satellite after the owner was read, so
 * there an owner's own value of what satellites set is not known, but where deleting one brings back the default.
 */
export function traceOwner(
  native: Native,
  mapper: TypeMapper,
  satellites: ReadonlyMap<string, Satellites>,
  context: MergeContext,
): Traced {
  const at = rootCursor(native);
  const fields: [string, Traced][] = [];
  for (const { property, read, merge } of layoutOf(mapper)) {
    const own = read?.(at);
    const links = satellites.get(property) ?? NO_SATELLITES;
    const value = merge === undefined ? own : merge(property, native, mapper, own, links, context);
    if (value !== undefined) fields.push([property, value]);
  }
  return { kind: 'object', fields, at: { native, path: [] } };
}

type Merge = (
  property: string,
  native: Native,
  mapper: TypeMapper,
  own: Traced | undefined,
  links: Satellites,
  context: MergeContext,
) => Traced | undefined;

type PropertyLayout = { readonly property: string; readonly read: Read | undefined; readonly merge: Merge | undefined };

const layouts = new Map<TypeMapper, readonly PropertyLayout[]>();

/** The properties of a mapper, with how satellites come in; worked out once a mapper. */
function layoutOf(mapper: TypeMapper): readonly PropertyLayout[] {
  const known = layouts.get(mapper);
  if (known !== undefined) return known;
  const satellites = mapper.satellites ?? [];
  const properties = new Set([...Object.keys(mapper.properties), ...satellites.map(({ property }) => property)]);
  const layout = [...properties].map((property): PropertyLayout => {
    const kinds = satellites.filter((kind) => kind.property === property);
    const merge = kinds.length === 0 ? undefined : kinds.some((kind) => kind.union) ? mergeUnion : mergeSingle;
    return { property, read: mapper.properties[property], merge };
  });
  layouts.set(mapper, layout);
  return layout;
}

/** What is known of an owner outside the plan: what its satellites set; all else is open. */
export function tracePartial(
  native: Native,
  mapper: TypeMapper,
  name: string | undefined,
  links: readonly Link[],
  context: MergeContext,
): Traced {
  const fields: [string, Traced][] = [];
  if (mapper.identity !== undefined && name !== undefined) fields.push([mapper.identity, constant(name)]);
  for (const property of new Set(links.map((link) => link.kind.satellite.property))) {
    const own = links.filter((link) => link.kind.satellite.property === property);
    const read = own.flatMap((link) => readLink(link, context));
    if (read.length === 0) continue;
    const openedBy = own.map((link) => link.resource.address);
    if (own[0]?.kind.satellite.union)
      fields.push([
        property,
        { kind: 'list', items: read.flatMap(elementsOf), at: read[0]?.at, open: 'outside-plan', openedBy },
      ]);
    else if (own.length > 1) fields.push([property, ambiguous(native, own)]);
    else if (read[0] !== undefined) fields.push([property, read[0]]);
  }
  return { kind: 'object', fields, at: { native, path: [] }, open: 'outside-plan' };
}

function readLink(link: Link, context: MergeContext): Traced[] {
  const value = link.kind.satellite.read(rootCursor(context.nativeOf(link.resource)));
  return value === undefined ? [] : [value];
}

function ambiguous(native: Native, links: readonly Link[]): Traced {
  return {
    kind: 'unknown',
    at: { native, path: [] },
    reason: 'ambiguous',
    decidedBy: links.map((link) => link.resource.address),
  };
}

function mergeSingle(
  property: string,
  native: Native,
  mapper: TypeMapper,
  own: Traced | undefined,
  links: Satellites,
  context: MergeContext,
): Traced | undefined {
  const { present, possible, gone } = links;
  if (present.length > 1 || possible.length > 0) return ambiguous(native, [...present, ...possible]);
  const [link] = present;
  if (link !== undefined) return readLink(link, context)[0];
  const isOwn = Object.hasOwn(mapper.properties, property);
  if (isOwn && own?.at !== undefined && native.isConfigured(own.at.path) === true) return own;
  if (native.isNew) return isOwn ? own : defaultOf(mapper, property);
  // The deletion takes the property away; what the owner still shows is the last refresh.
  if (gone.length > 0) return undefined;
  const isRead =
    isOwn && !(context.isState && mapper.satellites?.some((one) => one.property === property && !one.resets));
  return isRead ? own : { kind: 'unknown', at: own?.at ?? { native, path: [] }, reason: 'not-reported' };
}

function defaultOf(mapper: TypeMapper, property: string): Traced | undefined {
  const value = mapper.defaults?.[property];
  return value === undefined ? undefined : constant(value);
}

function mergeUnion(
  property: string,
  native: Native,
  mapper: TypeMapper,
  own: Traced | undefined,
  links: Satellites,
  context: MergeContext,
): Traced {
  const added = links.present.flatMap((link) => readLink(link, context));
  const base = baseOf(property, native, mapper, own, links, context);
  const hidden = added.find((list) => list.kind === 'unknown' || (list.kind === 'list' && list.open !== undefined));
  let items = distinct(property, [...added.flatMap(elementsOf), ...base.items]);
  let open = base.open ?? (hidden === undefined ? undefined : 'after-apply');
  const openers = hidden === undefined ? base.openers : [...base.openers, ...links.present];
  for (const { kind, resource } of links.present) {
    const { closes } = kind.satellite;
    if (closes === undefined) continue;
    const at = rootCursor(context.nativeOf(resource));
    items = items.filter((item) => closes(flatten(item).value ?? null, at));
    open = undefined;
  }
  if (links.possible.length > 0) open = 'ambiguous';
  const deciders = [...openers, ...links.possible].map((link) => link.resource.address);
  const opened = open === undefined ? {} : { open, ...(deciders.length > 0 ? { openedBy: deciders } : {}) };
  return { kind: 'list', items, at: own?.at ?? { native, path: [] }, ...opened };
}

type Base = {
  readonly items: readonly Traced[];
  readonly open: 'not-reported' | 'ambiguous' | 'after-apply' | undefined;
  readonly openers: readonly Link[];
};

/** What the owner's own attribute gives to a list that satellites add to. */
function baseOf(
  property: string,
  native: Native,
  mapper: TypeMapper,
  own: Traced | undefined,
  links: Satellites,
  context: MergeContext,
): Base {
  const isOwn = Object.hasOwn(mapper.properties, property);
  if (!isOwn) return { items: [], open: native.isNew ? undefined : 'not-reported', openers: [] };
  if (own === undefined || isDefaulted(own, rootCursor(native))) return { items: [], open: undefined, openers: [] };
  if (own.kind === 'unknown') return { items: [], open: 'after-apply', openers: [] };
  const items = elementsOf(own);
  const openInside = own.kind === 'list' && own.open !== undefined ? 'after-apply' : undefined;
  const isSet = own.at === undefined || native.isConfigured(own.at.path.slice(0, 1)) === true;
  const changed = context.isState
    ? links.present
    : [...links.gone, ...links.present.filter((link) => isChanged(link.resource))];
  if (isSet || native.isNew || changed.length === 0) return { items, open: openInside, openers: [] };
  // The attribute is the last refresh, and satellites of this kind change: it decides nothing. What it shows beyond
  // the satellites as they were is neither kept nor dropped, it leaves the list open.
  const before = changed.flatMap((link) => {
    const was = context.beforeOf(link.resource);
    const value = was === undefined ? undefined : link.kind.satellite.read(rootCursor(was));
    return value === undefined ? [] : elementsOf(value);
  });
  const now = links.present.flatMap((link) => readLink(link, context)).flatMap(elementsOf);
  const explained = new Set([...before, ...now].map((item) => keyOf(property, item)));
  const isLeft = items.some((item) => !explained.has(keyOf(property, item)));
  return { items: [], open: isLeft ? 'ambiguous' : undefined, openers: isLeft ? changed : [] };
}

function isChanged(resource: PlannedResource): boolean {
  return resource.actions.some((action) => action !== 'no-op' && action !== 'forget');
}

function elementsOf(list: Traced): Traced[] {
  if (list.kind === 'list') return [...list.items];
  return list.kind === 'value' && isList(list.value) ? valuesOf(list) : [];
}

/** The same element from two sources counts once; elements that are not wholly known are never the same. */
function distinct(property: string, items: readonly Traced[]): Traced[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = keyOf(property, item);
    if (key === undefined) return true;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function keyOf(property: string, item: Traced): string | undefined {
  const flat = flatten(item);
  if (flat.unknown.length > 0 || flat.value === undefined) return undefined;
  const value: JsonValue = flat.value;
  return elementKey(property, value) ?? canonicalText(value);
}
