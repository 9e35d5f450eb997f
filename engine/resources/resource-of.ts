import type { Document, JsonObject, JsonPath, JsonValue } from '../inputs/index.ts';
import { contentKeyAt } from './content-key.ts';
import { child, isList, isObject, once, text, withoutNulls } from './json.ts';
import type { Change, Resource, ResourceId, ResourceSource, Scope, UnknownPath } from './resource.ts';
import { secretPaths, unknownPaths } from './secrets.ts';
import { flatten, type Native, originAt, type Traced } from './traced.ts';

/**
 * A resource before it has its id.
 * Shape:  `trace` makes the canonical properties; without it the native attributes are the properties. `references` is
 *         asked once, with the trace.
 */
export type Draft = {
  readonly wantedId: string;
  readonly type: string;
  readonly name: string;
  readonly native: Native;
  readonly shown?: JsonObject;
  readonly trace: (() => Traced) | undefined;
  readonly alwaysSet: readonly string[];
  readonly tags: JsonValue | undefined;
  readonly scope: Scope;
  readonly source: ResourceSource;
  readonly change: Change | undefined;
  readonly derived: Resource['derived'];
  readonly references: (traced: Traced | undefined) => Resource['references'];
  /** Secrets that neither marks nor names tell, as paths of the native attributes. */
  readonly secrets?: readonly JsonPath[];
};

/** Makes the resource; everything that costs is made on first use. */
export function resourceOf(draft: Draft, id: ResourceId, document: Document): Resource {
  const { native, trace } = draft;
  const shown = draft.shown ?? native.values;
  const isAlwaysSet = (path: JsonPath) => path.length === 1 && draft.alwaysSet.includes(String(path[0]));
  const nativeUnknown = once(() => unknownPaths(native.values, native.unknown));
  const nativeSensitive = once(() => [...secretPaths(shown, native.sensitive), ...(draft.secrets ?? [])]);
  const traced = once(() => trace?.());
  const flat = once(() => {
    const made = traced();
    if (made === undefined)
      return {
        value: (draft.shown === undefined ? withoutNulls(native.values) : shown) as JsonObject,
        unknown: nativeUnknown().map((path) => plainUnknown(native, path)),
        sensitive: nativeSensitive(),
      };
    const { value, unknown, sensitive } = flatten(made, isAlwaysSet);
    const properties = isObject(value) ? value : {};
    const open: UnknownPath[] = isObject(value)
      ? []
      : [{ path: [], reason: 'not-reported', decidedBy: [], open: true }];
    return { value: properties, unknown: [...open, ...unknown], sensitive };
  });
  const references = once(() => draft.references(traced()));
  return {
    id,
    type: draft.type,
    name: draft.name,
    nativeType: native.type,
    get properties() {
      return flat().value;
    },
    native: shown,
    get tags() {
      return tagsOf(draft.tags, flat().value);
    },
    scope: draft.scope,
    source: draft.source,
    change: draft.change,
    ...(draft.derived === undefined ? {} : { derived: draft.derived }),
    get references() {
      return references();
    },
    get unknown() {
      return flat().unknown;
    },
    get nativeUnknown() {
      return nativeUnknown();
    },
    get sensitive() {
      return flat().sensitive;
    },
    get nativeSensitive() {
      return nativeSensitive();
    },
    locate: (path) => {
      const made = traced();
      const origin = made === undefined ? { native, path } : originAt(made, path);
      if (origin === undefined) return document.locate(native.base);
      return document.locate([...origin.native.base, ...origin.path]);
    },
    contentKey: (path) => contentKeyAt(flat().value, path),
  };
}

function plainUnknown(native: Native, path: JsonPath): UnknownPath {
  // An element of a list that is not known: the list shows the others, and may hold more.
  const isElement = typeof path.at(-1) === 'number';
  const shownPath = isElement ? path.slice(0, -1) : path;
  return {
    path: shownPath,
    reason: 'after-apply',
    get decidedBy() {
      return native.decidedBy(path);
    },
    ...(isElement ? { open: true as const } : {}),
  };
}

/** Tags by key, out of the native map or, for canonical properties, CloudFormation's list. */
function tagsOf(tags: JsonValue | undefined, properties: JsonObject): { readonly [key: string]: string } | null {
  const list = child(properties, 'Tags');
  const entries: [string, string][] = [];
  if (isList(list)) {
    for (const tag of list) {
      const key = text(child(tag, 'Key'));
      const value = child(tag, 'Value');
      if (key !== undefined && value !== undefined) entries.push([key, String(value)]);
    }
    return Object.fromEntries(entries);
  }
  if (!isObject(tags)) return null;
  for (const key of Object.keys(tags)) if (typeof tags[key] === 'string') entries.push([key, tags[key]]);
  return Object.fromEntries(entries);
}
