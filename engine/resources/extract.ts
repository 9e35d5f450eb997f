import type { Diagnostic } from '../diagnostics/index.ts';
import {
  type Document,
  type DocumentKind,
  findSources,
  type JsonValue,
  type SourcePlaces,
  type Sources,
} from '../inputs/index.ts';
import { MAPPER_OF_TERRAFORM } from './aws/index.ts';
import { extractItems, itemNames } from './aws-config.ts';
import { findSecrets } from './find-secrets.ts';
import { extractConfiguration } from './hcl.ts';
import { Identities, namesOf } from './identities.ts';
import { uniqueIds } from './ids.ts';
import { child, isObject } from './json.ts';
import { extractObject } from './kubernetes.ts';
import type { ExtractedResources, IncompleteType, Resource, ResourceId, Scope } from './resource.ts';
import { type Draft, resourceOf } from './resource-of.ts';
import { type SecretTexts, secretTexts } from './secret-texts.ts';
import { type Drafts, extractPlan } from './terraform.ts';

export type ExtractOptions = {
  /** What the run says of where resources live; what a source says of itself comes first. */
  readonly scope: Scope;
  /** The Terraform sources beside the plans, to find places in. */
  readonly sources?: Sources | undefined;
};

const NOTHING: Drafts = { drafts: [], deletions: [], incomplete: [], diagnostics: [] };

const EXTRACTORS = {
  'terraform-plan': extractPlan,
  'terraform-state': extractPlan,
  'terraform-hcl': extractConfiguration,
  kubernetes: extractObject,
  'aws-config': extractItems,
  json: () => NOTHING,
} as const satisfies Record<DocumentKind, (document: Document, scope: Scope, identities: Identities) => Drafts>;

/**
 * Brings the documents of a run into resources of canonical shape.
 * Shape:  in order of documents, then of the source; every resource that a source counts, once. Deletions apart.
 * Errors: notices for equal ids and for satellites whose owner cannot be told; errors for items without identity.
 * Source: design 3.
 */
export function extractResources(documents: readonly Document[], options: ExtractOptions): ExtractedResources {
  const identities = new Identities();
  const drafts: Placed[] = [];
  const deletions: Placed[] = [];
  const incomplete: IncompleteType[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const document of documents) {
    const extracted = EXTRACTORS[document.kind](document, options.scope, identities);
    const places = placesFor(document, extracted, options.sources);
    extracted.learn?.(places);
    for (const draft of extracted.drafts) drafts.push({ draft, document, places });
    for (const draft of extracted.deletions) deletions.push({ draft, document, places });
    for (const { type, reason } of extracted.incomplete) incomplete.push({ type, document: document.path, reason });
    diagnostics.push(...extracted.diagnostics, ...(places?.diagnostics ?? []));
  }
  const secrets = secretTexts(findSecrets(documents));
  const resources = withIds(drafts, diagnostics, secrets);
  identities.fill(
    drafts.map(({ draft }, index) => ({
      native: draft.native,
      id: (resources[index] as Resource).id,
      type: draft.type,
      names: draft.derived === undefined ? namesOfDraft(draft) : [],
    })),
  );
  return {
    resources,
    deletions: idsBeside(drafts, deletions, secrets),
    incomplete,
    diagnostics,
    secretTexts: secrets,
  };
}

type Placed = { readonly draft: Draft; readonly document: Document; readonly places: SourcePlaces | undefined };

/** Documents that are made of Terraform sources. */
const PLACED: ReadonlySet<DocumentKind> = new Set(['terraform-plan', 'terraform-state']);

/** Where the resources of a plan or state are written, when its sources are at hand. */
function placesFor(document: Document, { drafts }: Drafts, sources: Sources | undefined): SourcePlaces | undefined {
  if (sources === undefined || !PLACED.has(document.kind)) return undefined;
  const own = drafts.filter((draft) => draft.derived === undefined);
  return findSources(
    sources,
    document.path,
    own.map((draft) => draft.source.address),
    variablesOf(document),
  );
}

/** The values of the root module's variables that a plan was made with. */
function variablesOf({ root }: Document): ReadonlyMap<string, JsonValue> {
  const variables = child(root, 'variables');
  if (!isObject(variables)) return new Map();
  return new Map(Object.entries(variables).map(([name, one]) => [name, child(one, 'value') ?? null]));
}

/** Deletions have ids of their own too, also where another document still has a resource of that name. */
function idsBeside(drafts: readonly Placed[], deletions: readonly Placed[], secrets: SecretTexts): readonly Resource[] {
  if (deletions.length === 0) return [];
  const { ids } = uniqueIds([...drafts, ...deletions].map(wanted));
  return withTheseIds(deletions, ids.slice(drafts.length), secrets);
}

function withIds(placed: readonly Placed[], diagnostics: Diagnostic[], secrets: SecretTexts): readonly Resource[] {
  const { ids, diagnostics: notices } = uniqueIds(placed.map(wanted));
  diagnostics.push(...notices);
  return withTheseIds(placed, ids, secrets);
}

function wanted({ draft, document }: Placed): { readonly wantedId: string; readonly document: string } {
  return { wantedId: draft.wantedId, document: document.path };
}

function withTheseIds(
  placed: readonly Placed[],
  ids: readonly ResourceId[],
  secrets: SecretTexts,
): readonly Resource[] {
  return placed.map(({ draft, document, places }, index) => {
    const id = ids[index];
    if (id === undefined) throw new RangeError('every draft has an id');
    return resourceOf(draft, id, document, secrets, places);
  });
}

function namesOfDraft({ native, source }: Draft): readonly string[] {
  if (source.kind === 'aws-config') return itemNames(native.values);
  return namesOf(native, MAPPER_OF_TERRAFORM.get(native.type)?.keys ?? []);
}
