import { printPath } from '../rego/path.ts';
import type { CompiledDocumentPolicy } from './artifact.ts';
import { documentPolicies } from './document-policies.ts';

/**
 * The document policy that an entrypoint of compiled code (`a/p/deny`) stands for.
 * Shape:  none where its last part is not deny, violation or warn, or its namespace is not among those asked for.
 */
export function entrypointPolicies(
  entrypoint: string,
  digest: string,
  namespaces: readonly string[],
): readonly CompiledDocumentPolicy[] {
  const parts = entrypoint.split('/');
  const name = printPath(parts.slice(0, -1)).replace(/^data\.?/, '');
  if (namespaces.length > 0 && !namespaces.includes(name)) return [];
  return documentPolicies(name, new Set(parts.slice(-1)), digest);
}
