import { GraphqlError } from './error.ts';
import { makeNode, type Node } from './node.ts';
import { BaseParser } from './parser.ts';

/** Parses a GraphQL query document. Errors: GraphqlError. */
export function parseQuery(text: string): Node {
  return new QueryParser(text).document();
}

class QueryParser extends BaseParser {
  document(): Node {
    const operations: Node[] = [];
    const fragments: Node[] = [];
    while (this.peek().kind !== '<EOF>') {
      const { kind, value } = this.peek();
      if (kind === '{' || (kind === 'Name' && ['query', 'mutation', 'subscription'].includes(value)))
        operations.push(this.#operation());
      else if (kind === 'Name' && value === 'fragment') fragments.push(this.#fragment());
      else throw this.unexpected();
    }
    return makeNode({ Operations: operations, Fragments: fragments }, undefined);
  }

  #operation(): Node {
    const place = this.place();
    const comment = this.comment;
    if (this.peek().kind === '{')
      return makeNode({ Operation: 'query', Name: '', SelectionSet: this.#selections() }, place);
    const operation = this.next().value;
    const name = this.peek().kind === 'Name' ? this.next().value : '';
    const variables = this.#variables();
    const directives = this.directives(false);
    return makeNode(
      {
        Operation: operation,
        Name: name,
        VariableDefinitions: variables,
        Directives: directives,
        SelectionSet: this.#selections(),
        Comment: comment,
      },
      place,
    );
  }

  #variables(): readonly Node[] {
    return this.some('(', ')', () => {
      const place = this.place();
      const comment = this.comment;
      const variable = this.variable();
      this.expect(':');
      const type = this.type();
      const value = this.skip('=') ? this.value(true) : undefined;
      const directives = this.directives(false);
      const fields = { Variable: variable, Type: type, DefaultValue: value, Directives: directives, Used: false };
      return makeNode({ ...fields, Comment: comment }, place);
    });
  }

  #selections(): readonly Node[] {
    const token = this.peek();
    if (token.kind !== '{') throw new GraphqlError(`Expected {, found ${token.kind}`, token.place);
    return this.some('{', '}', () => (this.peek().kind === '...' ? this.#spread() : this.#field()));
  }

  #field(): Node {
    const place = this.place();
    const comment = this.comment;
    const alias = this.name();
    const name = this.skip(':') ? this.name() : alias;
    const values = this.arguments(false);
    const directives = this.directives(false);
    const selections = this.peek().kind === '{' ? this.#selections() : [];
    const fields = { Alias: alias, Name: name, Arguments: values, Directives: directives, SelectionSet: selections };
    return makeNode({ ...fields, Comment: comment }, place);
  }

  #spread(): Node {
    const comment = this.comment;
    this.expect('...');
    const place = this.place();
    const { kind, value } = this.peek();
    if (kind === 'Name' && value !== 'on') {
      const name = this.name();
      return makeNode({ Name: name, Directives: this.directives(false), Comment: comment }, place);
    }
    let condition = '';
    if (value === 'on') {
      this.next();
      condition = this.name();
    }
    const directives = this.directives(false);
    const selections = this.#selections();
    const fields = { TypeCondition: condition, Directives: directives, SelectionSet: selections, Comment: comment };
    return makeNode(fields, place);
  }

  #fragment(): Node {
    const place = this.place();
    const comment = this.comment;
    this.expectKeyword('fragment');
    if (this.peek().value === 'on') throw this.unexpected();
    const name = this.name();
    const variables = this.#variables();
    this.expectKeyword('on');
    const condition = this.name();
    const directives = this.directives(false);
    const fields = { Name: name, VariableDefinition: variables, TypeCondition: condition, Directives: directives };
    return makeNode({ ...fields, SelectionSet: this.#selections(), Comment: comment }, place);
  }
}
