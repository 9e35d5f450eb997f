import { newObject, quote } from '../../value/index.ts';
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
  textsOf,
  typeName,
  typeText,
  VALUE,
} from './node.ts';
import { PRELUDE } from './prelude.ts';
import { parseSchema } from './schema-parser.ts';

/** A checked schema. Shape: `possible` holds, for each abstract type, the object types that it may be. */
export type Schema = {
  readonly types: Map<string, Node>;
  readonly directives: Map<string, Node>;
  readonly possible: Map<string, readonly string[]>;
  readonly roots: Map<string, Node>;
};

let prelude: Node | undefined;

/**
 * Checks a schema document together with the specification's own types.
 * Errors: GraphqlError at the first fault.
 * Source: github.com/vektah/gqlparser validator/schema.go.
 */
export function buildSchema(document: Node): Schema {
  prelude ??= parseSchema(PRELUDE, true);
  const schema: Schema = { types: new Map(), directives: new Map(), possible: new Map(), roots: new Map() };
  const all = (part: string) => [...listOf(prelude, part), ...listOf(document, part)];
  for (const definition of all('Definitions')) {
    const name = textOf(definition, 'Name');
    if (schema.types.has(name)) throw new GraphqlError(`Cannot redeclare type ${name}.`, placeOf(definition));
    schema.types.set(name, definition);
  }
  for (const extension of all('Extensions')) extend(schema, extension);
  for (const [name, definition] of schema.types) addPossible(schema, name, definition);
  for (const directive of all('Directives')) addDirective(schema, directive);
  addRoots(schema, document);
  for (const name of [...schema.types.keys()].sort()) checkDefinition(schema, schema.types.get(name) as Node);
  for (const name of [...schema.directives.keys()].sort()) {
    const directive = schema.directives.get(name) as Node;
    checkName(directive, name);
    checkArguments(schema, listOf(directive, 'Arguments'), name);
  }
  if (listOf(document, 'Schema').length === 0)
    for (const [operation, name] of [
      ['query', 'Query'],
      ['mutation', 'Mutation'],
      ['subscription', 'Subscription'],
    ] as const)
      if (!schema.roots.has(operation) && schema.types.has(name))
        schema.roots.set(operation, schema.types.get(name) as Node);
  return schema;
}

const MERGED = ['Directives', 'Interfaces', 'Fields', 'Types', 'EnumValues'] as const;

function extend(schema: Schema, extension: Node): void {
  const name = textOf(extension, 'Name');
  const kind = textOf(extension, 'Kind');
  const base =
    schema.types.get(name) ?? makeNode({ Kind: kind, Name: name, Description: '', BuiltIn: false }, placeOf(extension));
  if (textOf(base, 'Kind') !== kind) {
    const reason = `because the base type is a ${textOf(base, 'Kind')}, not ${kind}`;
    throw new GraphqlError(`Cannot extend type ${name} ${reason}.`, placeOf(extension));
  }
  const merged = Object.fromEntries(
    MERGED.map((field) => [
      field,
      field === 'Interfaces' || field === 'Types'
        ? [...textsOf(base, field), ...textsOf(extension, field)]
        : [...listOf(base, field), ...listOf(extension, field)],
    ]),
  );
  schema.types.set(name, makeNode({ ...base, ...merged }, placeOf(base)));
}

function addPossible(schema: Schema, name: string, definition: Node): void {
  const add = (abstract: string, type: string) =>
    schema.possible.set(abstract, [...(schema.possible.get(abstract) ?? []), type]);
  const kind = textOf(definition, 'Kind');
  if (kind === 'UNION') for (const type of textsOf(definition, 'Types')) add(name, type);
  else if (kind === 'OBJECT' || kind === 'INTERFACE' || kind === 'INPUT_OBJECT') {
    for (const abstract of textsOf(definition, 'Interfaces')) add(abstract, name);
    if (kind !== 'INTERFACE') add(name, name);
  }
}

