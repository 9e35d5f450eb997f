import { BuiltinError } from '../builtins/errors.ts';
import { pureContext } from '../builtins/index.ts';
import { unmarshalYaml } from '../builtins/yaml.ts';
import {
  isObject,
  JsonError,
  type MutableObject,
  newObject,
  type PlainObject,
  parseJson,
  RegoObject,
  type RegoValue,
} from '../value/index.ts';
import { fault } from './fault.ts';

/** Deeper data is refused: what walks through values later needs a stack for it. */
const MAX_DEPTH = 500;
/** YAML whose aliases unfold to more than this is refused. */
const MAX_YAML_VALUES = 20_000_000;

/**
 * Reads a JSON file.
 * Errors: `bundle_invalid` with the words of Go's decoder after `prefix`; those of a text, or of a `stream`, which says
 *         otherwise that it ends too early.
 */
export function parseJsonFile(bytes: Uint8Array, place: string, prefix: string, as?: 'stream'): RegoValue {
  const text = textOf(bytes);
  return parsed(text, place, prefix, as === undefined ? parseJson : parseStream);
}

function parseStream(text: string): RegoValue {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError) || error.message !== 'unexpected end of JSON input') throw error;
    throw new JsonError(text.trim() === '' ? 'EOF' : 'unexpected EOF');
  }
}

/** Reads a YAML file as kubectl does. Errors: as `parseJsonFile`. */
export function parseYamlFile(bytes: Uint8Array, place: string, prefix: string): RegoValue {
  let left = MAX_YAML_VALUES;
  const charge = (units: number) => {
    left -= units;
    if (left < 0) throw fault('bundle_unsafe', `${prefix}the aliases unfold to too much data`, place);
  };
  return parsed(textOf(bytes), place, prefix, (text) => unmarshalYaml(pureContext({ charge }), text));
}

/** Text of a file, without a byte order mark. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

function parsed(text: string, place: string, prefix: string, parse: (text: string) => RegoValue): RegoValue {
  let value: RegoValue;
  try {
    value = parse(text);
  } catch (error) {
    if (!(error instanceof JsonError) && !(error instanceof BuiltinError)) throw error;
    const reason = error.message.replace(
      /^yaml: Excessive alias count.*/s,
      'yaml: document contains excessive aliasing',
    );
    throw fault('bundle_invalid', `${prefix}${reason}`, place);
  }
  if (isDeeper(value, MAX_DEPTH))
    throw fault('input_too_deep', `${prefix}nests deeper than ${MAX_DEPTH} levels`, place);
  return value;
}

/** Goes through the levels one after another, so that depth costs no stack. */
function isDeeper(root: RegoValue, limit: number): boolean {
  let level: readonly RegoValue[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    const next: RegoValue[] = [];
    for (const value of level) {
      if (isPlainObject(value)) for (const key of Object.keys(value)) next.push(value[key] as RegoValue);
      else if (Array.isArray(value)) for (const item of value as readonly RegoValue[]) next.push(item);
    }
    level = next.filter((value) => typeof value === 'object' && value !== null);
  }
  return false;
}

/** An object as a JSON or YAML file has it. */
export function isPlainObject(value: RegoValue | undefined): value is PlainObject {
  return value !== undefined && isObject(value) && !(value instanceof RegoObject);
}

/** The base documents of a bundle while its files are read into them. */
export class Documents {
  #root: MutableObject = newObject();

  get root(): PlainObject {
    return this.#root;
  }

  /**
   * Puts a value at a path of keys; objects are merged.
   * Shape:  undefined, or OPA's reason why it cannot be put there.
   */
  insert(path: readonly string[], value: RegoValue): string | undefined {
    if (path.length === 0 && !isPlainObject(value)) return 'root value must be object';
    const tree = path.reduceRight<RegoValue>((inner, key) => {
      const outer = newObject();
      outer[key] = inner;
      return outer;
    }, value);
    const merged = merge(this.#root, tree as PlainObject);
    if (merged === undefined) return `failed to insert data file from path ${path.join('/')}`;
    this.#root = merged;
    return undefined;
  }
}

/** Both objects as one, or undefined where a key has two values that are no objects. */
function merge(a: PlainObject, b: PlainObject): MutableObject | undefined {
  const result: MutableObject = newObject();
  for (const key of Object.keys(a)) result[key] = a[key] as RegoValue;
  for (const key of Object.keys(b)) {
    const add = b[key] as RegoValue;
    if (!Object.hasOwn(result, key)) {
      result[key] = add;
      continue;
    }
    const present = result[key] as RegoValue;
    const both = isPlainObject(present) && isPlainObject(add) ? merge(present, add) : undefined;
    if (both === undefined) return undefined;
    result[key] = both;
  }
  return result;
}

/** The keys that a data file's folder stands for. Source: OPA v1/bundle getNormalizedPath. */
export function dataKeys(path: string): readonly string[] {
  const folder = path
    .split('/')
    .slice(0, -1)
    .join('/')
    .replace(/^[/.]+/, '')
    .replace(/\/+$/, '');
  return folder === '' ? [] : folder.split('/').filter((part) => part !== '' && part !== '.');
}
