import type { JsonObject, JsonPath, JsonValue } from '../inputs/index.ts';
import { child, isList, isObject, MAX_WALK_DEPTH, objectOf, withoutNulls } from './json.ts';
import { REDACTED } from './redacted.ts';
import type { Resource, UnknownPath } from './resource.ts';
import type { SecretTexts } from './secret-texts.ts';
import { isNamedSecret, isSecretName, secretPaths } from './secrets.ts';

export { REDACTED };

/**
 * A resource without its secrets, as policies, evidence and outputs see it.
 * Shape:  a value under a secret's name keeps its place and becomes `(sensitive)`, so that a policy still sees that it is
 *         set. Any other value that the source marks as sensitive is taken away and counts as unknown (`redacted`), since
 *         a policy that compares it would else judge the marker; booleans stay, they hide nothing. So is a text that holds
 *         a secret of the run although nothing marks it.
 *         The native attributes and those before the change are redacted when somebody reads them.
 */
export type Redacted = {
  readonly properties: JsonObject;
  readonly native: JsonObject;
  readonly before: JsonValue;
  /** Tags without those whose value is secret; `hiddenTags` are their keys. */
  readonly tags: Resource['tags'];
  readonly hiddenTags: readonly string[];
  readonly unknown: readonly UnknownPath[];
  readonly nativeUnknown: readonly JsonPath[];
};

const REDACTION = Symbol('redacted');

export function redact(resource: Resource): Redacted {
  const holder = resource as { [REDACTION]?: Redacted };
  const known = holder[REDACTION];
  if (known !== undefined) return known;
  const made = new Redaction(resource);
  Object.defineProperty(holder, REDACTION, { value: made });
  return made;
}

class Redaction implements Redacted {
  readonly properties: JsonObject;
  readonly tags: Resource['tags'];
  readonly hiddenTags: readonly string[];
  readonly unknown: readonly UnknownPath[];
  readonly #resource: Resource;
  #native: Removal | undefined;
  #before: { readonly value: JsonValue } | undefined;

  constructor(resource: Resource) {
    const { properties, sensitive, secretTexts } = resource;
    const { value, removed } = redactPaths(properties, withHolders(properties, sensitive, secretTexts));
    this.properties = value;
    this.unknown = removed.length === 0 ? resource.unknown : [...resource.unknown, ...removed.map(redactedPath)];
    this.hiddenTags = hiddenTagsOf(resource, value);
    this.tags = this.hiddenTags.length === 0 ? resource.tags : withoutTags(resource.tags, this.hiddenTags);
    this.#resource = resource;
  }

  get native(): JsonObject {
    return this.#removal().value;
  }

  get before(): JsonValue {
    this.#before ??= { value: redactBefore(this.#resource) };
    return this.#before.value;
  }

  get nativeUnknown(): readonly JsonPath[] {
    const { removed } = this.#removal();
    return removed.length === 0 ? this.#resource.nativeUnknown : [...this.#resource.nativeUnknown, ...removed];
  }

  #removal(): Removal {
    const { native, properties, sensitive, nativeSensitive, secretTexts } = this.#resource;
    this.#native ??=
      native === properties
        ? redactPaths(properties, withHolders(properties, sensitive, secretTexts))
        : redactPaths(withoutNulls(native) as JsonObject, withHolders(native, nativeSensitive, secretTexts));
    return this.#native;
  }
}

function hiddenTagsOf({ tags, sensitive, secretTexts }: Resource, shown: JsonObject): readonly string[] {
  if (tags === null || (sensitive.length === 0 && (secretTexts?.size ?? 0) === 0)) return [];
  const list = child(shown, 'Tags');
  const shownKeys = isList(list)
    ? new Set(list.filter((tag) => child(tag, 'Value') !== undefined).map(keyOfTag))
    : null;
  const marked = new Set(sensitive.map((path) => path.at(-1)));
  return Object.keys(tags).filter((key) => {
    if (secretTexts?.occursIn(tags[key] as string) === true) return true;
    return shownKeys === null ? marked.has(key) : !shownKeys.has(key);
  });
}

function keyOfTag(tag: JsonValue): JsonValue | undefined {
  return child(tag, 'Key');
}

