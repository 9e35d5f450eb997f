import { type Diagnostic, noticeDiagnostic } from '../diagnostics/index.ts';
import type { ResourceId, Scope } from './resource.ts';

const PARTS = [
  'account',
  'region',
  'subscription',
  'project',
  'cluster',
  'namespace',
  'workspace',
] as const satisfies readonly (keyof Scope)[];

/** The part of an id that the scope gives: `123456789012/eu-west-1/`; empty without a scope. */
export function scopePrefix(scope: Scope): string {
  return PARTS.map((part) => scope[part])
    .filter((part) => part !== undefined && part !== '')
    .map((part) => `${part}/`)
    .join('');
}

/**
 * Gives every resource an id that is its own in this run.
 * Shape:  the wanted id; where several want the same, each gets the shortest leading part of its document's path that
 *         tells them apart, and what even the whole path does not tell apart a number in order of the document.
 * Errors: a notice for each such id.
 */
export function uniqueIds(wanted: readonly { readonly wantedId: string; readonly document: string }[]): {
  readonly ids: readonly ResourceId[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const groups = new Map<string, number[]>();
  for (const [index, { wantedId }] of wanted.entries()) {
    const group = groups.get(wantedId);
    if (group === undefined) groups.set(wantedId, [index]);
    else group.push(index);
  }
  const ids = wanted.map(({ wantedId }) => wantedId);
  const taken = new Set(groups.keys());
  const diagnostics: Diagnostic[] = [];
  for (const [id, group] of groups) {
    if (group.length === 1) continue;
    const prefixes = distinguishing(group.map((index) => wanted[index]?.document ?? ''));
    const seen = new Map<string, number>();
    for (const [place, index] of group.entries()) {
      const prefix = prefixes[place] ?? '';
      let count = (seen.get(prefix) ?? 0) + 1;
      const candidate = () => `${prefix}:${id}${count === 1 ? '' : `#${count}`}`;
      while (taken.has(candidate())) count++;
      seen.set(prefix, count);
      ids[index] = candidate();
      taken.add(candidate());
    }
    const documents = [...new Set(group.map((index) => `\`${wanted[index]?.document}\``))].join(', ');
    diagnostics.push(
      noticeDiagnostic('resource_duplicate_id', `${group.length} resources are called \`${id}\`, in ${documents}`),
    );
  }
  return { ids: ids as ResourceId[], diagnostics };
}

/** The shortest leading path segments that are all different, as far as the paths differ. */
function distinguishing(paths: readonly string[]): readonly string[] {
  const different = new Set(paths).size;
  const segments = paths.map((path) => path.split('/'));
  const longest = Math.max(...segments.map((parts) => parts.length));
  for (let length = 1; length < longest; length++) {
    const prefixes = segments.map((parts) => parts.slice(0, length).join('/'));
    if (new Set(prefixes).size === different) return prefixes;
  }
  return paths;
}
