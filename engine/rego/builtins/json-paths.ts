import {
  type AnyObject,
  isObject,
  ObjectBuilder,
  objectEntries,
  objectSize,
  RegoObject,
  RegoSet,
  type RegoValue,
  typeName,
} from '../value/index.ts';
import type { BuiltinContext } from './context.ts';
import { operandError, wrongType } from './errors.ts';
import { itemsOf, objectOperand } from './operands.ts';

/** Paths as a tree; null ends a path. The tree is keyed by value, since path segments may be of any type. */
type PathTree = RegoObject;

/** The object without what the paths lead to. */
export function jsonRemove(context: BuiltinContext, x: RegoValue, paths: RegoValue): RegoValue {
  const object = objectOperand(x, 1);
  return removeFrom(context, object, pathTree(pathsOperand(paths))) as RegoValue;
}

/** The object with nothing but what the paths lead to. */
export function jsonFilter(context: BuiltinContext, x: RegoValue, paths: RegoValue): RegoValue {
  const object = objectOperand(x, 1);
  return keepIn(context, object, pathTree(pathsOperand(paths)));
}

function pathsOperand(value: RegoValue): readonly (readonly RegoValue[])[] {
  const items = itemsOf(value);
  if (items === undefined) throw wrongType(2, value, 'set', 'array');
  return items.map(parsePath);
}

/** The segments of a JSON pointer, or of an array of segments. */
export function parsePath(path: RegoValue): readonly RegoValue[] {
  if (Array.isArray(path)) return path;
  if (typeof path === 'string') {
    if (path === '') return [];
    return path
      .replace(/^\/+/, '')
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  const wanted = 'must be one of {set, array} containing string paths or array of path segments';
  throw operandError(2, `${wanted} but got ${typeName(path)}`);
}

function pathTree(paths: readonly (readonly RegoValue[])[]): PathTree {
  const root = new RegoObject();
  for (const path of paths) addPath(root, path);
  return root;
}

function addPath(root: PathTree, path: readonly RegoValue[]): void {
  let node = root;
  for (let index = 0; index < path.length; index++) {
    const segment = path[index] as RegoValue;
    if (index === path.length - 1) {
      node.set(segment, null);
      return;
    }
    const child = node.get(segment);
    if (child === null) return;
    const next = child instanceof RegoObject ? child : new RegoObject();
    if (child === undefined) node.set(segment, next);
    node = next;
  }
}

function removeFrom(context: BuiltinContext, value: RegoValue, tree: RegoValue | undefined): RegoValue | undefined {
  if (tree === null) return undefined;
  if (!(tree instanceof RegoObject)) return value;
  const recurse = (item: RegoValue, key: RegoValue) => removeFrom(context, item, tree.get(key));
  if (Array.isArray(value)) {
    context.charge(value.length);
    return (value as readonly RegoValue[]).flatMap((item, index) => {
      const kept = recurse(item, String(index));
      return kept === undefined ? [] : [kept];
    });
  }
  if (value instanceof RegoSet) {
    context.charge(value.size);
    const result = new RegoSet();
    for (const item of value.sorted()) {
      const kept = recurse(item, item);
      if (kept !== undefined) result.add(kept);
    }
    return result;
  }
  return isObject(value) ? mapEntries(context, value, recurse) : value;
}

function keepIn(context: BuiltinContext, value: RegoValue, tree: RegoValue): RegoValue {
  if (!(tree instanceof RegoObject)) return value;
  const recurse = (item: RegoValue, key: RegoValue): RegoValue | undefined => {
    const child = tree.get(key);
    return child === undefined ? undefined : keepIn(context, item, child);
  };
  if (Array.isArray(value)) {
    context.charge(value.length);
    return (value as readonly RegoValue[]).flatMap((item, index) => {
      const kept = recurse(item, String(index));
      return kept === undefined ? [] : [kept];
    });
  }
  if (value instanceof RegoSet) {
    const result = new RegoSet();
    for (const item of value.sorted()) {
      const kept = recurse(item, item);
      if (kept !== undefined) result.add(kept);
    }
    return result;
  }
  return isObject(value) ? mapEntries(context, value, recurse) : value;
}

function mapEntries(
  context: BuiltinContext,
  object: AnyObject,
  map: (value: RegoValue, key: RegoValue) => RegoValue | undefined,
): AnyObject {
  context.charge(objectSize(object));
  const result = new ObjectBuilder();
  for (const [key, item] of objectEntries(object)) {
    const kept = map(item, key);
    if (kept !== undefined) result.set(key, kept);
  }
  return result.build();
}
