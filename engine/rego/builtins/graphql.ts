import { isObject, newObject, type RegoValue } from '../value/index.ts';
import type { Builtin, BuiltinContext } from './context.ts';
import { BuiltinError, failure, wrongType } from './errors.ts';
import { GraphqlError } from './graphql/error.ts';
import type { Node } from './graphql/node.ts';
import { parseQuery } from './graphql/query-parser.ts';
import { buildSchema, type Schema } from './graphql/schema.ts';
import { parseSchema } from './graphql/schema-parser.ts';
import { validateQuery } from './graphql/validate.ts';
import { stringOperand } from './operands.ts';

/**
 * GraphQL queries and schemas.
 * Source: OPA v1/topdown graphql.go; github.com/vektah/gqlparser.
 */
export const graphqlBuiltins = {
  'graphql.parse_query': (context, x) => attempt(() => readQuery(context, stringOperand(x, 1))),
  'graphql.parse_schema': (context, x) => attempt(() => readSchema(context, stringOperand(x, 1))),
  'graphql.parse': (context, query, schema) => {
    if (!isDocument(query)) throw wrongType(0, query, 'string', 'object');
    return attempt(() => {
      const queryDocument = readQuery(context, query);
      if (!isDocument(schema)) throw wrongType(1, schema, 'string', 'object');
      return [...checked(context, queryDocument, schema)];
    });
  },
  'graphql.parse_and_verify': (context, query, schema) => {
    const documents =
      isDocument(query) && isDocument(schema) ? silently(() => checked(context, query, schema)) : undefined;
    return documents === undefined ? [false, newObject(), newObject()] : [true, ...documents];
  },
  'graphql.is_valid': (context, query, schema) =>
    isDocument(query) && isDocument(schema) && silently(() => checked(context, query, schema)) !== undefined,
  'graphql.schema_is_valid': (context, x) =>
    isDocument(x) && silently(() => buildSchema(readSchema(context, x))) !== undefined,
} satisfies Record<string, Builtin>;

function isDocument(value: RegoValue): value is string | Node {
  return typeof value === 'string' || isObject(value);
}

function readQuery(context: BuiltinContext, value: string | Node): Node {
  if (typeof value !== 'string') return value;
  context.charge(value.length);
  return parseQuery(value);
}

function readSchema(context: BuiltinContext, value: string | Node): Node {
  if (typeof value !== 'string') return value;
  context.charge(value.length);
  return parseSchema(value);
}

function checked(context: BuiltinContext, query: string | Node, schema: string | Node): readonly [Node, Node] {
  const queryDocument = readQuery(context, query);
  const schemaDocument = readSchema(context, schema);
  let built: Schema;
  try {
    built = buildSchema(schemaDocument);
  } catch (error) {
    if (!(error instanceof GraphqlError)) throw error;
    throw failure(`Error in gqlparser SchemaDocument to Schema conversion: ${located(error)}`);
  }
  const faults = validateQuery(context, built, queryDocument);
  if (faults.length > 0) throw combined(faults);
  return [queryDocument, schemaDocument];
}

function located(error: GraphqlError): string {
  return error.place === undefined
    ? `input: ${error.message}`
    : `input:${error.place.line}:${error.place.column}: ${error.message}`;
}

/** One message of all faults, as OPA builds it: the place of the first, the texts of all. */
function combined(faults: readonly GraphqlError[]): BuiltinError {
  const [first, ...rest] = faults as [GraphqlError, ...GraphqlError[]];
  const lines = [first.message, ...rest.map(located)].join('\n');
  const text = lines.endsWith('.') ? lines.slice(0, -1) : `${lines}\n`;
  if (first.place === undefined) return failure(`GraphQL parse error: input: ${lines}\n`);
  return failure(`${text} in GraphQL string at location ${first.place.line}:${first.place.column}`);
}

function attempt(run: () => RegoValue): RegoValue {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof GraphqlError)) throw error;
    if (error.place === undefined) throw failure(`GraphQL parse error: input: ${error.message}`);
    throw failure(`${error.message} in GraphQL string at location ${error.place.line}:${error.place.column}`);
  }
}

/** Undefined where the document or schema is wrong. */
function silently<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof GraphqlError || error instanceof BuiltinError) return undefined;
    throw error;
  }
}
