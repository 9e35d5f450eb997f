import type { Module } from '../../../engine/rego/ast/index.ts';

const LEFT_OUT: ReadonlySet<string> = new Set(['span', 'comments', 'annotations', 'raw']);

/** A module without what printing does not keep: places, comments, annotations and the quotes of strings. */
export function moduleShape(module: Module): unknown {
  return JSON.parse(JSON.stringify(module, (key, value) => (LEFT_OUT.has(key) ? undefined : value)));
}
