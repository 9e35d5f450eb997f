import {
  isObject,
  JsonError,
  newObject,
  objectEntries,
  parseJson,
  RegoSet,
  type RegoValue,
  toJsonText,
} from '../value/index.ts';
import type { Builtin, BuiltinContext } from './context.ts';
import { BuiltinError, failure } from './errors.ts';
import { checkSchema } from './schema-check.ts';
import { type SchemaFault, validateSchema } from './schema-validate.ts';

/**
 * JSON schemas (drafts 4, 6 and 7). Other documents are never fetched.
 * Source: OPA v1/topdown jsonschema.go.
 */
export const schemaBuiltins = {
  'json.verify_schema': (context, x) => {
    try {
      checkSchema(documentOf(context, x));
      return [true, null];
    } catch (error) {
      if (error instanceof BuiltinError) return [false, `jsonschema: ${error.message}`];
      throw error;
    }
  },
  'json.match_schema': (context, document, schema) => {
    const value = documentOf(context, document);
    const checked = checkedSchema(context, schema);
    const faults = validateSchema(context, checked, value);
    return [faults.length === 0, faults.map(faultValue)];
  },
} satisfies Record<string, Builtin>;

/** JSON text or an object, as plain JSON. */
function documentOf(context: BuiltinContext, value: RegoValue): RegoValue {
  if (typeof value === 'string') {
    context.charge(value.length);
    try {
      return parseJson(value);
    } catch (error) {
      if (error instanceof JsonError) throw failure('invalid JSON string');
      throw error;
    }
  }
  if (!isObject(value) && !Array.isArray(value)) throw failure('wrong type, expected string or object');
  return hasSets(value) ? parseJson(toJsonText(value)) : value;
}

function hasSets(value: RegoValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof RegoSet) return true;
  if (Array.isArray(value)) return value.some((item: RegoValue) => hasSets(item));
  return isObject(value) && objectEntries(value).some(([key, item]) => typeof key !== 'string' || hasSets(item));
}

/** A schema is checked once in an evaluation. */
function checkedSchema(context: BuiltinContext, schema: RegoValue): RegoValue {
  const known = context.cache.get('json.match_schema') as Map<RegoValue, RegoValue> | undefined;
  const schemas = known ?? new Map<RegoValue, RegoValue>();
  if (known === undefined) context.cache.set('json.match_schema', schemas);
  const found = schemas.get(schema);
  if (found !== undefined) return found;
  const parsed = documentOf(context, schema);
  checkSchema(parsed);
  schemas.set(schema, parsed);
  return parsed;
}

function faultValue(fault: SchemaFault): RegoValue {
  const result = newObject();
  result.desc = fault.description;
  result.error = `${fault.field}: ${fault.description}`;
  result.field = fault.field;
  result.type = fault.type;
  return result;
}
