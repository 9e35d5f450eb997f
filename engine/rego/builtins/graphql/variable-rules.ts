import { GraphqlError } from './error.ts';
import {
  childOf,
  flagOf,
  kindOf,
  listOf,
  makeNode,
  type Node,
  named,
  placeOf,
  textOf,
  typeName,
  typeText,
  VALUE,
} from './node.ts';
import { isCompatible } from './schema.ts';
import { fieldOf, type Scope } from './selection-rules.ts';
import { directiveFaults, valueFaults } from './value-rules.ts';

/** A variable where it is used, and the type that is wanted there. */
type Use = { readonly value: Node; readonly type: Node | undefined; readonly hasDefault: boolean };

/** Variables are defined once, of input types, used, and used where their type fits. */
export function variableFaults(scope: Scope, operations: readonly Node[]): void {
  for (const operation of operations) {
    const definitions = new Map<string, Node>();
    for (const definition of listOf(operation, 'VariableDefinitions')) checkDefinition(scope, definition, definitions);
    const uses = usesIn(scope, operation);
    const where = textOf(operation, 'Name') === '' ? '' : ` by operation "${textOf(operation, 'Name')}"`;
    const inside = textOf(operation, 'Name') === '' ? '' : ` in operation "${textOf(operation, 'Name')}"`;
    for (const use of uses) {
      const name = textOf(use.value, 'Raw');
      const definition = definitions.get(name);
      if (definition === undefined)
        scope.faults.push(new GraphqlError(`Variable "$${name}" is not defined${where}.`, placeOf(use.value)));
      else checkPosition(scope, name, definition, use);
    }
    const used = new Set(uses.map((use) => textOf(use.value, 'Raw')));
    for (const [name, definition] of definitions)
      if (!used.has(name))
        scope.faults.push(new GraphqlError(`Variable "$${name}" is never used${inside}.`, placeOf(definition)));
  }
}

function checkDefinition(scope: Scope, definition: Node, definitions: Map<string, Node>): void {
  const name = textOf(definition, 'Variable');
  const type = childOf(definition, 'Type');
  const add = (message: string) => scope.faults.push(new GraphqlError(message, placeOf(definition)));
  if (definitions.has(name)) add(`There can be only one variable named "$${name}".`);
  definitions.set(name, definition);
  const known = scope.schema.types.get(typeName(type));
  if (known === undefined) add(`Unknown type "${typeName(type)}".`);
  else if (!['SCALAR', 'ENUM', 'INPUT_OBJECT'].includes(textOf(known, 'Kind')))
    add(`Variable "$${name}" cannot be non-input type "${typeText(type)}".`);
  valueFaults(scope, type, childOf(definition, 'DefaultValue'));
  directiveFaults(scope, listOf(definition, 'Directives'), 'VARIABLE_DEFINITION');
}

function checkPosition(scope: Scope, name: string, definition: Node, use: Use): void {
  const own = childOf(definition, 'Type');
  if (own === undefined || use.type === undefined) return;
  const initial = childOf(definition, 'DefaultValue');
  const isNeverNull = (initial !== undefined && kindOf(initial) !== VALUE.null) || use.hasDefault;
  const given = isNeverNull && flagOf(use.type, 'NonNull') ? makeNode({ ...own, NonNull: true }, undefined) : own;
  if (isCompatible(given, use.type)) return;
  const message = `Variable "$${name}" of type "${typeText(own)}" used in position expecting type "${typeText(use.type)}".`;
  scope.faults.push(new GraphqlError(message, placeOf(use.value)));
}

function usesIn(scope: Scope, operation: Node): readonly Use[] {
  const uses: Use[] = [];
  const seen = new Set<string>();
  const visitSelections = (type: Node | undefined, selections: readonly Node[]): void => {
    for (const selection of selections) {
      directiveUses(scope, selection, uses);
      if (selection.Alias !== undefined) {
        const definition = fieldOf(scope.schema, type, textOf(selection, 'Name'));
        argumentUses(scope, listOf(selection, 'Arguments'), listOf(definition, 'Arguments'), uses);
        const inner = scope.schema.types.get(typeName(childOf(definition, 'Type')));
        visitSelections(inner, listOf(selection, 'SelectionSet'));
        continue;
      }
      const isInline = selection.TypeCondition !== undefined;
      const name = textOf(selection, 'Name');
      const fragment = isInline ? selection : scope.fragments.get(name);
      if (fragment === undefined || (!isInline && seen.has(name))) continue;
      if (!isInline) seen.add(name);
      const condition = textOf(fragment, 'TypeCondition');
      const target = condition === '' ? type : scope.schema.types.get(condition);
      if (!isInline) directiveUses(scope, fragment, uses);
      visitSelections(target, listOf(fragment, 'SelectionSet'));
    }
  };
  directiveUses(scope, operation, uses);
  visitSelections(scope.schema.roots.get(textOf(operation, 'Operation')), listOf(operation, 'SelectionSet'));
  return uses;
}

function directiveUses(scope: Scope, node: Node, uses: Use[]): void {
  for (const directive of listOf(node, 'Directives')) {
    const definition = scope.schema.directives.get(textOf(directive, 'Name'));
    argumentUses(scope, listOf(directive, 'Arguments'), listOf(definition, 'Arguments'), uses);
  }
}

function argumentUses(scope: Scope, given: readonly Node[], wanted: readonly Node[], uses: Use[]): void {
  for (const argument of given) {
    const definition = named(wanted, textOf(argument, 'Name'));
    const hasDefault = childOf(definition, 'DefaultValue') !== undefined;
    valueUses(scope, childOf(argument, 'Value'), childOf(definition, 'Type'), hasDefault, uses);
  }
}

function valueUses(
  scope: Scope,
  value: Node | undefined,
  type: Node | undefined,
  hasDefault: boolean,
  uses: Use[],
): void {
  if (value === undefined) return;
  if (kindOf(value) === VALUE.variable) uses.push({ value, type, hasDefault });
  const elem = childOf(type, 'Elem');
  const definition = elem === undefined ? scope.schema.types.get(typeName(type)) : undefined;
  for (const child of listOf(value, 'Children')) {
    const field =
      kindOf(value) === VALUE.object ? named(listOf(definition, 'Fields'), textOf(child, 'Name')) : undefined;
    const inner = kindOf(value) === VALUE.object ? childOf(field, 'Type') : elem;
    valueUses(scope, childOf(child, 'Value'), inner, childOf(field, 'DefaultValue') !== undefined, uses);
  }
}
