import type { Place } from '../diagnostics/index.ts';
import type { Document, JsonObject, JsonPath, JsonValue, SourcePlaces } from '../inputs/index.ts';
import { contentKeyAt } from './content-key.ts';
import { child, isList, isObject, text, withoutNulls } from './json.ts';
import type { Change, Resource, ResourceId, ResourceSource, Scope, UnknownPath } from './resource.ts';
import type { SecretTexts } from './secret-texts.ts';
import { secretPaths, unknownPaths } from './secrets.ts';
import { type Flat, flatten, type Native, originAt, type Traced } from './traced.ts';

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
  /** The owners that this satellite is merged into; asked once every resource has its id. */
  readonly owners?: () => readonly ResourceId[];
  /** Secrets that neither marks nor names tell, as paths of the native attributes. */
  readonly secrets?: readonly JsonPath[];
};

/** Makes the resource; everything that costs is made on first use. */
export function resourceOf(
  draft: Draft,
  id: ResourceId,
  document: Document,
  secrets: SecretTexts,
  places?: SourcePlaces | undefined,
): Resource {
  return new DraftedResource(draft, id, document, secrets, places);
}

class DraftedResource implements Resource {
  readonly id: ResourceId;
  readonly type: string;
  readonly name: string;
  readonly nativeType: string;
  readonly native: JsonObject;
  readonly scope: Scope;
  readonly source: ResourceSource;
  readonly change: Change | undefined;
  readonly secretTexts: SecretTexts;
  declare readonly derived?: 'partial' | 'split';
  readonly #draft: Draft;
  readonly #document: Document;
  readonly #places: SourcePlaces | undefined;
  #flat: Flat<JsonObject> | undefined;
  #nativeUnknown: readonly JsonPath[] | undefined;
  #nativeSensitive: readonly JsonPath[] | undefined;
  #references: Resource['references'] | undefined;

  constructor(
    draft: Draft,
    id: ResourceId,
    document: Document,
    secrets: SecretTexts,
    places: SourcePlaces | undefined,
  ) {
    this.id = id;
    this.secretTexts = secrets;
    this.type = draft.type;
    this.name = draft.name;
    this.nativeType = draft.native.type;
    this.native = draft.shown ?? draft.native.values;
    this.scope = draft.scope;
    this.source = withCallPlaces(draft.source, places?.callPlaces ?? document.callPlaces);
    this.change = draft.change;
    if (draft.derived !== undefined) this.derived = draft.derived;
    this.#draft = draft;
    this.#document = document;
    this.#places = places;
  }

  get mergedInto(): readonly ResourceId[] {
    return this.#draft.owners?.() ?? [];
  }

  get properties(): JsonObject {
    return this.#shape().value;
  }

  get tags(): Resource['tags'] {
    return tagsOf(this.#draft.tags, this.properties);
  }

  get references(): Resource['references'] {
    this.#references ??= this.#draft.references(this.#draft.trace?.());
    return this.#references;
  }

  get unknown(): readonly UnknownPath[] {
    return this.#shape().unknown;
  }

  get nativeUnknown(): readonly JsonPath[] {
    const { values, unknown } = this.#draft.native;
    this.#nativeUnknown ??= unknownPaths(values, unknown);
    return this.#nativeUnknown;
  }

  get sensitive(): readonly JsonPath[] {
    return this.#shape().sensitive;
  }

  get nativeSensitive(): readonly JsonPath[] {
    const { native, secrets = [] } = this.#draft;
    this.#nativeSensitive ??= [...secretPaths(this.native, native.sensitive), ...secrets];
    return this.#nativeSensitive;
  }

  locate(path: JsonPath): Place {
    const { native } = this.#draft;
    const made = this.#draft.trace?.();
    const origin = made === undefined ? { native, path } : originAt(made, path);
    const at = origin ?? { native, path: [] };
    const written = this.#places?.place(at.native.address, at.path, at.native.values);
    return written ?? this.#document.locate([...at.native.base, ...at.path]);
  }

  contentKey(path: JsonPath): string | undefined {
    const key = contentKeyAt(this.properties, path);
    return key === undefined ? undefined : this.secretTexts.mask(key);
  }

  #shape(): Flat<JsonObject> {
    this.#flat ??= this.#flatten();
    return this.#flat;
  }

  #flatten(): Flat<JsonObject> {
    const { native, shown, alwaysSet } = this.#draft;
    // INVARIANT: the trace is not kept, it is several times as large as what it makes. Who asks for a place or for
    // references makes it again.
    const made = this.#draft.trace?.();
    if (made === undefined)
      return {
        value: shown ?? (withoutNulls(native.values) as JsonObject),
        unknown: this.nativeUnknown.map((path) => plainUnknown(native, path)),
        sensitive: this.nativeSensitive,
      };
    const flat = flatten(made, (path) => path.length === 1 && alwaysSet.includes(String(path[0])));
    if (isObject(flat.value)) return { ...flat, value: flat.value };
    const open: UnknownPath = { path: [], reason: 'not-reported', decidedBy: [], open: true };
    return { value: {}, unknown: [open, ...flat.unknown], sensitive: flat.sensitive };
  }
}

/** The same source with the places of its module calls. */
function withCallPlaces(source: ResourceSource, places: SourcePlaces['callPlaces'] | undefined): ResourceSource {
  if (places === undefined || source.modules.length === 0) return source;
  const found = places(source.modules.map(({ name }) => name));
  const modules = source.modules.map((call, index) => {
    const place = found[index];
    return place === undefined ? call : { ...call, place };
  });
  return { ...source, modules };
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
