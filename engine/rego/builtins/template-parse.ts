import { failure } from './errors.ts';

/** An operand or call inside an action. */
export type TemplateExpr =
  | { readonly kind: 'dot' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'constant'; readonly value: boolean | null }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'field'; readonly of: TemplateExpr; readonly names: readonly string[] }
  | { readonly kind: 'pipeline'; readonly pipeline: Pipeline };

/** Commands joined by `|`; each is an operand or a function with its arguments. */
export type Pipeline = {
  readonly variables: readonly string[];
  readonly isAssignment: boolean;
  readonly commands: readonly (readonly TemplateExpr[])[];
};

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipeline: Pipeline }
  | { readonly kind: 'break' | 'continue' }
  | TemplateBlock<'if' | 'with'>
  | TemplateBlock<'range'>;

export type TemplateBlock<Kind extends string> = {
  readonly kind: Kind;
  readonly pipeline: Pipeline;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
};

type Piece = { readonly text: string } | { readonly action: string };

/**
 * Parses a Go text template: fields, variables, pipelines, if, with, range, comments and trimming.
 * Errors: BuiltinError; named templates (`define`, `template`, `block`) are refused.
 * Source: Go text/template/parse.
 */
export function parseTemplate(text: string): readonly TemplateNode[] {
  const reader = new TemplateReader(piecesOf(text));
  const { nodes, end } = reader.list();
  if (end !== undefined) throw unexpected(`{{${end}}}`);
  return nodes;
}

function unexpected(what: string) {
  return failure(`template: template:1: unexpected ${what}`);
}

function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let rest = text;
  for (;;) {
    const open = rest.indexOf('{{');
    if (open < 0) break;
    const trimsBefore = /^\{\{-\s/.test(rest.slice(open));
    const before = rest.slice(0, open);
    pieces.push({ text: trimsBefore ? before.trimEnd() : before });
    const inside = rest.slice(open + (trimsBefore ? 3 : 2));
    const action =
      /^(?:\s*\/\*[\s\S]*?\*\/|[^"`'}]|"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|\}(?!\}))*/.exec(inside)?.[0] ??
      '';
    if (!inside.startsWith('}}', action.length)) throw failure('template: template:1: unclosed action');
    const trimsAfter = /\s-$/.test(action);
    pieces.push({ action: (trimsAfter ? action.slice(0, -1) : action).trim() });
    rest = inside.slice(action.length + 2);
    if (trimsAfter) rest = rest.trimStart();
  }
  pieces.push({ text: rest });
  return pieces;
}

class TemplateReader {
  readonly #pieces: readonly Piece[];
  #at = 0;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  /** Reads up to an `end` or `else` that belongs to an outer block. */
  list(): { readonly nodes: readonly TemplateNode[]; readonly end: string | undefined } {
    const nodes: TemplateNode[] = [];
    for (;;) {
      const piece = this.#pieces[this.#at++];
      if (piece === undefined) return { nodes, end: undefined };
      if ('text' in piece) {
        if (piece.text !== '') nodes.push({ kind: 'text', text: piece.text });
        continue;
      }
      const { action } = piece;
      if (/^\/\*[\s\S]*\*\/$/.test(action)) continue;
      const word = /^[a-z]+\b/.exec(action)?.[0] ?? '';
      if (action === 'end' || word === 'else') return { nodes, end: action };
      nodes.push(this.#node(word, action));
    }
  }

  #node(word: string, action: string): TemplateNode {
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        return this.#block(word, action.slice(word.length));
      case 'break':
      case 'continue':
        return { kind: word };
      case 'define':
      case 'template':
      case 'block':
        throw failure(`template: template:1: {{${word}}} is not supported`);
      default:
        return { kind: 'action', pipeline: parsePipeline(action) };
    }
  }

  #block(kind: 'if' | 'with' | 'range', source: string): TemplateNode {
    const pipeline = parsePipeline(source);
    const { nodes, end } = this.list();
    if (end === undefined) throw unexpected('EOF');
    const chained = /^else\s+(if|with)\b(.*)$/s.exec(end);
    if (chained !== null) {
      const otherwise = [this.#block(chained[1] as 'if' | 'with', chained[2] as string)];
      return { kind, pipeline, body: nodes, otherwise };
    }
    if (end !== 'else') return { kind, pipeline, body: nodes, otherwise: [] };
    const rest = this.list();
    if (rest.end !== 'end') throw unexpected(rest.end === undefined ? 'EOF' : `{{${rest.end}}}`);
    return { kind, pipeline, body: nodes, otherwise: rest.nodes };
  }
}

