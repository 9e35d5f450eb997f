import type { Document, JsonObject, JsonPath } from '../inputs/index.ts';
import { scopePrefix } from './ids.ts';
import { child, isObject, text } from './json.ts';
import type { Scope } from './resource.ts';
import type { Draft } from './resource-of.ts';
import type { Drafts } from './terraform.ts';

/**
 * A Kubernetes object: the object itself is its canonical shape.
 * Shape:  type `apps/v1/Deployment`; the namespace is the object's, else the run's. Values of a Secret are secret.
 */
export function extractObject(document: Document, scope: Scope): Drafts {
  const nothing: Drafts = { drafts: [], deletions: [], incomplete: [], diagnostics: [] };
  const { root } = document;
  if (!isObject(root)) return nothing;
  const kind = text(child(root, 'kind'));
  const apiVersion = text(child(root, 'apiVersion'));
  if (kind === undefined || apiVersion === undefined) return nothing;
  const metadata = child(root, 'metadata');
  const name = text(child(metadata, 'name')) ?? text(child(metadata, 'generateName')) ?? kind;
  const namespace = text(child(metadata, 'namespace')) ?? scope.namespace;
  const type = `${apiVersion}/${kind}`;
  const own: Scope = namespace === undefined ? scope : { ...scope, namespace };
  const draft: Draft = {
    wantedId: `${scopePrefix(own)}${type}/${name}`,
    type,
    name,
    native: {
      address: name,
      type,
      values: root,
      unknown: undefined,
      sensitive: undefined,
      base: [],
      isNew: false,
      isConfigured: () => undefined,
      decidedBy: () => [],
      rebuild: () => undefined,
      follow: () => undefined,
      siblings: () => [],
      isAlwaysSet: () => false,
      account: undefined,
    },
    shown: root,
    trace: undefined,
    alwaysSet: [],
    tags: child(metadata, 'labels'),
    scope: own,
    source: {
      kind: document.kind,
      document: document.path,
      address: namespace === undefined ? name : `${namespace}/${name}`,
      modules: [],
    },
    change: undefined,
    derived: undefined,
    references: () => ({}),
    secrets: apiVersion === 'v1' && kind === 'Secret' ? secretsOf(root) : [],
  };
  return { ...nothing, drafts: [draft] };
}

function secretsOf(root: JsonObject): readonly JsonPath[] {
  return ['data', 'stringData'].filter((key) => isObject(child(root, key))).map((key) => [key]);
}
