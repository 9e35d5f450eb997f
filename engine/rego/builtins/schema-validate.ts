import {
  type AnyObject,
  codePointLength,
  compareNumbers,
  isNumber,
  isObject,
  numberText,
  objectEntries,
  objectGet,
  type RegoNumber,
  RegoSet,
  type RegoValue,
  toBigInt,
} from '../value/index.ts';
import type { BuiltinContext } from './context.ts';
import { parseRatio } from './ratio.ts';
import { matchText } from './regex.ts';
import { type Draft, draftOf } from './schema-check.ts';
import { hasFormat } from './schema-format.ts';
import { findReference } from './schema-reference.ts';
import { limitText, plainText } from './schema-text.ts';

/** One way in which a document does not match. Shape: `field` is `a.0.b`, or `(Root)`. */
export type SchemaFault = { readonly type: string; readonly field: string; readonly description: string };

/** Faults, and how well the document matched otherwise: the best of several failed choices is reported. */
type Verdict = { readonly faults: SchemaFault[]; score: number };

/**
 * The faults of a document under a checked schema, in the order in which the library that OPA uses reports them;
 * where it goes by Go's random map order, ours is sorted.
 * Source: OPA internal/gojsonschema validation.go.
 */
export function validateSchema(
  context: BuiltinContext,
  schema: RegoValue,
  document: RegoValue,
): readonly SchemaFault[] {
  return new Validator(context, schema).run(schema, document, []).faults;
}

class Validator {
  readonly #context: BuiltinContext;
  readonly #root: RegoValue;
  readonly #draft: Draft;

  constructor(context: BuiltinContext, root: RegoValue) {
    this.#context = context;
    this.#root = root;
    this.#draft = draftOf(root);
  }

  run(schema: RegoValue, value: RegoValue, path: readonly string[]): Verdict {
    const verdict: Verdict = { faults: [], score: 0 };
    this.#validate(schema, value, path, verdict);
    return verdict;
  }

