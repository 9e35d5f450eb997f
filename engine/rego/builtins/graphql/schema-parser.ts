import type { RegoValue } from '../../value/index.ts';
import type { Place } from './error.ts';
import { makeNode, type Node } from './node.ts';
import { BaseParser } from './parser.ts';

/** Parses a GraphQL schema document. `isBuiltIn` marks the specification's own types. Errors: GraphqlError. */
export function parseSchema(text: string, isBuiltIn = false): Node {
  return new SchemaParser(text, isBuiltIn).document();
}

const LOCATIONS: ReadonlySet<string> = new Set([
  'QUERY',
  'MUTATION',
  'SUBSCRIPTION',
  'FIELD',
  'FRAGMENT_DEFINITION',
  'FRAGMENT_SPREAD',
  'INLINE_FRAGMENT',
  'VARIABLE_DEFINITION',
  'SCHEMA',
  'SCALAR',
  'OBJECT',
  'FIELD_DEFINITION',
  'ARGUMENT_DEFINITION',
  'INTERFACE',
  'UNION',
  'ENUM',
  'ENUM_VALUE',
  'INPUT_OBJECT',
  'INPUT_FIELD_DEFINITION',
]);

const KINDS: Readonly<Record<string, string>> = {
  scalar: 'SCALAR',
  type: 'OBJECT',
  interface: 'INTERFACE',
  union: 'UNION',
  enum: 'ENUM',
  input: 'INPUT_OBJECT',
};

type Description = { readonly text: string; readonly comment: RegoValue | undefined };
const NO_DESCRIPTION: Description = { text: '', comment: undefined };

class SchemaParser extends BaseParser {
  readonly #isBuiltIn: boolean;

  constructor(text: string, isBuiltIn: boolean) {
    super(text);
    this.#isBuiltIn = isBuiltIn;
  }

