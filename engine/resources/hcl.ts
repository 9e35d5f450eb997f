import type { Document } from '../inputs/index.ts';
import type { Identities } from './identities.ts';
import { child, listOf, text } from './json.ts';
import type { Scope } from './resource.ts';
import { type Drafts, extractPlan } from './terraform.ts';

/**
 * The resources of a Terraform configuration without a plan.
 * Shape:  as those of a plan that creates them all. What the configuration alone does not tell (modules that are not at
 *         hand, unknown counts) makes every type incomplete, so that nothing passes for want of a resource.
 */
export function extractConfiguration(document: Document, scope: Scope, identities: Identities): Drafts {
  const drafts = extractPlan(document, scope, identities);
  const unread = listOf(child(document.root, 'unread')).map((one) => text(child(one, 'reason')) ?? 'it is not known');
  return { ...drafts, incomplete: [...drafts.incomplete, ...unread.map((reason) => ({ type: '*', reason }))] };
}
