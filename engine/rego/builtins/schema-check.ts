import {
  type AnyObject,
  compareNumbers,
  isNumber,
  isObject,
  objectEntries,
  objectGet,
  type RegoNumber,
  type RegoValue,
  toBigInt,
} from '../value/index.ts';
import { failure } from './errors.ts';
import { isPattern } from './regex-compile.ts';
import { findReference } from './schema-reference.ts';
import { plainText } from './schema-text.ts';

export const SCHEMA_TYPES = ['array', 'boolean', 'integer', 'number', 'null', 'object', 'string'] as const;

/** Which keywords a schema's draft has. Shape: 4, 6 or 7; 100 for schemas that name none, which have all. */
export type Draft = number;

/**
 * Checks that a JSON schema is well-formed, references included.
 * Errors: BuiltinError with the words of the library that OPA uses.
 * Source: OPA internal/gojsonschema schema.go, locales.go (drafts 4, 6 and 7).
 */
export function checkSchema(root: RegoValue): void {
  if (!isObject(root) && typeof root !== 'boolean') throw failure('schema is invalid');
  new Checker(root, draftOf(root)).check(root);
}

export function draftOf(root: RegoValue): Draft {
  const declared = isObject(root) ? objectGet(root, '$schema') : undefined;
  if (typeof declared !== 'string') return 100;
  const draft = /^https?:\/\/json-schema\.org\/draft-0([467])\/schema#?$/.exec(declared)?.[1];
  return draft === undefined ? 100 : Number(draft);
}

const invalidType = (expected: string, given: string) =>
  failure(`Invalid type. Expected: ${expected}, given: ${given}`);

class Checker {
  readonly #root: RegoValue;
  readonly #draft: Draft;
  readonly #seen = new Set<RegoValue>();

  constructor(root: RegoValue, draft: Draft) {
    this.#root = root;
    this.#draft = draft;
  }

