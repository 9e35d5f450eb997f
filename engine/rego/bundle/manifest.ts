import { isNumber, numberText, type PlainObject, type RegoValue } from '../value/index.ts';
import type { Manifest, WasmResolver } from './bundle.ts';
import { isPlainObject, parseJsonFile } from './documents.ts';
import { fault } from './fault.ts';

const PREFIX = 'bundle load failed on manifest decode: ';

/**
 * Reads a `.manifest`.
 * Shape:  unknown members are passed over, null members take their default, names match whatever their case, as in Go.
 * Errors: `bundle_invalid` with the words of Go's decoder.
 */
export function parseManifest(bytes: Uint8Array, place: string): Manifest {
  const value = parseJsonFile(bytes, place, PREFIX, 'stream');
  const reader = new MemberReader('Manifest', value === null ? {} : value, place);
  const roots = reader.list('roots', 'string');
  return {
    revision: reader.text('revision'),
    roots: (roots as readonly string[] | undefined)?.map((root) => root.replace(/^\/+|\/+$/g, '')) ?? [''],
    wasm: (reader.list('wasm', 'bundle.WasmResolver') ?? []).map((item) => resolverOf(item, place)),
    regoVersion: reader.integer('rego_version'),
    fileRegoVersions: reader.integers('file_rego_versions'),
    metadata: reader.object('metadata', 'map[string]interface {}'),
  };
}

function resolverOf(value: RegoValue, place: string): WasmResolver {
  const reader = new MemberReader('WasmResolver', value, place);
  const annotations = reader.list('annotations', '*ast.Annotations') ?? [];
  return { entrypoint: reader.text('entrypoint'), module: reader.text('module'), annotations };
}

/** Reads members of one JSON object, each of the type that it must have. */
class MemberReader {
  readonly #struct: string;
  readonly #object: PlainObject;
  readonly #place: string;

  constructor(struct: string, value: RegoValue, place: string) {
    this.#struct = struct;
    this.#place = place;
    if (!isPlainObject(value)) {
      throw this.#fault(
        `json: cannot unmarshal ${isNumber(value) ? 'number' : jsonType(value)} into Go value of type bundle.${struct}`,
      );
    }
    this.#object = value;
  }

  text(name: string): string {
    const value = this.#member(name);
    if (value === undefined) return '';
    if (typeof value !== 'string') throw this.#wrong(value, name, 'string');
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.#member(name);
    return value === undefined ? undefined : this.#integer(value, name);
  }

  integers(name: string): ReadonlyMap<string, number> {
    const object = this.object(name, 'map[string]int') ?? {};
    return new Map(Object.keys(object).map((key) => [key, this.#integer(object[key] as RegoValue, name)]));
  }

  object(name: string, type: string): PlainObject | undefined {
    const value = this.#member(name);
    if (value === undefined || isPlainObject(value)) return value;
    throw this.#wrong(value, name, type);
  }

  list(name: string, type: string): readonly RegoValue[] | undefined {
    const value = this.#member(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw this.#wrong(value, name, `[]${type}`);
    const items = value as readonly RegoValue[];
    const bad = items.find((item) => (type === 'string' ? typeof item !== 'string' : !isPlainObject(item)));
    if (bad !== undefined) throw this.#wrong(bad, name, type);
    return items;
  }

  #integer(value: RegoValue, name: string): number {
    const number = isNumber(value) ? numberText(value) : '';
    if (/^-?[0-9]{1,15}$/.test(number)) return Number(number);
    throw this.#wrong(value, name, 'int');
  }

  #member(name: string): RegoValue | undefined {
    const key = Object.hasOwn(this.#object, name)
      ? name
      : Object.keys(this.#object).find((one) => one.toLowerCase() === name);
    return key === undefined ? undefined : ((this.#object[key] as RegoValue) ?? undefined);
  }

  #wrong(value: RegoValue, name: string, type: string): Error {
    const field = `Go struct field ${this.#struct}.${name} of type ${type}`;
    const what = type === 'int' || !isNumber(value) ? jsonType(value) : 'number';
    return this.#fault(`json: cannot unmarshal ${what} into ${field}`);
  }

  #fault(reason: string): Error {
    return fault('bundle_invalid', PREFIX + reason, this.#place);
  }
}

function jsonType(value: RegoValue): string {
  if (isNumber(value)) return `number ${numberText(value)}`;
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : Array.isArray(value) ? 'array' : 'object';
}
