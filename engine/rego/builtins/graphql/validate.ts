import type { BuiltinContext } from '../context.ts';
import { GraphqlError } from './error.ts';
import { fragmentFaults } from './fragment-rules.ts';
import { listOf, type Node, placeOf, textOf } from './node.ts';
import type { Schema } from './schema.ts';
import { type Scope, selectionFaults } from './selection-rules.ts';
import { directiveFaults } from './value-rules.ts';
import { variableFaults } from './variable-rules.ts';

/**
 * The faults of a query under a schema, in the order of their places; empty where it is valid.
 * Source: GraphQL specification, section 5 (Validation); messages as github.com/vektah/gqlparser has them, without its
 * suggestions of similar names.
 */
export function validateQuery(context: BuiltinContext, schema: Schema, document: Node): readonly GraphqlError[] {
  const faults: GraphqlError[] = [];
  const operations = listOf(document, 'Operations');
  const fragments = new Map(listOf(document, 'Fragments').map((fragment) => [textOf(fragment, 'Name'), fragment]));
  const scope: Scope = { context, schema, fragments, faults };
  operationFaults(operations, faults);
  for (const operation of operations) {
    const kind = textOf(operation, 'Operation');
    const root = schema.roots.get(kind);
    if (root === undefined)
      faults.push(new GraphqlError(`Schema does not support operation type "${kind}"`, placeOf(operation)));
    directiveFaults(scope, listOf(operation, 'Directives'), kind.toUpperCase());
    selectionFaults(scope, root, listOf(operation, 'SelectionSet'));
    subscriptionFaults(operation, kind, fragments, faults);
  }
  fragmentFaults(scope, document);
  variableFaults(scope, operations);
  return faults;
}

function operationFaults(operations: readonly Node[], faults: GraphqlError[]): void {
  const names = new Set<string>();
  for (const operation of operations) {
    const name = textOf(operation, 'Name');
    if (name === '' && operations.length > 1)
      faults.push(new GraphqlError('This anonymous operation must be the only defined operation.', placeOf(operation)));
    if (names.has(name))
      faults.push(new GraphqlError(`There can be only one operation named "${name}".`, placeOf(operation)));
    names.add(name);
  }
}

/** A subscription asks for one field, and not for one of introspection. */
function subscriptionFaults(
  operation: Node,
  kind: string,
  fragments: ReadonlyMap<string, Node>,
  faults: GraphqlError[],
): void {
  if (kind !== 'subscription') return;
  const fields = topFields(operation, fragments, new Set());
  const name = textOf(operation, 'Name');
  const subject = name === '' ? 'Anonymous Subscription' : `Subscription "${name}"`;
  if (new Set(fields.map((field) => textOf(field, 'Name'))).size > 1)
    faults.push(new GraphqlError(`${subject} must select only one top level field.`, placeOf(fields[1])));
  for (const field of fields)
    if (textOf(field, 'Name').startsWith('__'))
      faults.push(new GraphqlError(`${subject} must not select an introspection top level field.`, placeOf(field)));
}

function topFields(node: Node, fragments: ReadonlyMap<string, Node>, seen: Set<string>): readonly Node[] {
  return listOf(node, 'SelectionSet').flatMap((selection) => {
    if (selection.Alias !== undefined) return [selection];
    if (selection.TypeCondition !== undefined) return topFields(selection, fragments, seen);
    const name = textOf(selection, 'Name');
    const fragment = fragments.get(name);
    if (fragment === undefined || seen.has(name)) return [];
    seen.add(name);
    return topFields(fragment, fragments, seen);
  });
}
