import { get, isObject, objectEntries, objectGet, type RegoValue } from '../value/index.ts';
import { failure } from './errors.ts';
import { percentDecode } from './url-escape.ts';

/**
 * The schema that a `$ref` leads to: `#`, a JSON pointer, or the `$id` of a part of the same schema. Other documents
 * are never fetched.
 * Errors: BuiltinError for what is not there.
 */
export function findReference(root: RegoValue, reference: string): RegoValue {
  const hash = reference.indexOf('#');
  const base = hash < 0 ? reference : reference.slice(0, hash);
  const fragment = hash < 0 ? '' : percentDecode(reference.slice(hash + 1));
  const start = base === '' ? root : findId(root, base);
  if (start === undefined) throw failure(`reference ${reference} leads to another document`);
  if (fragment === '') return start;
  if (!fragment.startsWith('/')) {
    const named = findId(start, `#${fragment}`);
    if (named === undefined) throw failure(`Object has no key '${fragment}'`);
    return named;
  }
  let current: RegoValue | undefined = start;
  for (const part of fragment.slice(1).split('/')) {
    const key: string = part.replaceAll('~1', '/').replaceAll('~0', '~');
    current = Array.isArray(current) ? get(current, Number(key)) : get(current, key);
    if (current === undefined) throw failure(`Object has no key '${key}'`);
  }
  return current;
}

/** The part of a schema with this `$id` (or `id`). */
function findId(root: RegoValue, id: string): RegoValue | undefined {
  const stack: RegoValue[] = [root];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (Array.isArray(next)) stack.push(...(next as readonly RegoValue[]));
    if (!isObject(next)) continue;
    const own = objectGet(next, '$id') ?? objectGet(next, 'id');
    if (typeof own === 'string' && (own === id || own === `${id}#`)) return next;
    for (const [, child] of objectEntries(next)) stack.push(child);
  }
  return undefined;
}
