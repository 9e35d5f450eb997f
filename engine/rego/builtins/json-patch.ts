import {
  equals,
  get,
  isNumber,
  isObject,
  ObjectBuilder,
  objectEntries,
  objectSize,
  RegoSet,
  type RegoValue,
  toInt,
  toText,
  typeName,
} from '../value/index.ts';
import type { BuiltinContext } from './context.ts';
import { failure } from './errors.ts';
import { parsePath } from './json-paths.ts';
import { arrayOperand } from './operands.ts';

/**
 * Applies JSON patches (RFC 6902) in order; on sets a member is its own path.
 * Errors: BuiltinError at the first operation that cannot be done; then nothing is changed.
 * Source: OPA v1/topdown json.go, internal/edittree.
 */
export function jsonPatch(context: BuiltinContext, target: RegoValue, patches: RegoValue): RegoValue | undefined {
  let document: RegoValue | undefined = target;
  for (const patch of arrayOperand(patches, 2)) document = apply(context, document, patch);
  return document;
}

function apply(context: BuiltinContext, document: RegoValue | undefined, patch: RegoValue): RegoValue | undefined {
  if (!isObject(patch))
    throw failure('must be an array of JSON-Patch objects, but at least one element is not an object');
  const pathValue = attribute(patch, 'path');
  const operation = attribute(patch, 'op');
  if (typeof operation !== 'string') throw failure(`attribute 'op' must be a string but found: ${typeName(operation)}`);
  const path = parsePath(pathValue);
  switch (operation) {
    case 'add':
      return insert(context, document, path, attribute(patch, 'value'));
    case 'remove':
      return remove(context, document, path);
    case 'replace':
      return insert(context, remove(context, document, path), path, attribute(patch, 'value'));
    case 'move': {
      const from = parsePath(attribute(patch, 'from'));
      const moved = find(document, from);
      return insert(context, remove(context, document, from), path, moved);
    }
    case 'copy':
      return insert(context, document, path, find(document, parsePath(attribute(patch, 'from'))));
    case 'test': {
      const found = find(document, path);
      const wanted = attribute(patch, 'value');
      if (equals(found, wanted)) return document;
      const difference = `Expected: ${toText(wanted)}\n\nFound: ${toText(found)}`;
      throw failure(`value from EditTree != patch value.\n\n${difference}`);
    }
    default:
      throw failure(`unrecognized op: '${operation}'`);
  }
}

function attribute(patch: RegoValue, name: string): RegoValue {
  const value = get(patch, name);
  if (value === undefined) throw failure(`missing required attribute '${name}'`);
  return value;
}

type Change = (container: RegoValue, key: RegoValue) => RegoValue;

function insert(
  context: BuiltinContext,
  document: RegoValue | undefined,
  path: readonly RegoValue[],
  value: RegoValue,
): RegoValue {
  if (path.length === 0) return value;
  return changeAt(context, document, path, (container, key) => {
    if (Array.isArray(container)) {
      const index = indexOf(container.length, key);
      if (index < 0 || index > container.length) throw failure('index for array insertion out of bounds');
      return [...container.slice(0, index), value, ...container.slice(index)];
    }
    if (container instanceof RegoSet) {
      if (!equals(key, value))
        throw failure(`set key ${toText(key)} does not equal value to be inserted ${toText(value)}`);
      return RegoSet.of([...container.unordered(), value]);
    }
    if (isObject(container)) return withEntry(container, key, value);
    throw notComposite(container);
  });
}

function remove(
  context: BuiltinContext,
  document: RegoValue | undefined,
  path: readonly RegoValue[],
): RegoValue | undefined {
  if (path.length === 0) {
    if (document === undefined) throw failure('deleted node encountered during delete operation');
    return undefined;
  }
  return changeAt(context, document, path, (container, key) => {
    if (Array.isArray(container)) {
      const index = indexOf(container.length, key);
      if (index < 0 || index >= container.length) throw failure('index for array delete out of bounds');
      return [...container.slice(0, index), ...container.slice(index + 1)];
    }
    const isComposite = container instanceof RegoSet || isObject(container);
    if (!isComposite) throw notComposite(container);
    if (get(container, key) === undefined) throw failure(`cannot delete child key ${toText(key)} that does not exist`);
    if (container instanceof RegoSet) return container.difference(RegoSet.of([key]));
    return withEntry(container, key, undefined);
  });
}

/** Rebuilds the containers along the path; the last one is changed. */
function changeAt(
  context: BuiltinContext,
  document: RegoValue | undefined,
  path: readonly RegoValue[],
  change: Change,
): RegoValue {
  if (document === undefined) throw failure('nil value encountered where composite value was expected');
  const [key, ...rest] = path as [RegoValue, ...RegoValue[]];
  context.charge(sizeOf(document));
  if (rest.length === 0) return change(document, key);
  const child = changeAt(context, childOf(document, key), rest, change);
  if (Array.isArray(document)) return document.with(indexOf(document.length, key), child) as RegoValue[];
  if (document instanceof RegoSet) return document.difference(RegoSet.of([key])).union(RegoSet.of([child]));
  return withEntry(document, key, child);
}

function find(document: RegoValue | undefined, path: readonly RegoValue[]): RegoValue {
  let current = document;
  for (const key of path) {
    if (current === undefined) break;
    current = childOf(current, key);
  }
  if (current === undefined) throw failure('nil value encountered where composite value was expected');
  return current;
}

function childOf(container: RegoValue, key: RegoValue): RegoValue {
  if (Array.isArray(container)) {
    const index = indexOf(container.length, key);
    const item = (container as readonly RegoValue[])[index];
    if (item !== undefined) return item;
    throw failure(`path ${index} does not exist in array term ${toText(container)}`);
  }
  const child = get(container, key);
  if (child !== undefined) return child;
  if (container instanceof RegoSet)
    throw failure(
      `path ${typeof key === 'string' ? key : toText(key)} does not exist in set term ${toText(container)}`,
    );
  if (isObject(container)) throw failure(`path ${toText(key)} does not exist in object term ${toText(container)}`);
  throw notComposite(container, ` for path ${toText(key)}`);
}

function withEntry(object: RegoValue, key: RegoValue, value: RegoValue | undefined): RegoValue {
  if (!isObject(object)) throw notComposite(object);
  const result = new ObjectBuilder();
  for (const [present, item] of objectEntries(object)) if (!equals(present, key)) result.set(present, item);
  if (value !== undefined) result.set(key, value);
  return result.build();
}

function indexOf(length: number, key: RegoValue): number {
  if (isNumber(key)) {
    const index = toInt(key);
    if (index === undefined) throw failure('invalid number type for indexing');
    return index;
  }
  if (typeof key !== 'string') throw failure('invalid type for indexing');
  if (key === '-') return length;
  if (!/^[+-]?[0-9]{1,15}$/.test(key)) throw failure('invalid string for indexing');
  if (key !== '0' && key.startsWith('0')) throw failure('leading zeros are not allowed in JSON paths');
  return Number(key);
}

function sizeOf(value: RegoValue): number {
  if (Array.isArray(value)) return value.length;
  if (value instanceof RegoSet) return value.size;
  return isObject(value) ? objectSize(value) : 1;
}

function notComposite(value: RegoValue, where: string = '') {
  const kind = typeName(value);
  const type = `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`;
  return failure(`expected composite type${where}, found value: ${toText(value)} (type: ast.${type})`);
}
