import type { JsonPath, JsonValue } from '../document.ts';
import { isObject, own, ownArray, ownString } from '../object.ts';
import { type KubernetesObject, TOOL_GROUPS } from './types.ts';

/** One object and where it stands in its file's value. */
export type PlacedObject = { readonly value: JsonValue; readonly path: JsonPath };

/**
 * Whether a value is a Kubernetes object, or a list of them.
 * Shape:  needs apiVersion, kind and a name (or generateName); what configures a tool (kustomize, kubectl) is none.
 */
export function isKubernetesObject(value: JsonValue): value is KubernetesObject {
  return isTyped(value) && (isList(value) || hasName(value));
}

/** Says that a value looks like a Kubernetes object but has no name: a patch, or a manifest that no cluster would take. */
export function partialObjectNotice(value: JsonValue): string | undefined {
  if (!isTyped(value) || isList(value) || hasName(value)) return undefined;
  const kind = ownString(value, 'kind');
  return `\`${kind}\` has no metadata.name, so it is judged by document policies only, not as a Kubernetes object`;
}

function isTyped(value: JsonValue): value is KubernetesObject {
  const apiVersion = ownString(value, 'apiVersion');
  const kind = ownString(value, 'kind');
  if (apiVersion === undefined || apiVersion === '' || kind === undefined || kind === '') return false;
  if (kind === 'Config' && apiVersion === 'v1' && ownArray(value, 'clusters') !== undefined) return false;
  return !TOOL_GROUPS.includes(apiVersion.split('/')[0] ?? '');
}

function hasName(value: JsonValue): boolean {
  const metadata = own(value, 'metadata');
  return Boolean(ownString(metadata, 'name') || ownString(metadata, 'generateName'));
}

function isList(value: JsonValue): boolean {
  return (
    ownString(value, 'kind')?.endsWith('List') === true && ownArray(value, 'items') !== undefined && !hasName(value)
  );
}

/** Whether a list, its lists included, holds no object at all. */
export function isEmptyList(value: JsonValue): boolean {
  return isList(value) && expandLists(value).length === 0;
}

/**
 * Takes lists apart: `List` and `FooList` become their items, lists within lists too.
 * Shape:  in the order of the file. An item of a typed list that names no kind gets that of its list, as the API leaves it out.
 */
export function expandLists(root: JsonValue): readonly PlacedObject[] {
  const placed: PlacedObject[] = [];
  const waiting: PlacedObject[] = [{ value: root, path: [] }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, path } = next;
    if (!isTyped(value) || !isList(value)) {
      placed.push(next);
      continue;
    }
    const items = ownArray(value, 'items') ?? [];
    for (let index = items.length - 1; index >= 0; index -= 1) {
      const item = items[index];
      if (item !== undefined) waiting.push({ value: withKindOf(value, item), path: [...path, 'items', index] });
    }
  }
  return placed;
}

function withKindOf(list: KubernetesObject, item: JsonValue): JsonValue {
  if (list.kind === 'List' || !isObject(item)) return item;
  if (Object.hasOwn(item, 'kind') || Object.hasOwn(item, 'apiVersion')) return item;
  return { apiVersion: list.apiVersion, kind: list.kind.slice(0, -'List'.length), ...item };
}
