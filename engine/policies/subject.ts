import type { Document, JsonPath, JsonValue, Resource, ResourceId } from '../resources/index.ts';
import type { Subject } from './policy.ts';

/** What a result says of the resource it judged. */
export function subjectOf(resource: Resource): Subject {
  const { id, type, name, source } = resource;
  const locate: Subject['locate'] = (path) => resource.locate(path);
  const contentKey: Subject['contentKey'] = (path) => resource.contentKey(path);
  const subject = { id, type, name, source, locate, contentKey };
  const previous = resource.change?.previousAddress;
  if (previous === undefined || !id.endsWith(source.address)) return subject;
  const scope = id.slice(0, id.length - source.address.length);
  return { ...subject, previousId: `${scope}${previous}` as ResourceId };
}

/** What a result of a document policy says of the document. */
export function documentSubject(document: Document): Subject {
  const id = `document:${document.path}${document.index === 0 ? '' : `#${document.index}`}` as ResourceId;
  return {
    id,
    type: document.kind,
    name: nameOf(document.root) ?? document.path,
    source: { kind: document.kind, document: document.path, address: addressOf(document), modules: [] },
    locate: (path: JsonPath) => document.locate(path),
    contentKey: () => undefined,
  };
}

function addressOf(document: Document): string {
  const name = document.kind === 'kubernetes' ? nameOf(document.root) : undefined;
  return name === undefined ? document.path : `${String(own(document.root, 'kind'))}/${name}`;
}

function nameOf(root: JsonValue): string | undefined {
  const name = own(own(root, 'metadata'), 'name');
  return typeof name === 'string' ? name : undefined;
}

function own(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as { readonly [key: string]: JsonValue })[key] : undefined;
}