const TOKEN =
  /\s*(?:("(?:[^"\\\n]|\\.)*")|`([^`]*)`|('(?:[^'\\\n]|\\.)+')|([-+]?(?:0[xX][0-9a-fA-F]+|[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?))|((?:\.[\p{L}_][\p{L}\p{Nd}_]*)+)|(\$[\p{L}\p{Nd}_]*)|([\p{L}_][\p{L}\p{Nd}_]*)|(:=|[.|()=,]))/uy;

type Token = {
  readonly type: 'string' | 'number' | 'field' | 'variable' | 'word' | 'mark';
  readonly text: string;
  readonly isSpaced: boolean;
};

function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = source.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(source);
    if (found === null) throw failure(`template: template:1: unexpected ${JSON.stringify(source[at])} in operand`);
    const [whole, double, raw, char, number, field, variable, word, mark] = found;
    const isSpaced = /^\s/.test(whole) || at === 0;
    if (double !== undefined) tokens.push({ type: 'string', text: unquote(double), isSpaced });
    else if (raw !== undefined) tokens.push({ type: 'string', text: raw, isSpaced });
    else if (char !== undefined)
      tokens.push({ type: 'number', text: String(unquote(`"${char.slice(1, -1)}"`).codePointAt(0)), isSpaced });
    else if (number !== undefined) tokens.push({ type: 'number', text: number, isSpaced });
    else if (field !== undefined) tokens.push({ type: 'field', text: field, isSpaced });
    else if (variable !== undefined) tokens.push({ type: 'variable', text: variable, isSpaced });
    else if (word !== undefined) tokens.push({ type: 'word', text: word, isSpaced });
    else tokens.push({ type: 'mark', text: mark as string, isSpaced });
  }
  return tokens;
}

function unquote(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    throw failure(`template: template:1: malformed string ${text}`);
  }
}

function parsePipeline(source: string): Pipeline {
  const tokens = tokensOf(source);
  const state = { at: 0 };
  const pipeline = readPipeline(tokens, state);
  if (state.at < tokens.length) throw unexpected(`${JSON.stringify(tokens[state.at]?.text)} in command`);
  return pipeline;
}

function readPipeline(tokens: readonly Token[], state: { at: number }): Pipeline {
  const variables: string[] = [];
  let isAssignment = false;
  const declared = tokens.slice(state.at).findIndex((token) => token.text === ':=' || token.text === '=');
  const head = tokens.slice(state.at, state.at + Math.max(declared, 0));
  if (declared > 0 && head.every((token) => token.type === 'variable' || token.text === ',')) {
    variables.push(...head.filter((token) => token.type === 'variable').map((token) => token.text));
    isAssignment = tokens[state.at + declared]?.text === '=';
    state.at += declared + 1;
  }
  const commands: TemplateExpr[][] = [[]];
  for (; state.at < tokens.length; ) {
    const token = tokens[state.at] as Token;
    if (token.text === ')' && token.type === 'mark') break;
    if (token.text === '|' && token.type === 'mark') {
      commands.push([]);
      state.at++;
      continue;
    }
    commands.at(-1)?.push(readOperand(tokens, state));
  }
  if (commands.some((command) => command.length === 0))
    throw failure('template: template:1: missing value for command');
  return { variables, isAssignment, commands };
}

function readOperand(tokens: readonly Token[], state: { at: number }): TemplateExpr {
  const token = tokens[state.at++] as Token;
  let operand = readSimple(token, tokens, state);
  for (let next = tokens[state.at]; next?.type === 'field' && !next.isSpaced; next = tokens[state.at]) {
    operand = { kind: 'field', of: operand, names: next.text.slice(1).split('.') };
    state.at++;
  }
  return operand;
}

function readSimple(token: Token, tokens: readonly Token[], state: { at: number }): TemplateExpr {
  switch (token.type) {
    case 'string':
      return { kind: 'string', value: token.text };
    case 'number':
      return { kind: 'number', text: token.text };
    case 'field':
      return { kind: 'field', of: { kind: 'dot' }, names: token.text.slice(1).split('.') };
    case 'variable':
      return { kind: 'variable', name: token.text };
    case 'word':
      if (token.text === 'true' || token.text === 'false') return { kind: 'constant', value: token.text === 'true' };
      return token.text === 'nil' ? { kind: 'constant', value: null } : { kind: 'function', name: token.text };
    case 'mark': {
      if (token.text === '.') return { kind: 'dot' };
      if (token.text !== '(') throw unexpected(`${JSON.stringify(token.text)} in operand`);
      const pipeline = readPipeline(tokens, state);
      if (tokens[state.at++]?.text !== ')') throw failure('template: template:1: unclosed left paren');
      return { kind: 'pipeline', pipeline };
    }
  }
}