  #validate(schema: RegoValue, value: RegoValue, path: readonly string[], verdict: Verdict): void {
    this.#context.charge(1);
    if (schema === true) return;
    if (!isObject(schema)) {
      addFault(verdict, 'false', path, 'False always fails validation');
      return;
    }
    const reference = objectGet(schema, '$ref');
    if (typeof reference === 'string') {
      this.#validate(findReference(this.#root, reference), value, path, verdict);
      return;
    }
    const given = typeOf(value);
    const types = typesOf(schema);
    const matches = types.includes(given) || (given === 'integer' && types.includes('number'));
    if (types.length > 0 && !matches) {
      const expected = types.length > 1 ? `[${types.join(',')}]` : types[0];
      addFault(verdict, 'invalid_type', path, `Invalid type. Expected: ${expected}, given: ${given}`);
      return;
    }
    this.#combinations(schema, value, path, verdict);
    if (isNumber(value)) this.#number(schema, value, path, verdict);
    if (Array.isArray(value)) this.#array(schema, value, path, verdict);
    if (isObject(value)) this.#object(schema, value, path, verdict);
    this.#common(schema, value, path, verdict);
    if (typeof value === 'string') this.#text(schema, value, path, verdict);
    if (isObject(value)) this.#properties(schema, value, path, verdict);
    verdict.score++;
  }

  #properties(schema: AnyObject, value: AnyObject, path: readonly string[], verdict: Verdict): void {
    for (const [name, child] of entriesOf(schema, 'properties')) {
      const item = objectGet(value, name);
      if (item !== undefined) this.#validate(child, item, [...path, String(name)], verdict);
    }
  }

  #combinations(schema: AnyObject, value: RegoValue, path: readonly string[], verdict: Verdict): void {
    const anyOf = listOf(schema, 'anyOf');
    if (anyOf.length > 0) {
      const results = anyOf.map((part) => this.run(part, value, path));
      if (!results.some(isValid)) {
        addFault(verdict, 'number_any_of', path, 'Must validate at least one schema (anyOf)');
        mergeBest(verdict, results);
      }
    }
    const oneOf = listOf(schema, 'oneOf');
    if (oneOf.length > 0) {
      const results = oneOf.map((part) => this.run(part, value, path));
      const count = results.filter(isValid).length;
      if (count !== 1) addFault(verdict, 'number_one_of', path, 'Must validate one and only one schema (oneOf)');
      if (count === 0) mergeBest(verdict, results);
    }
    const allOf = listOf(schema, 'allOf').map((part) => this.run(part, value, path));
    for (const result of allOf) mergeFaults(verdict, result);
    if (!allOf.every(isValid)) addFault(verdict, 'number_all_of', path, 'Must validate all the schemas (allOf)');
    const not = objectGet(schema, 'not');
    if (not !== undefined && isValid(this.run(not, value, path)))
      addFault(verdict, 'number_not', path, 'Must not validate the schema (not)');
    if (isObject(value)) this.#dependencies(schema, value, path, verdict);
    if (this.#draft >= 7) this.#condition(schema, value, path, verdict);
    verdict.score++;
  }

  #dependencies(schema: AnyObject, value: AnyObject, path: readonly string[], verdict: Verdict): void {
    for (const [name, dependency] of entriesOf(schema, 'dependencies')) {
      if (objectGet(value, name) === undefined) continue;
      if (!Array.isArray(dependency)) this.#validate(dependency, value, path, verdict);
      else
        for (const needed of dependency as readonly RegoValue[])
          if (objectGet(value, needed) === undefined)
            addFault(verdict, 'missing_dependency', path, `Has a dependency on ${String(needed)}`);
    }
  }

  #condition(schema: AnyObject, value: RegoValue, path: readonly string[], verdict: Verdict): void {
    const condition = objectGet(schema, 'if');
    if (condition === undefined) return;
    const holds = isValid(this.run(condition, value, path));
    const branch = objectGet(schema, holds ? 'then' : 'else');
    const result = branch === undefined ? undefined : this.run(branch, value, path);
    if (result === undefined || isValid(result)) return;
    if (holds) addFault(verdict, 'condition_then', path, 'Must validate "then" as "if" was valid');
    else addFault(verdict, 'condition_else', path, 'Must validate "else" as "if" was not valid');
    mergeFaults(verdict, result);
  }

  #common(schema: AnyObject, value: RegoValue, path: readonly string[], verdict: Verdict): void {
    const constant = this.#draft >= 6 ? objectGet(schema, 'const') : undefined;
    if (constant !== undefined && plainText(value) !== plainText(constant))
      addFault(verdict, 'const', path, `${fieldOf(path)} does not match: ${plainText(constant)}`);
    const choices = listOf(schema, 'enum').map(plainText);
    if (choices.length > 0 && !choices.includes(plainText(value)))
      addFault(verdict, 'enum', path, `${fieldOf(path)} must be one of the following: ${choices.join(', ')}`);
    const format = objectGet(schema, 'format');
    if (typeof format === 'string' && typeof value === 'string' && !hasFormat(value, format))
      addFault(verdict, 'format', path, `Does not match format '${format}'`);
    verdict.score++;
  }

  #array(schema: AnyObject, items: readonly RegoValue[], path: readonly string[], verdict: Verdict): void {
    const schemas = objectGet(schema, 'items');
    const check = (part: RegoValue, index: number) =>
      mergeFaults(verdict, this.run(part, items[index] as RegoValue, [...path, String(index)]));
    if (Array.isArray(schemas)) {
      for (let index = 0; index < Math.min(schemas.length, items.length); index++)
        check(schemas[index] as RegoValue, index);
      const additional = objectGet(schema, 'additionalItems');
      if (schemas.length > 0 && schemas.length < items.length && additional === false)
        addFault(verdict, 'array_no_additional_items', path, 'No additional items allowed on array');
      else if (schemas.length > 0 && additional !== undefined && isObject(additional))
        for (let index = schemas.length; index < items.length; index++) check(additional, index);
    } else if (schemas !== undefined) for (let index = 0; index < items.length; index++) check(schemas, index);
    this.#sizes(schema, items.length, 'Items', path, verdict, 'array', (limit) => `${limit} items`);
    if (objectGet(schema, 'uniqueItems') === true) this.#unique(items, path, verdict);
    this.#contains(schema, items, path, verdict);
    verdict.score++;
  }

  #unique(items: readonly RegoValue[], path: readonly string[], verdict: Verdict): void {
    const places = new Map<string, number>();
    items.forEach((item, index) => {
      const text = plainText(item);
      const first = places.get(text);
      if (first !== undefined) addFault(verdict, 'unique', path, `array items[${first},${index}] must be unique`);
      places.set(text, index);
    });
  }

  #contains(schema: AnyObject, items: readonly RegoValue[], path: readonly string[], verdict: Verdict): void {
    const wanted = this.#draft >= 6 ? objectGet(schema, 'contains') : undefined;
    if (wanted === undefined) return;
    const results = items.map((item, index) => this.run(wanted, item, [...path, String(index)]));
    if (results.some(isValid)) return;
    addFault(verdict, 'contains', path, 'At least one of the items must match');
    mergeBest(verdict, results);
  }

  #object(schema: AnyObject, value: AnyObject, path: readonly string[], verdict: Verdict): void {
    const entries = objectEntries(value);
    const naming = 'array'; // the library's own name for these faults
    this.#sizes(schema, entries.length, 'Properties', path, verdict, naming, (limit) => `${limit} properties`);
    for (const name of listOf(schema, 'required')) {
      if (objectGet(value, name) !== undefined) verdict.score++;
      else addFault(verdict, 'required', path, `${String(name)} is required`);
    }
    const properties = objectGet(schema, 'properties');
    const additional = objectGet(schema, 'additionalProperties');
    for (const [key, item] of entries) {
      const name = String(key);
      const isListed = properties !== undefined && isObject(properties) && objectGet(properties, name) !== undefined;
      if (this.#patterns(schema, name, item, path, verdict) || isListed) continue;
      if (additional === false)
        addFault(verdict, 'additional_property_not_allowed', path, `Additional property ${name} is not allowed`);
      else if (additional !== undefined && isObject(additional))
        mergeFaults(verdict, this.run(additional, item, [...path, name]));
    }
    const names = this.#draft >= 6 ? objectGet(schema, 'propertyNames') : undefined;
    for (const [key] of names === undefined ? [] : entries) {
      const result = this.run(names as RegoValue, key, path);
      if (isValid(result)) continue;
      addFault(verdict, 'invalid_property_name', path, `Property name of "${String(key)}" does not match`);
      mergeFaults(verdict, result);
    }
    verdict.score++;
  }

  #patterns(schema: AnyObject, name: string, item: RegoValue, path: readonly string[], verdict: Verdict): boolean {
    let isMatched = false;
    for (const [pattern, part] of entriesOf(schema, 'patternProperties')) {
      if (!matchText(this.#context, String(pattern), name)) continue;
      isMatched = true;
      mergeFaults(verdict, this.run(part, item, [...path, name]));
    }
    if (isMatched) verdict.score++;
    return isMatched;
  }

  #sizes(
    schema: AnyObject,
    size: number,
    what: string,
    path: readonly string[],
    verdict: Verdict,
    kind: string,
    shown: (limit: string) => string,
  ): void {
    const [least, most] = [objectGet(schema, `min${what}`), objectGet(schema, `max${what}`)];
    const subject = what === 'Items' ? 'Array must' : 'Must';
    if (isLimit(least) && compareNumbers(size, least) < 0)
      addFault(
        verdict,
        `${kind}_min_${what.toLowerCase()}`,
        path,
        `${subject} have at least ${shown(limitText(least))}`,
      );
    if (isLimit(most) && compareNumbers(size, most) > 0)
      addFault(verdict, `${kind}_max_${what.toLowerCase()}`, path, `${subject} have at most ${shown(limitText(most))}`);
  }

  #text(schema: AnyObject, value: string, path: readonly string[], verdict: Verdict): void {
    const size = codePointLength(value);
    const [least, most] = [objectGet(schema, 'minLength'), objectGet(schema, 'maxLength')];
    if (isLimit(least) && compareNumbers(size, least) < 0)
      addFault(verdict, 'string_gte', path, `String length must be greater than or equal to ${limitText(least)}`);
    if (isLimit(most) && compareNumbers(size, most) > 0)
      addFault(verdict, 'string_lte', path, `String length must be less than or equal to ${limitText(most)}`);
    const pattern = objectGet(schema, 'pattern');
    if (typeof pattern === 'string' && !matchText(this.#context, pattern, value))
      addFault(verdict, 'pattern', path, `Does not match pattern '${pattern}'`);
    verdict.score++;
  }

  #number(schema: AnyObject, value: number | RegoNumber, path: readonly string[], verdict: Verdict): void {
    const multiple = objectGet(schema, 'multipleOf');
    if (isLimit(multiple) && !isMultiple(value, multiple))
      addFault(verdict, 'multiple_of', path, `Must be a multiple of ${limitText(multiple)}`);
    this.#limit(schema, value, 'maximum', 'exclusiveMaximum', 1, path, verdict);
    this.#limit(schema, value, 'minimum', 'exclusiveMinimum', -1, path, verdict);
    verdict.score++;
  }

  #limit(
    schema: AnyObject,
    value: number | RegoNumber,
    key: string,
    exclusiveKey: string,
    direction: 1 | -1,
    path: readonly string[],
    verdict: Verdict,
  ): void {
    const exclusive = objectGet(schema, exclusiveKey);
    const limit = objectGet(schema, key);
    const bound = exclusive === true ? limit : exclusive;
    const word = direction > 0 ? 'less' : 'greater';
    const name = direction > 0 ? 'number_l' : 'number_g';
    if (exclusive !== true && isLimit(limit) && compareNumbers(value, limit) * direction > 0)
      addFault(verdict, `${name}te`, path, `Must be ${word} than or equal to ${limitText(limit)}`);
    if (isLimit(bound) && compareNumbers(value, bound) * direction >= 0)
      addFault(verdict, `${name}t`, path, `Must be ${word} than ${limitText(bound)}`);
  }
}

