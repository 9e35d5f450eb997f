import type { Diagnostic } from '../../../diagnostics/index.ts';
import type { Annotation, Term } from '../../ast/index.ts';
import { parseTermText } from '../../parser/entry.ts';
import { errorAt, type RuleEntry } from '../context.ts';
import { refText } from '../syntax/text.ts';
import { objectType } from './construct.ts';
import type { TypeEnvironment } from './environment.ts';
import { type SchemaResult, typeOfSchema } from './schema.ts';
import { ANY, type DynamicField, type Field, type ObjectType, type Type, unwrap } from './type.ts';
import { jsonOf } from './type-node.ts';

const ANYTHING: DynamicField = { key: ANY, value: ANY };

/**
 * Gives paths the types that `schemas:` annotations declare.
 * Errors: `rego_type_error`: `undefined schema: ...`, schemas that cannot be read, paths that are not constant.
 * Source: OPA v1/ast check.go, override.
 */
export class SchemaAnnotations {
  private readonly schemas: { readonly [path: string]: unknown };
  private readonly read = new Map<string, SchemaResult | undefined>();

  constructor(schemas: { readonly [path: string]: unknown }) {
    this.schemas = schemas;
  }

  apply(env: TypeEnvironment, annotations: readonly Annotation[], entry: RuleEntry): Diagnostic[] {
    const errors: Diagnostic[] = [];
    for (const annotation of annotations)
      for (const [path, schema] of declarations(annotation)) {
        const error = this.applyOne(env, path, schema);
        if (error !== undefined) errors.push(errorAt('rego_type_error', error, entry.rule.span));
      }
    return errors;
  }

  private applyOne(env: TypeEnvironment, pathText: string, schema: unknown): string | undefined {
    const result = typeof schema === 'string' ? this.named(schema) : typeOfSchema(schema);
    if (result === undefined) return undefined;
    if (typeof result === 'string') return result;
    if ('error' in result) return result.error;
    const term = parseTermText(pathText);
    const path = term?.kind === 'ref' ? term.path : term === undefined ? [] : [term];
    if (path.length === 0) return undefined;
    const known = knownPrefix(env, path);
    if (known === undefined || known.length === path.length) {
      env.put(path, result.type);
      return undefined;
    }
    const type = override(path.slice(known.length), known.type, result.type);
    if (typeof type === 'string') return type;
    env.put(path.slice(0, known.length), type);
    return undefined;
  }

  /** The type of a schema from outside; a text where there is none, undefined where no schemas were given at all. */
  private named(name: string): SchemaResult | string | undefined {
    if (Object.keys(this.schemas).length === 0) return undefined;
    if (this.read.has(name)) return this.read.get(name);
    const term = parseTermText(name);
    const parts = term?.kind === 'ref' ? term.path.slice(1) : [];
    const key = parts.map((part) => (part.kind === 'string' ? part.value : '')).join('/');
    const dotted = key.replaceAll('/', '.');
    const found = [key, dotted, name].find((candidate) => Object.hasOwn(this.schemas, candidate));
    if (found === undefined) return `undefined schema: ${term?.kind === 'ref' ? refText(term.path) : name}`;
    const result = typeOfSchema(this.schemas[found]);
    this.read.set(name, result);
    return result;
  }
}

function declarations(annotation: Annotation): [string, unknown][] {
  const { schemas } = annotation.entries;
  if (!Array.isArray(schemas)) return [];
  return schemas.flatMap((item) => Object.entries(item as object).slice(0, 1));
}

function knownPrefix(
  env: TypeEnvironment,
  path: readonly Term[],
): { readonly length: number; readonly type: Type } | undefined {
  const lengths = path.length === 1 ? [1] : path.slice(1).map((_, i) => i + 1);
  for (const length of lengths) {
    const type = env.typeOfPath(path.slice(0, length));
    if (type !== undefined) return { length, type };
  }
  return undefined;
}

function override(path: readonly Term[], type: Type | undefined, by: Type): Type | string {
  const known = unwrap(type);
  if (known?.kind !== 'object') return nested(path, by, ANYTHING);
  const [first, ...rest] = path;
  const key = first && jsonOf(first);
  const fields: Field[] = [];
  let found = false;
  for (const field of known.fields) {
    if (key === undefined || field.key !== key) {
      fields.push(field);
      continue;
    }
    found = true;
    const value = rest.length === 0 ? by : override(rest, field.value, by);
    if (typeof value === 'string') return value;
    fields.push({ key: field.key, value });
  }
  if (!found) {
    const added = nested(path, by, known.rest);
    if (typeof added === 'string') return added;
    fields.push(...added.fields);
  }
  return objectType(fields, known.rest);
}

function nested(path: readonly Term[], by: Type, rest: DynamicField | undefined): ObjectType | string {
  let type = by;
  for (let i = path.length - 1; i >= 0; i--) {
    const part = path[i]!;
    const key = jsonOf(part);
    if (key === undefined) return 'error getting key from value: illegal value';
    type = objectType([{ key, value: type }], rest);
  }
  return type as ObjectType;
}
