import type { BuiltinContext } from '../context.ts';
import { GraphqlError } from './error.ts';
import { mergeFaults } from './merge-rules.ts';
import { childOf, flagOf, listOf, makeNode, type Node, named, placeOf, textOf, typeName, typeText } from './node.ts';
import type { Schema } from './schema.ts';
import { directiveFaults, valueFaults } from './value-rules.ts';

/** What every rule needs; faults are collected in place. */
export type Scope = {
  readonly context: BuiltinContext;
  readonly schema: Schema;
  readonly fragments: ReadonlyMap<string, Node>;
  readonly faults: GraphqlError[];
};

/** The field that every object type has without declaring it. */
const TYPE_NAME = makeNode(
  { Name: '__typename', Type: makeNode({ NamedType: 'String', NonNull: true }, undefined) },
  undefined,
);
const SCHEMA_FIELDS: Readonly<Record<string, Node>> = {
  __schema: makeNode(
    { Name: '__schema', Type: makeNode({ NamedType: '__Schema', NonNull: true }, undefined) },
    undefined,
  ),
  __type: makeNode(
    {
      Name: '__type',
      Arguments: [
        makeNode({ Name: 'name', Type: makeNode({ NamedType: 'String', NonNull: true }, undefined) }, undefined),
      ],
      Type: makeNode({ NamedType: '__Type', NonNull: false }, undefined),
    },
    undefined,
  ),
};

/** The definition of a type's field, the implicit ones included. */
export function fieldOf(schema: Schema, type: Node | undefined, name: string): Node | undefined {
  if (type === undefined) return undefined;
  if (name === '__typename') return isComposite(type) ? TYPE_NAME : undefined;
  const isRoot = textOf(schema.roots.get('query'), 'Name') === textOf(type, 'Name');
  if (isRoot && Object.hasOwn(SCHEMA_FIELDS, name)) return SCHEMA_FIELDS[name];
  return named(listOf(type, 'Fields'), name);
}

export function isComposite(type: Node | undefined): boolean {
  return ['OBJECT', 'INTERFACE', 'UNION'].includes(textOf(type, 'Kind'));
}

/** Checks the selections on a type: fields, arguments, leaves, fragments and their types. */
export function selectionFaults(scope: Scope, type: Node | undefined, selections: readonly Node[]): void {
  for (const selection of selections) {
    scope.context.charge(1);
    if (selection.Alias !== undefined) checkField(scope, type, selection);
    else if (selection.TypeCondition !== undefined) checkInline(scope, type, selection);
    else checkSpread(scope, type, selection);
  }
  mergeFaults(scope, type, selections);
}

function add(scope: Scope, message: string, node: Node): void {
  scope.faults.push(new GraphqlError(message, placeOf(node)));
}

function checkField(scope: Scope, type: Node | undefined, field: Node): void {
  const name = textOf(field, 'Name');
  const definition = fieldOf(scope.schema, type, name);
  directiveFaults(scope, listOf(field, 'Directives'), 'FIELD');
  if (definition === undefined) {
    if (type !== undefined) add(scope, `Cannot query field "${name}" on type "${textOf(type, 'Name')}".`, field);
    return;
  }
  const owner = `"${textOf(type, 'Name')}.${name}"`;
  checkArguments(scope, field, definition, owner);
  const result = scope.schema.types.get(typeName(childOf(definition, 'Type')));
  const selections = listOf(field, 'SelectionSet');
  const shown = typeText(childOf(definition, 'Type'));
  if (!isComposite(result) && result !== undefined) selectionFaults(scope, result, selections);
  if (!isComposite(result) && selections.length > 0)
    add(scope, `Field "${name}" must not have a selection since type "${shown}" has no subfields.`, field);
  else if (isComposite(result) && selections.length === 0)
    add(
      scope,
      `Field "${name}" of type "${shown}" must have a selection of subfields. Did you mean "${name} { ... }"?`,
      field,
    );
  if (isComposite(result)) selectionFaults(scope, result, selections);
}

function checkArguments(scope: Scope, field: Node, definition: Node, owner: string): void {
  const given = listOf(field, 'Arguments');
  const wanted = listOf(definition, 'Arguments');
  const seen = new Set<string>();
  for (const argument of given) {
    const name = textOf(argument, 'Name');
    if (seen.has(name)) add(scope, `There can be only one argument named "${name}".`, argument);
    seen.add(name);
    const known = named(wanted, name);
    if (known === undefined) add(scope, `Unknown argument "${name}" on field ${owner}.`, field);
    else valueFaults(scope, childOf(known, 'Type'), childOf(argument, 'Value'));
  }
  for (const argument of wanted) {
    const name = textOf(argument, 'Name');
    const isRequired =
      flagOf(childOf(argument, 'Type') ?? argument, 'NonNull') && childOf(argument, 'DefaultValue') === undefined;
    if (!isRequired || seen.has(name)) continue;
    const shown = typeText(childOf(argument, 'Type'));
    const message = `Field "${textOf(field, 'Name')}" argument "${name}" of type "${shown}" is required, but it was not provided.`;
    add(scope, message, field);
  }
}

function checkInline(scope: Scope, type: Node | undefined, inline: Node): void {
  const condition = textOf(inline, 'TypeCondition');
  directiveFaults(scope, listOf(inline, 'Directives'), 'INLINE_FRAGMENT');
  const target = condition === '' ? type : scope.schema.types.get(condition);
  if (condition !== '' && !isComposite(target)) {
    const reason = target === undefined ? 'Unknown type' : 'Fragment cannot condition on non composite type';
    add(scope, `${reason} "${condition}".`, inline);
    return;
  }
  if (condition !== '' && !canOverlap(scope.schema, type, target)) {
    const message = `Fragment cannot be spread here as objects of type "${textOf(type, 'Name')}" can never be of type "${condition}".`;
    add(scope, message, inline);
  }
  selectionFaults(scope, target, listOf(inline, 'SelectionSet'));
}

function checkSpread(scope: Scope, type: Node | undefined, spread: Node): void {
  const name = textOf(spread, 'Name');
  directiveFaults(scope, listOf(spread, 'Directives'), 'FRAGMENT_SPREAD');
  const fragment = scope.fragments.get(name);
  if (fragment === undefined) {
    add(scope, `Unknown fragment "${name}".`, spread);
    return;
  }
  const condition = textOf(fragment, 'TypeCondition');
  const target = scope.schema.types.get(condition);
  if (target === undefined || canOverlap(scope.schema, type, target)) return;
  const reason = `objects of type "${textOf(type, 'Name')}" can never be of type "${condition}"`;
  add(scope, `Fragment "${name}" cannot be spread here as ${reason}.`, spread);
}

/** Whether some object may be of both types. */
function canOverlap(schema: Schema, a: Node | undefined, b: Node | undefined): boolean {
  if (a === undefined || b === undefined || !isComposite(a) || !isComposite(b)) return true;
  const namesOf = (type: Node) => schema.possible.get(textOf(type, 'Name')) ?? [textOf(type, 'Name')];
  const others = new Set(namesOf(b));
  return namesOf(a).some((name) => others.has(name));
}
