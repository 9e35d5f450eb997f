import {
  isObject,
  JsonError,
  jsonString,
  objectEntries,
  parseJson,
  quote,
  RegoNumber,
  RegoSet,
  type RegoValue,
  toJsonText,
  toText,
  typeName,
} from '../value/index.ts';
import { jsonEntries } from '../value/json.ts';
import type { Builtin, BuiltinContext } from './context.ts';
import { failure, operandError } from './errors.ts';
import { jsonPatch } from './json-patch.ts';
import { jsonFilter, jsonRemove } from './json-paths.ts';
import { objectOperand, stringOperand } from './operands.ts';
import { isValidYaml, marshalYaml, unmarshalYaml } from './yaml.ts';

/**
 * JSON and YAML texts, and changes to documents.
 * Source: OPA v1/topdown encoding.go, json.go.
 */
export const jsonBuiltins = {
  'json.marshal': (context, x) => charged(context, toJsonText(x)),
  'json.marshal_with_options': (context, x, options) => marshalWithOptions(context, x, options),
  'json.unmarshal': (context, x) => {
    const text = stringOperand(x, 1);
    context.charge(text.length);
    return unmarshal(text);
  },
  'json.is_valid': (context, x) => {
    if (typeof x !== 'string') return false;
    context.charge(x.length);
    try {
      JSON.parse(x);
      return true;
    } catch {
      return false;
    }
  },
  'json.patch': (context, x, patches) => jsonPatch(context, x, patches),
  'json.filter': (context, x, paths) => jsonFilter(context, x, paths),
  'json.remove': (context, x, paths) => jsonRemove(context, x, paths),
  'yaml.marshal': (context, x) => charged(context, marshalYaml(x)),
  'yaml.unmarshal': (context, x) => {
    const text = stringOperand(x, 1);
    context.charge(text.length);
    return unmarshalYaml(context, text);
  },
  'yaml.is_valid': (context, x) => {
    if (typeof x !== 'string') return false;
    context.charge(x.length);
    return isValidYaml(context, x);
  },
} satisfies Record<string, Builtin>;

function charged(context: BuiltinContext, text: string): string {
  context.charge(text.length);
  return text;
}

/**
 * Reads one JSON text.
 * Errors: BuiltinError with the message of OPA's decoder.
 * Source: OPA v1/util json.go.
 */
export function unmarshal(text: string): RegoValue {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    if (error.first === undefined) throw failure(decoderMessage(error, text));
    const token = nextToken(error.first.rest);
    if (token === null) return error.first.value;
    throw failure(`error: invalid character '${token}' after top-level value`);
  }
}

function decoderMessage(error: JsonError, text: string): string {
  if (error.message !== 'unexpected end of JSON input') return error.message;
  return /^[ \t\r\n]*$/.test(text) ? 'EOF' : 'unexpected EOF';
}

/** What OPA's decoder reads behind a value and names in its error; null, which is no token to it, goes by. */
function nextToken(rest: string): string | null {
  if (rest.startsWith('{') || rest.startsWith('[')) return rest.charAt(0);
  let value: RegoValue;
  try {
    value = parseJson(rest);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    if (error.first === undefined) throw failure(decoderMessage(error, rest));
    value = error.first.value;
  }
  if (typeof value === 'boolean') return `%!s(bool=${value})`;
  if (value === null || typeof value === 'string') return value;
  return /^[-+.eE0-9]+/.exec(rest)?.[0] ?? '';
}

function marshalWithOptions(context: BuiltinContext, value: RegoValue, options: RegoValue): string {
  let indent = '\t';
  let prefix = '';
  let isPretty: boolean | undefined;
  let isImplied = false;
  for (const [index, [key, option]] of objectEntries(objectOperand(options, 2)).entries()) {
    const noText = (what: RegoValue) => `operand ${index} must be string but got ${typeName(what)}`;
    if (typeof key !== 'string')
      throw operandError(2, `failed to stringify key ${toText(key)} at index ${index}: ${noText(key)}`);
    if (key === 'pretty') {
      if (typeof option !== 'boolean') throw operandError(2, `key ${quote(key)} failed cast to bool`);
      isPretty = option;
    } else if (key === 'indent' || key === 'prefix') {
      if (typeof option !== 'string')
        throw operandError(2, `key ${quote(key)} failed cast to string: ${noText(option)}`);
      if (key === 'indent') indent = option;
      else prefix = option;
      isImplied = true;
    } else throw operandError(2, `object contained unknown key ${quote(key)}`);
  }
  if (!(isPretty ?? isImplied)) return charged(context, toJsonText(value));
  return charged(context, prefix + pretty(value, `\n${prefix}`, indent));
}

/** JSON text with one member a line. Source: Go json.MarshalIndent. */
function pretty(value: RegoValue, line: string, indent: string): string {
  if (typeof value !== 'object' || value === null || value instanceof RegoNumber) return toJsonText(value);
  if (isObject(value)) {
    const members = jsonEntries(value).map(
      ([key, item]) => `${jsonString(key)}: ${pretty(item, line + indent, indent)}`,
    );
    return members.length === 0 ? '{}' : `{${line}${indent}${members.join(`,${line}${indent}`)}${line}}`;
  }
  const items = value instanceof RegoSet ? value.sorted() : (value as readonly RegoValue[]);
  if (items.length === 0) return '[]';
  return `[${line}${indent}${items.map((item) => pretty(item, line + indent, indent)).join(`,${line}${indent}`)}${line}]`;
}