const REDECLARABLE: ReadonlySet<string> = new Set(['include', 'skip', 'deprecated', 'specifiedBy', 'defer', 'oneOf']);

function addDirective(schema: Schema, directive: Node): void {
  const name = textOf(directive, 'Name');
  if (schema.directives.has(name) && !REDECLARABLE.has(name))
    throw new GraphqlError(`Cannot redeclare directive ${name}.`, placeOf(directive));
  schema.directives.set(name, directive);
}

function addRoots(schema: Schema, document: Node): void {
  const definitions = listOf(document, 'Schema');
  if (definitions.length > 1) {
    const message = 'Cannot have multiple schema entry points, consider schema extensions instead.';
    throw new GraphqlError(message, placeOf(definitions[1]));
  }
  for (const definition of [...definitions, ...listOf(document, 'SchemaExtension')]) {
    for (const entry of listOf(definition, 'OperationTypes')) {
      const [operation, name] = [textOf(entry, 'Operation'), textOf(entry, 'Type')];
      const type = schema.types.get(name);
      if (type === undefined)
        throw new GraphqlError(
          `Schema root ${operation} refers to a type ${name} that does not exist.`,
          placeOf(entry),
        );
      schema.roots.set(operation, type);
    }
    checkDirectives(schema, listOf(definition, 'Directives'), 'SCHEMA', '', true);
  }
}

function checkName(node: Node, name: string): void {
  if (!name.startsWith('__')) return;
  const message = `Name "${name}" must not begin with "__", which is reserved by GraphQL introspection.`;
  throw new GraphqlError(message, placeOf(node));
}

function checkType(schema: Schema, type: Node | undefined): void {
  if (!schema.types.has(typeName(type))) throw new GraphqlError(`Undefined type ${typeName(type)}.`, placeOf(type));
}

function checkDefinition(schema: Schema, definition: Node): void {
  const kind = textOf(definition, 'Kind');
  const name = textOf(definition, 'Name');
  const fields = listOf(definition, 'Fields');
  for (const field of fields) {
    checkName(field, textOf(field, 'Name'));
    checkType(schema, childOf(field, 'Type'));
    checkArguments(schema, listOf(field, 'Arguments'), '');
    const location = kind === 'INPUT_OBJECT' ? 'INPUT_FIELD_DEFINITION' : 'FIELD_DEFINITION';
    checkDirectives(schema, listOf(field, 'Directives'), location, '', true);
  }
  for (const type of textsOf(definition, 'Types')) {
    const member = schema.types.get(type);
    if (member === undefined) throw new GraphqlError(`Undefined type ${quote(type)}.`, placeOf(definition));
    if (textOf(member, 'Kind') !== 'OBJECT')
      throw new GraphqlError(`${kind} type ${quote(type)} must be OBJECT.`, placeOf(definition));
  }
  for (const name of textsOf(definition, 'Interfaces')) checkImplements(schema, definition, name);
  checkMembers(schema, definition, kind, name);
  checkUnique(definition, name);
  if (!flagOf(definition, 'BuiltIn')) checkName(definition, name);
  checkDirectives(schema, listOf(definition, 'Directives'), kind, '', false);
}

const OUTPUT_KINDS = ['SCALAR', 'OBJECT', 'INTERFACE', 'UNION', 'ENUM'];
const INPUT_KINDS = ['SCALAR', 'ENUM', 'INPUT_OBJECT'];

