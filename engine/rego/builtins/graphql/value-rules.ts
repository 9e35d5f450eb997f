import { quote } from '../../value/index.ts';
import { GraphqlError } from './error.ts';
import {
  childOf,
  flagOf,
  kindOf,
  listOf,
  type Node,
  named,
  placeOf,
  textOf,
  textsOf,
  typeName,
  typeText,
  VALUE,
} from './node.ts';
import type { Scope } from './selection-rules.ts';

/** Directives exist, may stand there, once, and have the right arguments. */
export function directiveFaults(scope: Scope, directives: readonly Node[], location: string): void {
  const seen = new Set<string>();
  for (const directive of directives) {
    const name = textOf(directive, 'Name');
    const definition = scope.schema.directives.get(name);
    if (definition === undefined) {
      add(scope, `Unknown directive "@${name}".`, directive);
      continue;
    }
    if (!textsOf(definition, 'Locations').includes(location))
      add(scope, `Directive "@${name}" may not be used on ${location}.`, directive);
    if (seen.has(name) && !flagOf(definition, 'IsRepeatable'))
      add(scope, `The directive "@${name}" can only be used once at this location.`, directive);
    seen.add(name);
    const given = listOf(directive, 'Arguments');
    for (const argument of given) {
      const known = named(listOf(definition, 'Arguments'), textOf(argument, 'Name'));
      if (known === undefined)
        add(scope, `Unknown argument "${textOf(argument, 'Name')}" on directive "@${name}".`, directive);
      else valueFaults(scope, childOf(known, 'Type'), childOf(argument, 'Value'));
    }
    for (const argument of listOf(definition, 'Arguments')) {
      const type = childOf(argument, 'Type');
      const isRequired =
        type !== undefined && flagOf(type, 'NonNull') && childOf(argument, 'DefaultValue') === undefined;
      if (!isRequired || named(given, textOf(argument, 'Name')) !== undefined) continue;
      const what = `argument "${textOf(argument, 'Name')}" of type "${typeText(type)}" is required, but it was not provided.`;
      add(scope, `Directive "@${name}" ${what}`, directive);
    }
  }
}

function add(scope: Scope, message: string, node: Node): void {
  scope.faults.push(new GraphqlError(message, placeOf(node)));
}

/** Checks a literal against the type that is wanted; variables are checked where they are defined. */
export function valueFaults(scope: Scope, type: Node | undefined, value: Node | undefined): void {
  if (type === undefined || value === undefined) return;
  scope.context.charge(1);
  const kind = kindOf(value);
  if (kind === VALUE.variable) return;
  if (kind === VALUE.null) {
    if (flagOf(type, 'NonNull')) mismatch(scope, type, value);
    return;
  }
  const elem = childOf(type, 'Elem');
  if (elem !== undefined) {
    if (kind !== VALUE.list) valueFaults(scope, elem, value);
    else for (const item of listOf(value, 'Children')) valueFaults(scope, elem, childOf(item, 'Value'));
    return;
  }
  const definition = scope.schema.types.get(typeName(type));
  if (definition === undefined) return;
  switch (textOf(definition, 'Kind')) {
    case 'SCALAR':
      if (!isScalar(textOf(definition, 'Name'), kind)) mismatch(scope, type, value);
      return;
    case 'ENUM':
      enumFault(scope, definition, value);
      return;
    case 'INPUT_OBJECT':
      if (kind === VALUE.object) objectFaults(scope, definition, value);
      else mismatch(scope, type, value);
      return;
    default:
      return;
  }
}

const ACCEPTED: Readonly<Record<string, readonly number[]>> = {
  Int: [VALUE.int],
  Float: [VALUE.int, VALUE.float],
  String: [VALUE.string, VALUE.block],
  Boolean: [VALUE.boolean],
  ID: [VALUE.int, VALUE.string, VALUE.block],
};

/** Scalars of the schema's own take anything. */
function isScalar(name: string, kind: number): boolean {
  return ACCEPTED[name]?.includes(kind) ?? true;
}

function mismatch(scope: Scope, type: Node, value: Node): void {
  const name = typeText(type);
  if (kindOf(value) === VALUE.null) add(scope, `Expected value of type "${name}", found ${valueText(value)}.`, value);
  else if (
    ['Int', 'Float', 'Boolean'].includes(typeName(type)) ||
    typeName(type) === 'String' ||
    typeName(type) === 'ID'
  )
    add(scope, `${typeName(type)} cannot represent ${phrase(typeName(type))} value: ${valueText(value)}`, value);
  else add(scope, `Expected value of type "${name}", found ${valueText(value)}.`, value);
}

function phrase(type: string): string {
  const phrases: Readonly<Record<string, string>> = {
    Int: 'non-integer',
    Float: 'non numeric',
    Boolean: 'a non boolean',
    String: 'a non string',
    ID: 'a non-string and non-integer',
  };
  return phrases[type] ?? 'this';
}

function enumFault(scope: Scope, definition: Node, value: Node): void {
  const name = textOf(definition, 'Name');
  const raw = textOf(value, 'Raw');
  if (kindOf(value) !== VALUE.enum)
    add(scope, `Enum "${name}" cannot represent non-enum value: ${valueText(value)}.`, value);
  else if (named(listOf(definition, 'EnumValues'), raw) === undefined)
    add(scope, `Value "${raw}" does not exist in "${name}" enum.`, value);
}

function objectFaults(scope: Scope, definition: Node, value: Node): void {
  const type = textOf(definition, 'Name');
  const given = listOf(value, 'Children');
  for (const field of listOf(definition, 'Fields')) {
    const wanted = childOf(field, 'Type');
    const isRequired =
      wanted !== undefined && flagOf(wanted, 'NonNull') && childOf(field, 'DefaultValue') === undefined;
    if (!isRequired || named(given, textOf(field, 'Name')) !== undefined) continue;
    const what = `"${type}.${textOf(field, 'Name')}" of required type "${typeText(wanted)}" was not provided.`;
    add(scope, `Field ${what}`, value);
  }
  const seen = new Set<string>();
  for (const field of given) {
    const name = textOf(field, 'Name');
    if (seen.has(name)) add(scope, `There can be only one input field named "${name}".`, field);
    seen.add(name);
    const known = named(listOf(definition, 'Fields'), name);
    if (known === undefined) add(scope, `Field "${name}" is not defined by type "${type}".`, field);
    else valueFaults(scope, childOf(known, 'Type'), childOf(field, 'Value'));
  }
}

export function valueText(value: Node): string {
  const raw = textOf(value, 'Raw');
  const children = listOf(value, 'Children');
  const textOfChild = (child: Node) => valueText(childOf(child, 'Value') ?? child);
  switch (kindOf(value)) {
    case VALUE.variable:
      return `$${raw}`;
    case VALUE.string:
    case VALUE.block:
      return quote(raw);
    case VALUE.list:
      return `[${children.map(textOfChild).join(',')}]`;
    case VALUE.object:
      return `{${children.map((child) => `${textOf(child, 'Name')}:${textOfChild(child)}`).join(',')}}`;
    default:
      return raw;
  }
}
