import { failure } from './errors.ts';

/** An operand or call inside an action. */
export type TemplateExpr =
  | { readonly kind: 'dot' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'constant'; readonly value: boolean | null }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'field'; readonly of: TemplateExpr; readonly names: readonly string[]; readonly place: Place }
  | { readonly kind: 'pipeline'; readonly pipeline: Pipeline };

/** Where something stands and how it is written, for messages. Units: `at` is an offset in the template. */
export type Place = { readonly at: number; readonly text: string };

/** An operand, or a function with its arguments. */
export type Command = { readonly operands: readonly TemplateExpr[]; readonly place: Place };

/** Commands joined by `|`. */
export type Pipeline = {
  readonly variables: readonly string[];
  readonly isAssignment: boolean;
  readonly commands: readonly Command[];
};

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipeline: Pipeline }
  | { readonly kind: 'break' | 'continue' }
  | { readonly kind: 'template'; readonly name: string; readonly pipeline: Pipeline | undefined; readonly place: Place }
  | TemplateBlock<'if' | 'with'>
  | TemplateBlock<'range'>;

export type TemplateBlock<Kind extends string> = {
  readonly kind: Kind;
  readonly pipeline: Pipeline;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
};

/** A template's nodes and those of the templates it defines. */
export type Template = {
  readonly nodes: readonly TemplateNode[];
  readonly defined: ReadonlyMap<string, readonly TemplateNode[]>;
};

type Piece = { readonly text: string } | { readonly action: string; readonly at: number };

/**
 * Parses a Go text template: fields, variables, pipelines, if, with, range, comments and trimming.
 * Shape:  named templates (`define`, `block`) stand apart.
 * Errors: BuiltinError.
 * Source: Go text/template/parse.
 */
export function parseTemplate(text: string): Template {
  const reader = new TemplateReader(piecesOf(text));
  const { nodes, end } = reader.list();
  if (end !== undefined) throw unexpected(`{{${end.text}}}`);
  return { nodes, defined: reader.defined };
}

function unexpected(what: string) {
  return failure(`template: template:1: unexpected ${what}`);
}

function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let rest = text;
  let at = 0;
  for (;;) {
    const open = rest.indexOf('{{');
    if (open < 0) break;
    const trimsBefore = /^\{\{-\s/.test(rest.slice(open));
    const before = rest.slice(0, open);
    pieces.push({ text: trimsBefore ? before.trimEnd() : before });
    const inside = rest.slice(open + (trimsBefore ? 3 : 2));
    at += rest.length - inside.length;
    const action =
      /^(?:\s*\/\*[\s\S]*?\*\/|[^"`'}]|"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|\}(?!\}))*/.exec(inside)?.[0] ??
      '';
    if (!inside.startsWith('}}', action.length)) throw failure('template: template:1: unclosed action');
    const trimsAfter = /\s-$/.test(action);
    const blanks = action.length - action.trimStart().length;
    pieces.push({ action: (trimsAfter ? action.slice(0, -1) : action).trim(), at: at + blanks });
    rest = inside.slice(action.length + 2);
    if (trimsAfter) rest = rest.trimStart();
    at += inside.length - rest.length;
  }
  pieces.push({ text: rest });
  return pieces;
}

class TemplateReader {
  readonly #pieces: readonly Piece[];
  readonly defined = new Map<string, readonly TemplateNode[]>();
  #at = 0;
  /** How many `range` are open. */
  #ranges = 0;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  /** Reads up to an `end` or `else` that belongs to an outer block. */
  list(): { readonly nodes: readonly TemplateNode[]; readonly end: Place | undefined } {
    const nodes: TemplateNode[] = [];
    for (;;) {
      const piece = this.#pieces[this.#at++];
      if (piece === undefined) return { nodes, end: undefined };
      if ('text' in piece) {
        if (piece.text !== '') nodes.push({ kind: 'text', text: piece.text });
        continue;
      }
      const { action, at } = piece;
      if (/^\/\*[\s\S]*\*\/$/.test(action)) continue;
      const word = /^[a-z]+\b/.exec(action)?.[0] ?? '';
      if (action === 'end' || word === 'else') return { nodes, end: { at, text: action } };
      const node = this.#node(word, action, at);
      if (node !== undefined) nodes.push(node);
    }
  }

