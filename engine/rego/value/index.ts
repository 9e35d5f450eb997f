export {
  type AnyObject,
  get,
  isArray,
  isObject,
  ObjectBuilder,
  objectEntries,
  objectGet,
  objectSize,
  typeName,
} from './access.ts';
export {
  abs,
  add,
  ceil,
  div,
  floor,
  mul,
  mulTruncated,
  productOf,
  rem,
  remFault,
  roundNumber,
  sub,
  sumOf,
  truncateNumber,
} from './arithmetic.ts';
export { BudgetError } from './budget.ts';
export { compare, equals } from './compare.ts';
export { jsonKey, jsonString, toJson, toJsonText } from './json.ts';
export { JsonError, parseJson } from './json-read.ts';
export { needsExactNumbers } from './json-scan.ts';
export { type Key, keyOf, sortedKeys } from './keys.ts';
export {
  compareNumbers,
  fromBigInt,
  isNumber,
  numberText,
  parseNumber,
  RegoNumber,
  toBigInt,
  toInt,
} from './number.ts';
export { RegoObject } from './object.ts';
export { type MutableObject, newObject } from './plain.ts';
export { EMPTY_SET, RegoSet } from './set.ts';
export { codePointLength, compareStrings, textOfBytes, wellFormed } from './strings.ts';
export { quote, quoteAscii, toText } from './text.ts';
export type { JsonObject, JsonValue, PlainObject, RegoValue } from './types.ts';