  check(schema: RegoValue): void {
    if (typeof schema === 'boolean' && this.#draft >= 6) return;
    if (!isObject(schema)) throw failure('Expected: Valid Schema, given: Invalid JSON');
    if (this.#seen.has(schema)) return;
    this.#seen.add(schema);
    this.#each(schema, 'definitions', 'an Array Of Schemas');
    for (const key of ['title', 'description']) this.#text(schema, key);
    const reference = this.#text(schema, '$ref');
    if (reference !== undefined) {
      this.check(findReference(this.#root, reference));
      return;
    }
    this.#checkType(schema);
    this.#checkObjects(schema);
    this.#checkItems(schema);
    this.#checkNumbers(schema);
    this.#checkSizes(schema);
    this.#checkValues(schema);
    this.#checkCombinations(schema);
  }

  #checkType(schema: AnyObject): void {
    const type = objectGet(schema, 'type');
    if (type === undefined) return;
    const types = Array.isArray(type) ? (type as readonly RegoValue[]) : [type];
    types.forEach((name, index) => {
      if (typeof name !== 'string') throw invalidType('type', 'string/Array Of Strings');
      if (!(SCHEMA_TYPES as readonly string[]).includes(name)) {
        const valid = `Expected valid values are:[${SCHEMA_TYPES.join(' ')}]`;
        throw failure(`has a primitive type that is NOT VALID -- given: /${name}/ ${valid}`);
      }
      if (types.indexOf(name) < index) throw failure(`${name} type is duplicated`);
    });
  }

  #checkObjects(schema: AnyObject): void {
    const properties = objectGet(schema, 'properties');
    if (properties !== undefined && !isObject(properties)) throw failure('Properties must be of type object');
    if (properties !== undefined) for (const [, child] of objectEntries(properties)) this.check(child);
    this.#schemaOrBoolean(schema, 'additionalProperties');
    const patterns = objectGet(schema, 'patternProperties');
    if (patterns !== undefined && !isObject(patterns)) throw invalidType('Valid Schema', 'patternProperties');
    if (patterns !== undefined) {
      for (const [pattern, child] of objectEntries(patterns)) {
        if (typeof pattern !== 'string' || !isPattern(pattern)) throw failure(`Invalid regex pattern '${pattern}'`);
        this.check(child);
      }
    }
    const names = objectGet(schema, 'propertyNames');
    if (names !== undefined && this.#draft >= 6) this.check(names);
    this.#checkDependencies(objectGet(schema, 'dependencies'));
  }

  #checkDependencies(dependencies: RegoValue | undefined): void {
    if (dependencies === undefined) return;
    if (!isObject(dependencies)) throw failure('dependencies must be of type object');
    const fault = failure('dependency must be of type schema or array of strings');
    for (const [, dependency] of objectEntries(dependencies)) {
      if (Array.isArray(dependency)) {
        if (dependency.some((name: RegoValue) => typeof name !== 'string')) throw fault;
      } else if (typeof dependency === 'boolean' || isObject(dependency)) this.check(dependency);
      else throw fault;
    }
  }

  #checkItems(schema: AnyObject): void {
    const items = objectGet(schema, 'items');
    const fault = invalidType('Valid Schema/Array Of Schemas', 'items');
    if (Array.isArray(items)) {
      for (const item of items as readonly RegoValue[]) {
        if (typeof item !== 'boolean' && !isObject(item)) throw fault;
        this.check(item);
      }
    } else if (items !== undefined) {
      if (typeof items !== 'boolean' && !isObject(items)) throw fault;
      this.check(items);
    }
    this.#schemaOrBoolean(schema, 'additionalItems');
    const contains = objectGet(schema, 'contains');
    if (contains !== undefined && this.#draft >= 6) this.check(contains);
  }

  #checkNumbers(schema: AnyObject): void {
    const multiple = objectGet(schema, 'multipleOf');
    if (multiple !== undefined && !isNumber(multiple)) throw invalidType('Number', 'multipleOf');
    if (multiple !== undefined && compareNumbers(multiple, 0) <= 0)
      throw failure('multipleOf must be strictly greater than 0');
    for (const key of ['minimum', 'maximum']) {
      const limit = objectGet(schema, key);
      if (limit !== undefined && !isNumber(limit)) throw failure(`${key} must be of a Number`);
      const exclusive = `exclusive${key[0]?.toUpperCase()}${key.slice(1)}`;
      const bound = objectGet(schema, exclusive);
      if (bound === undefined) continue;
      if (typeof bound === 'boolean' && (this.#draft === 4 || this.#draft === 100)) {
        if (limit === undefined) throw failure(`${exclusive} cannot be used without ${key}`);
      } else if (!isNumber(bound) || this.#draft === 4)
        throw invalidType(this.#draft === 4 ? 'boolean' : this.#draft === 100 ? 'boolean/number' : 'number', exclusive);
    }
  }

  #checkSizes(schema: AnyObject): void {
    const [minLength, maxLength] = [this.#size(schema, 'minLength'), this.#size(schema, 'maxLength')];
    if (minLength !== undefined && maxLength !== undefined && compareNumbers(minLength, maxLength) > 0)
      throw failure('minLength cannot be greater than maxLength');
    const pattern = this.#text(schema, 'pattern');
    if (pattern !== undefined && !isPattern(pattern)) throw failure('pattern must be a valid regex');
    this.#text(schema, 'format');
    const [least, most] = [this.#size(schema, 'minProperties'), this.#size(schema, 'maxProperties')];
    if (least !== undefined && most !== undefined && compareNumbers(least, most) > 0)
      throw failure('minProperties cannot be greater than maxProperties');
    this.#size(schema, 'minItems');
    this.#size(schema, 'maxItems');
  }

  #checkValues(schema: AnyObject): void {
    const required = this.#list(schema, 'required');
    required.forEach((name, index) => {
      if (typeof name !== 'string') throw invalidType('string', 'required');
      if (required.indexOf(name) < index) throw failure('required items must be unique');
    });
    const unique = objectGet(schema, 'uniqueItems');
    if (unique !== undefined && typeof unique !== 'boolean') throw failure('uniqueItems must be of a boolean');
    const choices = this.#list(schema, 'enum').map(plainText);
    if (new Set(choices).size < choices.length) throw failure('enum items must be unique');
  }

  #checkCombinations(schema: AnyObject): void {
    for (const key of ['oneOf', 'anyOf', 'allOf']) for (const part of this.#list(schema, key)) this.check(part);
    for (const key of this.#draft >= 7 ? ['not', 'if', 'then', 'else'] : ['not']) {
      const part = objectGet(schema, key);
      if (part === undefined) continue;
      if (typeof part !== 'boolean' && !isObject(part)) throw failure(`${key} must be of an object`);
      this.check(part);
    }
  }

  #each(schema: AnyObject, key: string, what: string): void {
    const parts = objectGet(schema, key);
    if (parts === undefined) return;
    if (!isObject(parts)) throw invalidType(what.replace(/^an /, ''), key);
    for (const [, part] of objectEntries(parts)) this.check(part);
  }

  #schemaOrBoolean(schema: AnyObject, key: string): void {
    const part = objectGet(schema, key);
    if (part === undefined || typeof part === 'boolean') return;
    if (!isObject(part)) throw invalidType('boolean/Valid Schema', key);
    this.check(part);
  }

  #text(schema: AnyObject, key: string): string | undefined {
    const value = objectGet(schema, key);
    if (value === undefined || typeof value === 'string') return value;
    throw invalidType('string', key);
  }

  #list(schema: AnyObject, key: string): readonly RegoValue[] {
    const value = objectGet(schema, key);
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    throw failure(`${key} must be of an array`);
  }

  #size(schema: AnyObject, key: string): number | RegoNumber | undefined {
    const value = objectGet(schema, key);
    if (value === undefined) return undefined;
    if (!isNumber(value) || toBigInt(value) === undefined) throw failure(`${key} must be of an integer`);
    if (compareNumbers(value, 0) < 0) throw failure(`${key} must be greater than or equal to 0`);
    return value;
  }
}
