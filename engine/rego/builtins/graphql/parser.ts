import { quote, type RegoValue } from '../../value/index.ts';
import { GraphqlError, type Place } from './error.ts';
import { Lexer, type Token, type TokenKind } from './lexer.ts';
import { makeNode, type Node, VALUE } from './node.ts';

/** Deeper documents are refused. */
const MAX_DEPTH = 500;

/**
 * What query and schema parsers share: tokens with one of look-ahead, comments, values, directives, types.
 * Errors: GraphqlError at the first fault.
 * Source: github.com/vektah/gqlparser parser.
 */
export class BaseParser {
  readonly #lexer: Lexer;
  #peeked: Token | undefined;
  #depth = 0;
  /** The comments before the next token. */
  protected comment: RegoValue | undefined;
  protected previous: Token | undefined;

  constructor(text: string) {
    this.#lexer = new Lexer(text);
  }

  protected peek(): Token {
    if (this.#peeked !== undefined) return this.#peeked;
    const comments: Node[] = [];
    let token = this.#lexer.read();
    while (token.kind === 'Comment') {
      comments.push(makeNode({ Value: token.value }, undefined));
      token = this.#lexer.read();
    }
    if (comments.length > 0) this.comment = makeNode({ List: comments }, undefined);
    this.#peeked = token;
    return token;
  }

  protected next(): Token {
    const token = this.peek();
    this.#peeked = undefined;
    this.comment = undefined;
    this.previous = token;
    if (token.error !== undefined) throw token.error;
    return token;
  }

  protected place(): Place {
    return this.peek().place;
  }

  protected skip(kind: TokenKind): boolean {
    if (this.peek().kind !== kind) return false;
    this.next();
    return true;
  }

  protected expect(kind: TokenKind): Token {
    const token = this.peek();
    if (token.kind === kind) return this.next();
    throw new GraphqlError(`Expected ${kind}, found ${token.kind}`, token.place);
  }

  protected expectKeyword(word: string): void {
    const token = this.peek();
    if (token.kind === 'Name' && token.value === word) this.next();
    else throw new GraphqlError(`Expected ${quote(word)}, found ${describe(token)}`, token.place);
  }

  protected unexpected(token: Token = this.peek()): GraphqlError {
    return new GraphqlError(`Unexpected ${describe(token)}`, token.place);
  }

  /** At least one item between the brackets; nothing when the opening one is missing. */
  protected some<T>(open: TokenKind, close: TokenKind, item: () => T): readonly T[] {
    if (!this.skip(open)) return [];
    const items = this.#until(close, item);
    if (items.length === 0) {
      const token = this.peek();
      throw new GraphqlError(`expected at least one definition, found ${token.kind}`, token.place);
    }
    this.closing = this.comment;
    this.next();
    return items;
  }

  /** The comments before the last closing bracket. */
  protected closing: RegoValue | undefined;

  #until<T>(close: TokenKind, item: () => T): readonly T[] {
    const items: T[] = [];
    this.#depth++;
    if (this.#depth > MAX_DEPTH) throw new GraphqlError('nested too deep', this.place());
    while (this.peek().kind !== close) items.push(item());
    this.#depth--;
    return items;
  }

  protected name(): string {
    return this.expect('Name').value;
  }

  protected variable(): string {
    this.expect('$');
    return this.name();
  }

  protected value(isConstant: boolean): Node {
    const token = this.peek();
    const leaf = (kind: number, raw: string) =>
      makeNode({ Raw: raw, Kind: kind, ExpectedTypeHasDefault: false }, token.place);
    const composite = (kind: number, comment: RegoValue | undefined, children: readonly Node[]) =>
      makeNode(
        { Raw: '', Children: children, Kind: kind, ExpectedTypeHasDefault: false, Comment: comment },
        token.place,
      );
    switch (token.kind) {
      case '[': {
        const comment = this.comment;
        this.next();
        const items = this.#until(']', () => makeNode({ Name: '', Value: this.value(isConstant) }, undefined));
        this.next();
        return composite(VALUE.list, comment, items);
      }
      case '{': {
        const comment = this.comment;
        this.next();
        const fields = this.#until('}', () => this.#objectField(isConstant));
        this.next();
        return composite(VALUE.object, comment, fields);
      }
      case '$':
        if (isConstant) throw this.unexpected();
        return leaf(VALUE.variable, this.variable());
      case 'Int':
        return leaf(VALUE.int, this.next().value);
      case 'Float':
        return leaf(VALUE.float, this.next().value);
      case 'String':
        return leaf(VALUE.string, this.next().value);
      case 'BlockString':
        return leaf(VALUE.block, this.next().value);
      case 'Name': {
        const word = this.next().value;
        if (word === 'true' || word === 'false') return leaf(VALUE.boolean, word);
        return leaf(word === 'null' ? VALUE.null : VALUE.enum, word);
      }
      default:
        throw this.unexpected();
    }
  }

  #objectField(isConstant: boolean): Node {
    const place = this.place();
    const comment = this.comment;
    const name = this.name();
    this.expect(':');
    return makeNode({ Name: name, Value: this.value(isConstant), Comment: comment }, place);
  }

  protected arguments(isConstant: boolean): readonly Node[] {
    return this.some('(', ')', () => {
      const place = this.place();
      const comment = this.comment;
      const name = this.name();
      this.expect(':');
      return makeNode({ Name: name, Value: this.value(isConstant), Comment: comment }, place);
    });
  }

  protected directives(isConstant: boolean): readonly Node[] {
    const directives: Node[] = [];
    while (this.skip('@')) {
      const place = this.place();
      const name = this.name();
      directives.push(makeNode({ Name: name, Arguments: this.arguments(isConstant), Location: '' }, place));
    }
    return directives;
  }

  protected type(): Node {
    const isList = this.skip('[');
    const place = this.place();
    if (++this.#depth > MAX_DEPTH) throw new GraphqlError('nested too deep', place);
    const elem = isList ? this.type() : undefined;
    this.#depth--;
    if (isList) this.expect(']');
    const name = isList ? '' : this.name();
    return makeNode({ NamedType: name, Elem: elem, NonNull: this.skip('!') }, place);
  }
}

export function describe(token: Token): string {
  return token.value === '' ? token.kind : `${token.kind} ${quote(token.value)}`;
}