function addFault(verdict: Verdict, type: string, path: readonly string[], description: string): void {
  verdict.faults.push({ type, field: fieldOf(path), description });
  // a net -1, since the part that failed still counts 1 at its end
  verdict.score -= 2;
}

function fieldOf(path: readonly string[]): string {
  return path.length === 0 ? '(Root)' : path.join('.');
}

function mergeFaults(verdict: Verdict, other: Verdict): void {
  verdict.faults.push(...other.faults);
  verdict.score += other.score;
}

function mergeBest(verdict: Verdict, results: readonly Verdict[]): void {
  let best: Verdict | undefined;
  for (const result of results) if (best === undefined || result.score > best.score) best = result;
  if (best !== undefined) mergeFaults(verdict, best);
}

function isValid(verdict: Verdict): boolean {
  return verdict.faults.length === 0;
}

function isLimit(value: RegoValue | undefined): value is number | RegoNumber {
  return value !== undefined && isNumber(value);
}

function typesOf(schema: AnyObject): readonly string[] {
  const type = objectGet(schema, 'type');
  if (type === undefined) return [];
  return (Array.isArray(type) ? type : [type]) as readonly string[];
}

function listOf(schema: AnyObject, key: string): readonly RegoValue[] {
  const list = objectGet(schema, key);
  return Array.isArray(list) ? list : [];
}

function entriesOf(schema: AnyObject, key: string): readonly (readonly [RegoValue, RegoValue])[] {
  const object = objectGet(schema, key);
  return object !== undefined && isObject(object) ? objectEntries(object) : [];
}

function typeOf(value: RegoValue): string {
  if (value === null) return 'null';
  if (isNumber(value)) return toBigInt(value) === undefined ? 'number' : 'integer';
  if (Array.isArray(value) || value instanceof RegoSet) return 'array';
  return typeof value;
}

function isMultiple(value: number | RegoNumber, multiple: number | RegoNumber): boolean {
  const [a, b] = [parseRatio(numberText(value)), parseRatio(numberText(multiple))];
  if (a === undefined || b === undefined) return false;
  return (a.numerator * b.denominator) % (a.denominator * b.numerator) === 0n;
}