function withoutTags(tags: Resource['tags'], hidden: readonly string[]): Resource['tags'] {
  if (tags === null) return null;
  return objectOf(Object.entries(tags).filter(([key]) => !hidden.includes(key))) as Resource['tags'];
}

function redactBefore(resource: Resource): JsonValue {
  const before = resource.change?.before ?? null;
  if (!isObject(before)) return null;
  const marked = secretPaths(before, resource.change?.beforeSensitive);
  return redactPaths(before, withHolders(before, marked, resource.secretTexts)).value;
}

/** The paths of secrets, and those of other texts that hold one. */
function withHolders(
  root: JsonObject,
  paths: readonly JsonPath[],
  secrets: SecretTexts | undefined,
): readonly JsonPath[] {
  if (secrets === undefined || secrets.size === 0) return paths;
  const known = new Set(paths.map((path) => JSON.stringify(path)));
  const found: JsonPath[] = [];
  const visit = (node: JsonValue, path: JsonPath): void => {
    if (typeof node === 'string') {
      if (secrets.occursIn(node) && !known.has(JSON.stringify(path))) found.push(path);
    } else if (typeof node !== 'object' || node === null || path.length > MAX_WALK_DEPTH) return;
    else if (isList(node)) for (const [index, item] of node.entries()) visit(item, [...path, index]);
    else for (const key of Object.keys(node)) visit(node[key] as JsonValue, [...path, key]);
  };
  visit(root, []);
  return found.length === 0 ? paths : [...paths, ...found.filter((path) => !liesBelow(path, known))];
}

function liesBelow(path: JsonPath, known: ReadonlySet<string>): boolean {
  return path.some((_, length) => known.has(JSON.stringify(path.slice(0, length))));
}

function redactedPath(path: JsonPath): UnknownPath {
  return { path, reason: 'redacted', decidedBy: [] };
}

type Removal = { readonly value: JsonObject; readonly removed: readonly JsonPath[] };

/** Copies only what lies on the way to a secret. */
function redactPaths(root: JsonObject, paths: readonly JsonPath[]): Removal {
  if (paths.length === 0) return { value: root, removed: [] };
  const removed: JsonPath[] = [];
  let value: JsonValue = root;
  for (const path of paths) value = replaceAt(value, path, 0, removed) ?? {};
  return { value: value as JsonObject, removed };
}

function replaceAt(node: JsonValue, path: JsonPath, depth: number, removed: JsonPath[]): JsonValue | undefined {
  if (depth === path.length || depth > MAX_WALK_DEPTH) return redactValue(node, path, removed);
  const key = path[depth] as string | number;
  if (isList(node) && typeof key === 'number' && key < node.length) {
    const inner = replaceAt(node[key] as JsonValue, path, depth + 1, removed);
    // A list keeps its length: an element that cannot be shown is the marker.
    return node.map((item, index) => (index === key ? (inner ?? REDACTED) : item));
  }
  if (!isObject(node) || typeof key !== 'string' || !Object.hasOwn(node, key)) return node;
  const value = node[key] as JsonValue;
  const inner = isNamedSecret(node, key) ? marked(value, 0) : replaceAt(value, path, depth + 1, removed);
  return objectOf(
    Object.keys(node).flatMap((name): [string, JsonValue][] => {
      if (name !== key) return [[name, node[name] as JsonValue]];
      return inner === undefined ? [] : [[name, inner]];
    }),
  );
}

function redactValue(node: JsonValue, path: JsonPath, removed: JsonPath[]): JsonValue | undefined {
  if (typeof node === 'boolean' || node === null) return node;
  const name = path.findLast((key) => typeof key === 'string');
  if (typeof name === 'string' && (isSecretName(name) || isSecretContainer(path))) return marked(node, 0);
  removed.push(path.slice(0, path.findLastIndex((key) => typeof key === 'string') + 1));
  return undefined;
}

/** `data` and `stringData` of a Kubernetes Secret. */
function isSecretContainer(path: JsonPath): boolean {
  return path[0] === 'data' || path[0] === 'stringData';
}

function marked(node: JsonValue, depth: number): JsonValue {
  if (depth > MAX_WALK_DEPTH) return REDACTED;
  if (isList(node)) return node.map((item) => marked(item, depth + 1));
  if (isObject(node)) return objectOf(Object.keys(node).map((key) => [key, marked(node[key] as JsonValue, depth + 1)]));
  return REDACTED;
}