function checkMembers(schema: Schema, definition: Node, kind: string, name: string): void {
  const fault = (what: string, node: Node = definition) => new GraphqlError(`${kind} ${name}: ${what}`, placeOf(node));
  const fields = listOf(definition, 'Fields');
  const kindOfField = (field: Node) => textOf(schema.types.get(typeName(childOf(field, 'Type'))), 'Kind');
  if (kind === 'OBJECT' || kind === 'INTERFACE') {
    if (fields.length === 0) throw fault('must define one or more fields.');
    for (const field of fields)
      if (!OUTPUT_KINDS.includes(kindOfField(field)))
        throw fault(`field must be one of ${OUTPUT_KINDS.join(', ')}.`, field);
  } else if (kind === 'ENUM') {
    const values = listOf(definition, 'EnumValues');
    if (values.length === 0) throw fault('must define one or more unique enum values.');
    for (const value of values) {
      const word = textOf(value, 'Name');
      if (['true', 'false', 'null'].includes(word)) throw fault(`non-enum value ${word}.`);
      checkDirectives(schema, listOf(value, 'Directives'), 'ENUM_VALUE', '', true);
    }
  } else if (kind === 'INPUT_OBJECT') {
    if (fields.length === 0) throw fault('must define one or more input fields.');
    for (const field of fields)
      if (!INPUT_KINDS.includes(kindOfField(field))) {
        const message = `${kindOfField(field)} ${textOf(field, 'Name')}: field must be one of ${INPUT_KINDS.join(', ')}.`;
        throw new GraphqlError(message, placeOf(field));
      }
  }
}

function checkUnique(definition: Node, name: string): void {
  const repeated = (nodes: readonly Node[]) => nodes.find((node) => named(nodes, textOf(node, 'Name')) !== node);
  const field = repeated(listOf(definition, 'Fields'));
  if (field !== undefined)
    throw new GraphqlError(`Field ${name}.${textOf(field, 'Name')} can only be defined once.`, placeOf(field));
  const value = repeated(listOf(definition, 'EnumValues'));
  if (value !== undefined)
    throw new GraphqlError(`Enum value ${name}.${textOf(value, 'Name')} can only be defined once.`, placeOf(value));
  const types = textsOf(definition, 'Types');
  const type = types.find((one, index) => types.indexOf(one) < index);
  if (type !== undefined)
    throw new GraphqlError(`Union type ${name} can only include type ${type} once.`, placeOf(definition));
}

function checkArguments(schema: Schema, values: readonly Node[], directive: string): void {
  for (const argument of values) {
    const name = textOf(argument, 'Name');
    const type = childOf(argument, 'Type');
    checkName(argument, name);
    checkType(schema, type);
    const kind = textOf(schema.types.get(typeName(type)), 'Kind');
    if (!INPUT_KINDS.includes(kind)) {
      const message = `cannot use ${typeText(type)} as argument ${name} because ${kind} is not a valid input type`;
      throw new GraphqlError(message, placeOf(argument));
    }
    checkDirectives(schema, listOf(argument, 'Directives'), 'ARGUMENT_DEFINITION', directive, true);
  }
}

function checkDirectives(
  schema: Schema,
  directives: readonly Node[],
  location: string,
  current: string,
  isOnePlace: boolean,
): void {
  const seen = new Set<string>();
  for (const directive of directives) {
    const name = textOf(directive, 'Name');
    const fault = (message: string, node: Node = directive) => new GraphqlError(message, placeOf(node));
    checkName(directive, name);
    if (current !== '' && name === current) throw fault(`Directive ${name} cannot refer to itself.`);
    const definition = schema.directives.get(name);
    if (definition === undefined) throw fault(`Undefined directive ${name}.`);
    if (isOnePlace && seen.has(name) && !flagOf(definition, 'IsRepeatable'))
      throw fault(`The directive ${name} can only be used once at this location.`);
    seen.add(name);
    if (!textsOf(definition, 'Locations').includes(location))
      throw fault(`Directive ${name} is not applicable on ${location}.`);
    const given = listOf(directive, 'Arguments');
    const wanted = listOf(definition, 'Arguments');
    for (const argument of given)
      if (named(wanted, textOf(argument, 'Name')) === undefined)
        throw fault(`Undefined argument ${textOf(argument, 'Name')} for directive ${name}.`, argument);
    for (const argument of wanted) {
      if (
        !flagOf(childOf(argument, 'Type') ?? newObject(), 'NonNull') ||
        childOf(argument, 'DefaultValue') !== undefined
      )
        continue;
      const value = childOf(named(given, textOf(argument, 'Name')), 'Value');
      if (value === undefined || kindOf(value) === VALUE.null)
        throw fault(`Argument ${textOf(argument, 'Name')} for directive ${name} cannot be null.`);
    }
  }
}