  #node(word: string, action: string, at: number): TemplateNode | undefined {
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        return this.#block(word, action.slice(word.length), at + word.length);
      case 'break':
      case 'continue':
        if (this.#ranges === 0) throw failure(`template: template:1: {{${word}}} outside {{range}}`);
        return { kind: word };
      case 'define':
      case 'template':
      case 'block':
        return this.#named(word, action, at);
      default:
        return { kind: 'action', pipeline: actionPipeline(action, at) };
    }
  }

  #named(word: 'define' | 'template' | 'block', action: string, at: number): TemplateNode | undefined {
    const rest = action.slice(word.length);
    const [name] = /^\s*(?:"(?:[^"\\\n]|\\.)*"|`[^`]*`)/.exec(rest) ?? [];
    if (name === undefined) throw unexpected(`${JSON.stringify(rest.trim())} in ${word} clause`);
    const text = name.trim().startsWith('`') ? name.trim().slice(1, -1) : unquote(name.trim());
    const source = rest.slice(name.length);
    const pipeline = source.trim() === '' ? undefined : parsePipeline(source, at + word.length + name.length);
    if (word === 'block' && pipeline === undefined)
      throw failure('template: template:1: missing value for block clause');
    if (word === 'define' && pipeline !== undefined)
      throw unexpected(`${JSON.stringify(source.trim())} in define clause`);
    if (word !== 'template') {
      const ranges = this.#ranges;
      this.#ranges = 0;
      const { nodes, end } = this.list();
      this.#ranges = ranges;
      if (end?.text !== 'end') throw unexpected(end === undefined ? 'EOF' : `{{${end.text}}}`);
      // an empty definition does not replace one that has content
      if (!this.defined.has(text) || nodes.some((node) => node.kind !== 'text' || node.text.trim() !== ''))
        this.defined.set(text, nodes);
    }
    if (word === 'define') return undefined;
    return { kind: 'template', name: text, pipeline, place: { at: at + word.length + 1, text: `{{${action}}}` } };
  }

  #block(kind: 'if' | 'with' | 'range', source: string, at: number): TemplateNode {
    if (source.trim() === '') throw failure(`template: template:1: missing value for ${kind}`);
    const pipeline = parsePipeline(source, at);
    if (pipeline.variables.length > (kind === 'range' ? 2 : 1))
      throw failure(`template: template:1: too many declarations in ${kind}`);
    if (kind === 'range') this.#ranges++;
    const { nodes, end } = this.list();
    if (kind === 'range') this.#ranges--;
    if (end === undefined) throw unexpected('EOF');
    const chained = /^else\s+(if|with)\b(.*)$/s.exec(end.text);
    if (chained !== null && chained[1] === kind) {
      const rest = chained[2] as string;
      const otherwise = [this.#block(kind, rest, end.at + end.text.length - rest.length)];
      return { kind, pipeline, body: nodes, otherwise };
    }
    if (end.text === 'end') return { kind, pipeline, body: nodes, otherwise: [] };
    if (end.text !== 'else') throw unexpected(`<${end.text.split(/\s+/)[1] ?? ''}> in input`);
    const rest = this.list();
    if (rest.end === undefined) throw unexpected('EOF');
    if (rest.end.text !== 'end') throw failure(`template: template:1: expected end; found {{${rest.end.text}}}`);
    return { kind, pipeline, body: nodes, otherwise: rest.nodes };
  }
}

const TOKEN =
  /\s*(?:("(?:[^"\\\n]|\\.)*")|`([^`]*)`|('(?:[^'\\\n]|\\.)+')|([-+]?(?:0[xX][0-9a-fA-F]+|[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?))|((?:\.[\p{L}_][\p{L}\p{Nd}_]*)+)|(\$[\p{L}\p{Nd}_]*)|([\p{L}_][\p{L}\p{Nd}_]*)|(:=|[.|()=,]))/uy;

type Token = {
  readonly type: 'string' | 'number' | 'field' | 'variable' | 'word' | 'mark';
  readonly text: string;
  readonly isSpaced: boolean;
  /** Units: offsets in the template. */
  readonly at: number;
  readonly end: number;
};

