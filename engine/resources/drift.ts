import { type Diagnostic, noticeDiagnostic } from '../diagnostics/index.ts';
import type { Document, JsonObject, JsonValue } from '../inputs/index.ts';
import { canonicalText, child, isList, isObject, listOf, text } from './json.ts';
import type { Plan } from './plan.ts';

/** Attributes that are named at most, so that a notice stays one line. */
const MAX_NAMED = 6;

/**
 * What was changed outside of Terraform, one notice for each resource.
 * Shape:  names the attributes that differ, never their values, which may be secret. What the provider merely writes
 *         otherwise (null for an empty text, list or map) is no drift. The judged resource is as the refresh found it.
 * Source: Terraform, JSON Output Format, resource_drift.
 */
export function describeDrift(document: Document, { root }: Pick<Plan, 'root'>): readonly Diagnostic[] {
  return listOf(child(root, 'resource_drift')).flatMap((entry, index): Diagnostic[] => {
    const address = text(child(entry, 'address'));
    const change = child(entry, 'change');
    if (address === undefined || child(entry, 'mode') === 'data') return [];
    const place = document.locate(['resource_drift', index]);
    const actions = child(change, 'actions');
    if (isList(actions) && actions.includes('delete'))
      return [noticeDiagnostic('resource_drift', `\`${address}\` was deleted outside of Terraform`, { place })];
    const [before, after] = [child(change, 'before'), child(change, 'after')];
    if (!isObject(before) || !isObject(after)) return [];
    const names = differing(before, after);
    if (names.length === 0) return [];
    const shown = names.slice(0, MAX_NAMED).map((name) => `\`${name}\``);
    const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
    const message = `\`${address}\` was changed outside of Terraform: ${shown.join(', ')}${more}`;
    return [noticeDiagnostic('resource_drift', message, { place })];
  });
}

function differing(before: JsonObject, after: JsonObject): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.filter((name) => {
    const [was, is] = [child(before, name), child(after, name)];
    if (isEmpty(was) && isEmpty(is)) return false;
    return was === undefined || is === undefined || canonicalText(was) !== canonicalText(is);
  });
}

function isEmpty(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  return isList(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}
