import { type Diagnostic, errorDiagnostic } from '../diagnostics/index.ts';
import type { Document, JsonObject, JsonPath, JsonValue } from '../inputs/index.ts';
import { MAPPER_OF_ITEM } from './aws/index.ts';
import type { Identities } from './identities.ts';
import { scopePrefix } from './ids.ts';
import { child, isList, isObject, text } from './json.ts';
import { linkReferences } from './linked.ts';
import type { TypeMapper } from './mapper.ts';
import { policyDocument } from './policy-document.ts';
import type { Change, Scope } from './resource.ts';
import type { Draft } from './resource-of.ts';
import type { Drafts } from './terraform.ts';
import { type Cursor, copy, type Native, rootCursor, step, type Traced, unknownAt } from './traced.ts';

const DELETED: Change = {
  actions: ['delete'],
  before: null,
  beforeSensitive: null,
  replacePaths: [],
};

/**
 * The resources of a document of AWS Config items.
 * Shape:  one draft for each item that is there; items of deleted resources are deletions. An item that carries several
 *         things gives one draft more for each (`split`).
 * Errors: `config_item_invalid` for an item without type or id; a type that is not recorded is incomplete.
 */
export function extractItems(document: Document, scope: Scope, identities: Identities): Drafts {
  const drafts: Draft[] = [];
  const deletions: Draft[] = [];
  const incomplete: { type: string; reason: string }[] = [];
  const diagnostics: Diagnostic[] = [];
  const items = isList(document.root) ? document.root : [document.root];
  for (const [index, item] of items.entries()) {
    const base = isList(document.root) ? [index] : [];
    const type = text(child(item, 'resourceType'));
    const id = text(child(item, 'resourceId')) ?? text(child(item, 'arn')) ?? text(child(item, 'resourceName'));
    if (!isObject(item) || type === undefined || id === undefined) {
      const place = document.locate(base);
      diagnostics.push(errorDiagnostic('config_item_invalid', `item ${index} has no resource type or id`, { place }));
      continue;
    }
    const made = draftsOf(document, item, base, scope, identities);
    const status = text(child(item, 'status')) ?? '';
    if (status.startsWith('ResourceDeleted')) {
      deletions.push({ ...(made[0] as Draft), change: DELETED });
      continue;
    }
    if (status === 'ResourceNotRecorded') incomplete.push({ type, reason: 'the recorder does not record this type' });
    drafts.push(...made);
  }
  return { drafts, deletions, incomplete, diagnostics };
}

function draftsOf(
  document: Document,
  item: JsonObject,
  base: JsonPath,
  scope: Scope,
  identities: Identities,
): readonly Draft[] {
  const type = text(child(item, 'resourceType')) as string;
  const mapper = MAPPER_OF_ITEM.get(type);
  const itemScope = scopeOf(item, scope);
  const native = nativeOf(item, type, base, itemScope.account);
  const resourceId = text(child(item, 'resourceId'));
  const arn = text(child(item, 'arn'));
  const name = text(child(item, 'resourceName')) ?? resourceId ?? arn ?? type;
  const wantedId = arn ?? `${scopePrefix(itemScope)}${type}/${resourceId ?? name}`;
  const draft = (traced: (at: Cursor) => Traced, canonical: string, suffix: string): Draft => ({
    wantedId: `${wantedId}${suffix}`,
    type: canonical,
    name,
    native: suffix === '' ? native : { ...native },
    trace: () => traced(rootCursor(native)),
    alwaysSet: mapper?.alwaysSet ?? [],
    tags: child(item, 'tags'),
    scope: itemScope,
    source: { kind: document.kind, document: document.path, address: arn ?? resourceId ?? name, modules: [] },
    change: undefined,
    derived: suffix === '' ? undefined : 'split',
    references: (made) =>
      linkReferences(made, {
        self: native,
        names: mapper?.names ?? {},
        identities,
        targets: () => undefined,
        nativeOf: () => native,
        attributes: [],
      }),
  });
  const splits = (mapper?.split ?? []).flatMap((split) => {
    const traced = split.from === 'item' ? split.read(rootCursor(native)) : undefined;
    if (traced === undefined) return [];
    const owner = { [split.owner]: mapper?.type ?? type };
    const made = draft(() => traced, split.type, `/${split.type}`);
    const references: Draft['references'] = (found) =>
      linkReferences(found, {
        self: made.native,
        names: owner,
        identities,
        targets: () => undefined,
        nativeOf: () => native,
        attributes: [],
      });
    return [{ ...made, references }];
  });
  return [draft((at) => traceItem(at, mapper), mapper?.type ?? type, ''), ...splits];
}

function traceItem(at: Cursor, mapper: TypeMapper | undefined): Traced {
  const configuration = step(at, 'configuration');
  if (!isObject(configuration.value) || Object.keys(configuration.value).length === 0)
    return { kind: 'object', fields: [], at: { native: at.native, path: [] }, open: 'not-reported' };
  if (mapper === undefined || isCloudFormationShape(configuration.value)) return passThrough(configuration);
  const fields: [string, Traced][] = [];
  const reads = mapper.item ?? {};
  for (const [property, read] of Object.entries(reads)) {
    const value = read(at);
    if (value !== undefined) fields.push([property, value]);
  }
  // What other sources tell and Config does not is not absent, it is not reported.
  const others = [...Object.keys(mapper.properties), ...(mapper.satellites ?? []).map(({ property }) => property)];
  for (const property of new Set(others))
    if (!Object.hasOwn(reads, property)) fields.push([property, unknownAt(configuration, 'not-reported')]);
  return { kind: 'object', fields, at: { native: at.native, path: [] } };
}

/** CloudFormation's properties start with a capital, the services' own attributes do not. */
function isCloudFormationShape(configuration: JsonObject): boolean {
  return /^[A-Z]/.test(Object.keys(configuration)[0] ?? '');
}

const DOCUMENTS: ReadonlySet<string> = new Set([
  'PolicyDocument',
  'AssumeRolePolicyDocument',
  'KeyPolicy',
  'RepositoryPolicyText',
  'FileSystemPolicy',
  'AccessPolicies',
  'AccessPolicy',
]);

/** An item in CloudFormation's shape as it is, but for policy documents that are kept as text. */
function passThrough(configuration: Cursor): Traced {
  const fields: [string, Traced][] = [];
  for (const key of Object.keys(configuration.value as JsonObject)) {
    const value = DOCUMENTS.has(key) ? policyDocument(key)(configuration) : copy(step(configuration, key));
    if (value !== undefined) fields.push([key, value]);
  }
  return { kind: 'object', fields, at: { native: configuration.native, path: configuration.path } };
}

function nativeOf(item: JsonObject, type: string, base: JsonPath, account: string | undefined): Native {
  const address = text(child(item, 'arn')) ?? text(child(item, 'resourceId')) ?? type;
  return {
    address,
    type,
    values: item,
    unknown: undefined,
    sensitive: undefined,
    base,
    isNew: false,
    isConfigured: () => undefined,
    decidedBy: () => [],
    rebuild: () => undefined,
    follow: () => undefined,
    siblings: () => [],
    isAlwaysSet: () => false,
    account,
  };
}

function scopeOf(item: JsonObject, scope: Scope): Scope {
  const account = text(child(item, 'accountId'));
  const region = text(child(item, 'region'));
  return { ...scope, ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) };
}

/** What other items call this one. */
export function itemNames(item: JsonValue): readonly string[] {
  const names = ['arn', 'resourceId', 'resourceName'].map((key) => text(child(item, key)));
  return [...new Set(names.filter((name) => name !== undefined && name !== ''))] as string[];
}