  document(): Node {
    const parts = { Schema: [], SchemaExtension: [], Directives: [], Definitions: [], Extensions: [] } as {
      readonly [part: string]: Node[];
    };
    while (this.peek().kind !== '<EOF>') {
      const description = this.#description();
      const token = this.peek();
      if (token.kind !== 'Name') throw this.unexpected();
      if (Object.hasOwn(KINDS, token.value)) parts.Definitions?.push(this.#definition(description, false));
      else if (token.value === 'schema') parts.Schema?.push(this.#schema(description));
      else if (token.value === 'directive') parts.Directives?.push(this.#directive(description));
      else if (token.value === 'extend') {
        if (description.text !== '') throw this.unexpected(this.previous);
        this.#extension(parts);
      } else throw this.unexpected();
    }
    return makeNode({ ...parts, Comment: this.comment }, undefined);
  }

  #description(): Description {
    const { kind } = this.peek();
    if (kind !== 'String' && kind !== 'BlockString') return NO_DESCRIPTION;
    const comment = this.comment;
    return { text: this.next().value, comment };
  }

  #extension(parts: { readonly [part: string]: Node[] }): void {
    this.peek();
    const comment = this.comment;
    this.expectKeyword('extend');
    const word = this.peek().value;
    if (word === 'schema') {
      const schema = this.#schema(NO_DESCRIPTION, comment);
      if (schema.Directives === undefined && schema.OperationTypes === undefined) throw this.unexpected();
      parts.SchemaExtension?.push(schema);
    } else if (Object.hasOwn(KINDS, word)) {
      const definition = this.#definition({ text: '', comment: undefined }, true, comment);
      const isEmpty = ['Interfaces', 'Directives', 'Fields', 'Types', 'EnumValues'].every(
        (field) => definition[field] === undefined,
      );
      if (isEmpty) throw this.unexpected();
      parts.Extensions?.push(definition);
    } else throw this.unexpected();
  }

  #schema(description: Description, comment?: RegoValue): Node {
    this.peek();
    const after = comment ?? this.comment;
    this.expectKeyword('schema');
    const place = this.place();
    const directives = this.directives(true);
    this.closing = undefined;
    const types = this.some('{', '}', () => {
      const at = this.place();
      const before = this.comment;
      const token = this.next();
      if (!['query', 'mutation', 'subscription'].includes(token.value)) throw this.unexpected(token);
      this.expect(':');
      return makeNode({ Operation: token.value, Type: this.name(), Comment: before }, at);
    });
    const fields = { Description: description.text, Directives: directives, OperationTypes: types };
    return makeNode({ ...fields, ...this.#comments(description, after) }, place);
  }

  #comments(description: Description, after: RegoValue | undefined): Readonly<Record<string, RegoValue | undefined>> {
    const end = this.closing;
    this.closing = undefined;
    return {
      BeforeDescriptionComment: description.comment,
      AfterDescriptionComment: after,
      EndOfDefinitionComment: end,
    };
  }

  #definition(description: Description, isExtension: boolean, comment?: RegoValue): Node {
    this.peek();
    const after = isExtension ? comment : this.comment;
    const kind = KINDS[this.next().value] as string;
    const place = this.place();
    const name = this.name();
    const takesInterfaces = kind === 'OBJECT' || (kind === 'INTERFACE' && !isExtension);
    const interfaces = takesInterfaces ? this.#interfaces() : [];
    const directives = this.directives(kind !== 'INPUT_OBJECT' || !isExtension);
    this.closing = undefined;
    const members = this.#members(kind);
    const fields = { Kind: kind, Description: description.text, Name: name, Directives: directives };
    const comments = this.#comments(description, after);
    return makeNode({ ...fields, Interfaces: interfaces, ...members, BuiltIn: this.#isBuiltIn, ...comments }, place);
  }

  #members(kind: string): Readonly<Record<string, RegoValue>> {
    switch (kind) {
      case 'OBJECT':
      case 'INTERFACE':
        return { Fields: this.some('{', '}', () => this.#field()) };
      case 'INPUT_OBJECT':
        return { Fields: this.some('{', '}', () => this.#input()) };
      case 'ENUM':
        return { EnumValues: this.some('{', '}', () => this.#enumValue()) };
      case 'UNION':
        return { Types: this.#unionTypes() };
      default:
        return {};
    }
  }

  #interfaces(): readonly string[] {
    if (this.peek().value !== 'implements') return [];
    this.next();
    this.skip('&');
    const names = [this.name()];
    while (this.skip('&')) names.push(this.name());
    return names;
  }

  #unionTypes(): readonly string[] {
    if (!this.skip('=')) return [];
    this.skip('|');
    const names = [this.name()];
    while (this.skip('|')) names.push(this.name());
    return names;
  }

  /** Description and comments that stand before a member, and the member's place. */
  #lead(): { readonly fields: Readonly<Record<string, RegoValue | undefined>>; readonly place: Place } {
    const description = this.#description();
    const place = this.place();
    const before = description.text === '' ? undefined : description.comment;
    return {
      fields: {
        Description: description.text,
        BeforeDescriptionComment: before,
        AfterDescriptionComment: this.comment,
      },
      place,
    };
  }

  #field(): Node {
    const { fields, place } = this.#lead();
    const name = this.name();
    const values = this.some('(', ')', () => this.#input());
    this.expect(':');
    const type = this.type();
    return makeNode({ ...fields, Name: name, Arguments: values, Type: type, Directives: this.directives(true) }, place);
  }

  #input(): Node {
    const { fields, place } = this.#lead();
    const name = this.name();
    this.expect(':');
    const type = this.type();
    const value = this.skip('=') ? this.value(true) : undefined;
    const directives = this.directives(true);
    return makeNode({ ...fields, Name: name, DefaultValue: value, Type: type, Directives: directives }, place);
  }

  #enumValue(): Node {
    const { fields, place } = this.#lead();
    const name = this.name();
    return makeNode({ ...fields, Name: name, Directives: this.directives(true) }, place);
  }

  #directive(description: Description): Node {
    this.peek();
    const after = this.comment;
    this.expectKeyword('directive');
    this.expect('@');
    const place = this.place();
    const name = this.name();
    const values = this.some('(', ')', () => this.#input());
    const isRepeatable = this.peek().kind === 'Name' && this.peek().value === 'repeatable';
    if (isRepeatable) this.next();
    this.expectKeyword('on');
    this.skip('|');
    const locations = [this.#location()];
    while (this.skip('|')) locations.push(this.#location());
    const fields = { Description: description.text, Name: name, Arguments: values, Locations: locations };
    const comments = { BeforeDescriptionComment: description.comment, AfterDescriptionComment: after };
    return makeNode({ ...fields, IsRepeatable: isRepeatable, ...comments }, place);
  }

  #location(): string {
    const token = this.expect('Name');
    if (!LOCATIONS.has(token.value)) throw this.unexpected(token);
    return token.value;
  }
}