function tokensOf(source: string, base: number): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = source.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(source);
    if (found === null) throw failure(`template: template:1: unexpected ${JSON.stringify(source[at])} in operand`);
    const [whole, double, raw, char, number, field, variable, word, mark] = found;
    const start = base + at + whole.length - whole.trimStart().length;
    const place = { isSpaced: /^\s/.test(whole) || at === 0, at: start, end: base + TOKEN.lastIndex };
    if (double !== undefined) tokens.push({ type: 'string', text: unquote(double), ...place });
    else if (raw !== undefined) tokens.push({ type: 'string', text: raw, ...place });
    else if (char !== undefined)
      tokens.push({ type: 'number', text: String(unquote(`"${char.slice(1, -1)}"`).codePointAt(0)), ...place });
    else if (number !== undefined) tokens.push({ type: 'number', text: number, ...place });
    else if (field !== undefined) tokens.push({ type: 'field', text: field, ...place });
    else if (variable !== undefined) tokens.push({ type: 'variable', text: variable, ...place });
    else if (word !== undefined) tokens.push({ type: 'word', text: word, ...place });
    else tokens.push({ type: 'mark', text: mark as string, ...place });
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

function parsePipeline(source: string, base: number): Pipeline {
  const tokens = tokensOf(source, base);
  const state: State = { at: 0, textOf: (from, to) => source.slice(from - base, to - base) };
  const pipeline = readPipeline(tokens, state);
  if (state.at < tokens.length) throw unexpected(`${JSON.stringify(tokens[state.at]?.text)} in command`);
  return pipeline;
}

function actionPipeline(action: string, at: number): Pipeline {
  const pipeline = parsePipeline(action, at);
  if (pipeline.variables.length > 1) throw failure('template: template:1: too many declarations in command');
  return pipeline;
}

type State = { at: number; readonly textOf: (from: number, to: number) => string };

function readPipeline(tokens: readonly Token[], state: State): Pipeline {
  const variables: string[] = [];
  let isAssignment = false;
  const declared = tokens.slice(state.at).findIndex((token) => token.text === ':=' || token.text === '=');
  const head = tokens.slice(state.at, state.at + Math.max(declared, 0));
  if (declared > 0 && head.every((token) => token.type === 'variable' || token.text === ',')) {
    variables.push(...head.filter((token) => token.type === 'variable').map((token) => token.text));
    isAssignment = tokens[state.at + declared]?.text === '=';
    state.at += declared + 1;
  }
  const commands: { operands: TemplateExpr[]; place: Place }[] = [{ operands: [], place: { at: 0, text: '' } }];
  for (; state.at < tokens.length; ) {
    const token = tokens[state.at] as Token;
    if (token.text === ')' && token.type === 'mark') break;
    if (token.text === '|' && token.type === 'mark') {
      commands.push({ operands: [], place: { at: 0, text: '' } });
      state.at++;
      continue;
    }
    const command = commands.at(-1) as (typeof commands)[number];
    const start = command.operands.length === 0 ? token.at : command.place.at;
    command.operands.push(readOperand(tokens, state));
    const last = tokens[state.at - 1] as Token;
    command.place = { at: start, text: state.textOf(start, last.end) };
  }
  if (commands.length > 1 && commands.at(-1)?.operands.length === 0) commands.pop();
  if (commands.some(({ operands }) => operands.length === 0))
    throw failure('template: template:1: missing value for command');
  return { variables, isAssignment, commands };
}

function readOperand(tokens: readonly Token[], state: State): TemplateExpr {
  const token = tokens[state.at++] as Token;
  let operand = readSimple(token, tokens, state);
  for (let next = tokens[state.at]; next?.type === 'field' && !next.isSpaced; next = tokens[state.at]) {
    const place = { at: next.at, text: state.textOf(token.at, next.end) };
    operand = { kind: 'field', of: operand, names: next.text.slice(1).split('.'), place };
    state.at++;
  }
  return operand;
}

/** The place of a chain of fields is that of its second. */
function fieldPlace({ text, at }: Token): Place {
  const second = text.indexOf('.', 1);
  return { at: at + Math.max(second, 0), text };
}

function readSimple(token: Token, tokens: readonly Token[], state: State): TemplateExpr {
  switch (token.type) {
    case 'string':
      return { kind: 'string', value: token.text };
    case 'number':
      return { kind: 'number', text: token.text };
    case 'field':
      return { kind: 'field', of: { kind: 'dot' }, names: token.text.slice(1).split('.'), place: fieldPlace(token) };
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