function checkImplements(schema: Schema, definition: Node, name: string): void {
  const own = textOf(definition, 'Name');
  const contract = schema.types.get(name);
  const fault = (message: string, node: Node = definition) => new GraphqlError(message, placeOf(node));
  if (contract === undefined) throw fault(`Undefined type ${quote(name)}.`);
  if (textOf(contract, 'Kind') !== 'INTERFACE')
    throw fault(`${quote(name)} is a non interface type ${textOf(contract, 'Kind')}.`);
  for (const required of listOf(contract, 'Fields')) {
    const fieldName = textOf(required, 'Name');
    const field = named(listOf(definition, 'Fields'), fieldName);
    if (field === undefined) throw fault(`For ${own} to implement ${name} it must have a field called ${fieldName}.`);
    const lead = `For ${own} to implement ${name} the field ${fieldName} must have`;
    if (!isCovariant(schema, childOf(required, 'Type'), childOf(field, 'Type')))
      throw fault(`${lead} type ${typeText(childOf(required, 'Type'))}.`, field);
    for (const argument of listOf(required, 'Arguments')) {
      const argumentName = textOf(argument, 'Name');
      const found = named(listOf(field, 'Arguments'), argumentName);
      if (found === undefined) throw fault(`${lead} the same arguments but it is missing ${argumentName}.`, field);
      if (!isCompatible(childOf(argument, 'Type'), childOf(found, 'Type')))
        throw fault(`${lead} the same arguments but ${argumentName} has the wrong type.`, found);
    }
    for (const argument of listOf(field, 'Arguments')) {
      const isRequired =
        typeText(childOf(argument, 'Type')).endsWith('!') && childOf(argument, 'DefaultValue') === undefined;
      if (!isRequired || named(listOf(required, 'Arguments'), textOf(argument, 'Name')) !== undefined) continue;
      const rest = `must be optional or have a default value but ${textOf(argument, 'Name')} is required.`;
      throw fault(`For ${own} to implement ${name} any additional arguments on ${fieldName} ${rest}`, argument);
    }
  }
  checkAncestors(definition, contract, own, name);
}

function checkAncestors(definition: Node, contract: Node, own: string, name: string): void {
  for (const ancestor of textsOf(contract, 'Interfaces')) {
    if (textsOf(definition, 'Interfaces').includes(ancestor)) continue;
    const message =
      ancestor === own
        ? `Type ${own} cannot implement ${name} because it would create a circular reference.`
        : `Type ${own} must implement ${ancestor} because it is implemented by ${name}.`;
    throw new GraphqlError(message, placeOf(definition));
  }
}

function isCovariant(schema: Schema, required: Node | undefined, actual: Node | undefined): boolean {
  if (required === undefined || actual === undefined) return false;
  if (flagOf(required, 'NonNull') && !flagOf(actual, 'NonNull')) return false;
  const name = textOf(required, 'NamedType');
  if (name === '') return isCovariant(schema, childOf(required, 'Elem'), childOf(actual, 'Elem'));
  const given = textOf(actual, 'NamedType');
  return name === given || (schema.possible.get(name) ?? []).includes(given);
}

/** Whether a value of `other` may stand where `type` is wanted. */
export function isCompatible(type: Node | undefined, other: Node | undefined): boolean {
  if (type === undefined || other === undefined) return false;
  if (textOf(type, 'NamedType') !== textOf(other, 'NamedType')) return false;
  const elem = childOf(type, 'Elem');
  if (elem !== undefined && !isCompatible(elem, childOf(other, 'Elem'))) return false;
  return !flagOf(other, 'NonNull') || flagOf(type, 'NonNull');
}
