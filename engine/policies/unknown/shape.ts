import type { JsonPath, JsonValue } from '../../resources/index.ts';
import { POLICY_DOCUMENT } from './policy-document-shape.ts';

/**
 * Which values a place may hold: the part of JSON Schema that policies/schemas use.
 * Shape: `{}` is every value. `named` stands for a shape that is kept once, since it lies in many places.
 */
export type Shape = {
  readonly type?: string | readonly string[];
  readonly enum?: readonly JsonValue[];
  readonly items?: Shape;
  readonly properties?: { readonly [name: string]: Shape };
  readonly additionalProperties?: false | Shape;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Shape[];
  readonly named?: 'policy-document';
};

export const ANY: Shape = {};
export const TEXT: Shape = { type: 'string' };

/** Properties that hold an IAM policy document, which the vendor's schema leaves open and its grammar defines. */
const DOCUMENTS: ReadonlySet<string> = new Set(['AssumeRolePolicyDocument', 'KeyPolicy', 'PolicyDocument']);

/**
 * Takes from a JSON Schema what decides which values are allowed.
 * Shape: references to definitions become every value, which is more and never less.
 */
export function shapeOf(schema: unknown, name = '', depth = 0): Shape {
  if (!isRecord(schema) || depth > 40) return ANY;
  if (Object.keys(schema).length === 0 && DOCUMENTS.has(name)) return { named: 'policy-document' };
  const shape: Record<string, unknown> = {};
  if (typeof schema.type === 'string' || Array.isArray(schema.type)) shape.type = schema.type;
  if (Array.isArray(schema.enum)) shape.enum = schema.enum;
  if (Object.hasOwn(schema, 'const')) shape.enum = [schema.const];
  if (Object.hasOwn(schema, 'items')) shape.items = shapeOf(schema.items, '', depth + 1);
  if (isRecord(schema.properties)) {
    const entries = Object.entries(schema.properties);
    shape.properties = Object.fromEntries(entries.map(([key, inner]) => [key, shapeOf(inner, key, depth + 1)]));
  }
  if (schema.additionalProperties === false) shape.additionalProperties = false;
  else if (isRecord(schema.additionalProperties))
    shape.additionalProperties = shapeOf(schema.additionalProperties, '', depth + 1);
  if (Array.isArray(schema.required)) shape.required = schema.required;
  if (Array.isArray(schema.anyOf)) shape.anyOf = schema.anyOf.map((inner) => shapeOf(inner, name, depth + 1));
  return shape as Shape;
}

/** Shapes of `properties` by canonical type, out of schemas of whole inputs (`AWS/S3/Bucket`) of one type each. */
export function typeShapes(
  schemas: Readonly<Record<string, unknown>>,
  types: readonly string[],
): { readonly [type: string]: Shape } {
  const shapes: Record<string, Shape> = {};
  for (const type of types) {
    const schema = schemas[type.replaceAll('::', '/')];
    if (isRecord(schema) && isRecord(schema.properties)) shapes[type] = shapeOf(schema.properties.properties);
  }
  return shapes;
}

/** The alternatives of a shape, none of which is an `anyOf`. */
export function alternativesOf(shape: Shape): readonly Shape[] {
  if (shape.named !== undefined) return alternativesOf(POLICY_DOCUMENT);
  if (shape.anyOf !== undefined) return shape.anyOf.flatMap(alternativesOf);
  return Array.isArray(shape.type) ? shape.type.map((type: string) => ({ ...shape, type })) : [shape];
}

/** The shape of a member or element; undefined where the shape allows none. */
export function stepInto(shape: Shape, key: string | number): Shape | undefined {
  const found = alternativesOf(shape).flatMap((one) => memberOf(one, key) ?? []);
  return found.length <= 1 ? found[0] : { anyOf: found };
}

export function shapeAt(shape: Shape, path: JsonPath): Shape {
  let at = shape;
  for (const key of path) at = stepInto(at, key) ?? ANY;
  return at;
}

/** The members that an object of this shape may have, when no others are allowed. */
export function closedMembers(shape: Shape): readonly string[] | undefined {
  const objects = alternativesOf(shape).filter((one) => one.type === undefined || one.type === 'object');
  if (objects.length === 0 || objects.some((one) => one.additionalProperties !== false)) return undefined;
  return [...new Set(objects.flatMap((one) => Object.keys(one.properties ?? {})))];
}

export function isRequired(shape: Shape, key: string | number): boolean {
  return alternativesOf(shape).every((one) => one.required?.includes(String(key)) === true);
}

function memberOf(shape: Shape, key: string | number): Shape | undefined {
  if (typeof key === 'number')
    return shape.type === undefined || shape.type === 'array' ? (shape.items ?? ANY) : undefined;
  if (shape.type !== undefined && shape.type !== 'object') return undefined;
  if (shape.properties !== undefined && Object.hasOwn(shape.properties, key)) return shape.properties[key];
  return shape.additionalProperties === false ? undefined : (shape.additionalProperties ?? ANY);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
