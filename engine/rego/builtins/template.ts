import { get, isObject, JsonError, objectEntries, parseJson, RegoSet, type RegoValue, toText } from '../value/index.ts';
import type { Builtin, BuiltinContext } from './context.ts';
import { type BuiltinError, failure } from './errors.ts';
import { objectOperand, stringOperand } from './operands.ts';
import {
  arityFault,
  GoNumber,
  goType,
  isTruthy,
  printed,
  TEMPLATE_FUNCTIONS,
  TemplateFault,
  type TemplateValue,
} from './template-functions.ts';
import {
  type Command,
  type Pipeline,
  type Place,
  parseTemplate,
  type Template,
  type TemplateBlock,
  type TemplateExpr,
  type TemplateNode,
} from './template-parse.ts';

/** Go text templates. Source: OPA v1/topdown template.go. */
export const templateBuiltins = {
  'strings.render_template': (context, template, variables) => {
    const text = stringOperand(template, 1);
    const data = objectOperand(variables, 2);
    context.charge(text.length);
    const variablesRead = readVariables(data);
    const parsed = parseTemplate(text);
    const renderer = new Renderer(context, text, parsed, variablesRead);
    renderer.render(parsed.nodes, variablesRead);
    return renderer.output.replaceAll('<no value>', '<undefined>');
  },
} satisfies Record<string, Builtin>;

/** The variables as OPA hands them over: their Rego text read as JSON, so sets and keys that are no strings fail. */
function readVariables(data: RegoValue): RegoValue {
  try {
    return parseJson(toText(data));
  } catch (error) {
    if (error instanceof JsonError) throw failure(error.message);
    throw error;
  }
}

/** Deeper calls of templates are refused. */
const MAX_DEPTH = 1000;

/** More rounds of a `range` over a number are refused. */
const MAX_RANGE = 10_000_000;

type Flow = 'break' | 'continue' | undefined;

class Renderer {
  readonly #context: BuiltinContext;
  /** Innermost last; `$` is the data. */
  #variables: { readonly name: string; value: TemplateValue }[];
  readonly #text: string;
  readonly #template: Template;
  #name = 'template';
  #depth = 0;
  output = '';

  constructor(context: BuiltinContext, text: string, template: Template, data: RegoValue) {
    this.#context = context;
    this.#text = text;
    this.#template = template;
    this.#variables = [{ name: '$', value: data }];
  }

  render(nodes: readonly TemplateNode[], dot: TemplateValue): Flow {
    for (const node of nodes) {
      this.#context.charge(1);
      const flow = this.#node(node, dot);
      if (flow !== undefined) return flow;
    }
    return undefined;
  }

  #node(node: TemplateNode, dot: TemplateValue): Flow {
    switch (node.kind) {
      case 'text':
        this.#write(node.text);
        return undefined;
      case 'action': {
        const value = this.#pipeline(node.pipeline, dot);
        if (node.pipeline.variables.length === 0) this.#write(printed(value));
        return undefined;
      }
      case 'break':
      case 'continue':
        return node.kind;
      case 'range':
        return this.#range(node, dot);
      case 'template':
        this.#call(node, dot);
        return undefined;
      default: {
        const mark = this.#variables.length;
        const value = this.#pipeline(node.pipeline, dot);
        const inner = node.kind === 'with' ? value : dot;
        const flow = isTruthy(value) ? this.render(node.body, inner) : this.render(node.otherwise, dot);
        this.#variables.length = mark;
        return flow;
      }
    }
  }

  #call(node: Extract<TemplateNode, { kind: 'template' }>, dot: TemplateValue): void {
    const nodes = this.#template.defined.get(node.name);
    if (nodes === undefined) throw this.#fault(node.place, `template "${node.name}" not defined`);
    const value = node.pipeline === undefined ? undefined : this.#pipeline(node.pipeline, dot);
    if (++this.#depth > MAX_DEPTH) throw this.#fault(node.place, 'exceeded maximum template depth (100000)');
    const [variables, name] = [this.#variables, this.#name];
    this.#variables = [{ name: '$', value }];
    this.#name = node.name;
    this.render(nodes, value);
    [this.#variables, this.#name] = [variables, name];
    this.#depth--;
  }

  /** An error with the line, the column in bytes and the text of what was executed. */
  #fault({ at, text }: Place, why: string): BuiltinError {
    const before = this.#text.slice(0, at);
    const line = before.split('\n').length;
    const column = Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1));
    return failure(`template: template:${line}:${column}: executing "${this.#name}" at <${text}>: ${why}`);
  }

  #write(text: string): void {
    this.#context.charge(text.length);
    this.output += text;
  }

  #range(node: TemplateBlock<'range'>, dot: TemplateValue): Flow {
    const mark = this.#variables.length;
    const { variables } = node.pipeline;
    const ranged = this.#pipeline({ ...node.pipeline, variables: [] }, dot);
    const entries = entriesOf(ranged);
    if (entries === undefined) {
      const place = (node.pipeline.commands[0] as Command).place;
      throw this.#fault(place, `range can't iterate over ${printed(ranged)}`);
    }
    if (entries.length === 0) return this.render(node.otherwise, dot);
    for (const [key, value] of entries) {
      if (variables.length === 1) this.#variables.push({ name: variables[0] as string, value });
      else if (variables.length === 2) {
        this.#variables.push({ name: variables[0] as string, value: key }, { name: variables[1] as string, value });
      }
      const flow = this.render(node.body, value);
      this.#variables.length = mark;
      if (flow === 'break') break;
    }
    return undefined;
  }

  #pipeline(pipeline: Pipeline, dot: TemplateValue): TemplateValue {
    let value: TemplateValue;
    pipeline.commands.forEach((command, index) => {
      value = this.#command(command, dot, index > 0 ? [value] : []);
    });
    for (const name of pipeline.variables) {
      const known = pipeline.isAssignment ? this.#variables.findLast((variable) => variable.name === name) : undefined;
      if (known !== undefined) known.value = value;
      else if (pipeline.isAssignment) throw failure(`template: template:1: undefined variable "${name}"`);
      else this.#variables.push({ name, value });
    }
    return value;
  }

  #command(command: Command, dot: TemplateValue, piped: readonly TemplateValue[]): TemplateValue {
    const [first, ...rest] = command.operands as readonly [TemplateExpr, ...TemplateExpr[]];
    if (first.kind !== 'function') {
      if (rest.length + piped.length > 0) throw failure("template: template:1: can't give argument to non-function");
      if (first.kind === 'constant' && first.value === null) throw this.#fault(command.place, 'nil is not a command');
      return this.#operand(first, dot);
    }
    const called = Object.hasOwn(TEMPLATE_FUNCTIONS, first.name) ? TEMPLATE_FUNCTIONS[first.name] : undefined;
    if (called === undefined) throw failure(`template: template:1: function "${first.name}" not defined`);
    const shortcut = first.name === 'and' || first.name === 'or' ? first.name : undefined;
    const operands: TemplateValue[] = [];
    for (const operand of rest) {
      const value = this.#operand(operand, dot);
      operands.push(value);
      if (shortcut !== undefined && isTruthy(value) === (shortcut === 'or')) return value;
    }
    operands.push(...piped);
    const arity = arityFault(first.name, operands.length);
    if (arity !== undefined) throw this.#fault({ at: command.place.at, text: first.name }, arity);
    const result = called(this.#context, operands);
    if (result instanceof TemplateFault) {
      const why = result.isCall ? `error calling ${first.name}: ${result.why}` : result.why;
      throw this.#fault(command.place, why);
    }
    return result;
  }

  #operand(operand: TemplateExpr, dot: TemplateValue): TemplateValue {
    switch (operand.kind) {
      case 'dot':
        return dot;
      case 'string':
      case 'constant':
        return operand.value;
      case 'number':
        return numberOf(operand.text);
      case 'variable': {
        const known = this.#variables.findLast((variable) => variable.name === operand.name);
        if (known === undefined) throw failure(`template: template:1: undefined variable "${operand.name}"`);
        return known.value;
      }
      case 'function':
        return this.#command({ operands: [operand], place: { at: 0, text: operand.name } }, dot, []);
      case 'pipeline':
        return this.#pipeline(operand.pipeline, dot);
      case 'field':
        return this.#field(operand, dot);
    }
  }

  #field({ of, names, place }: Extract<TemplateExpr, { kind: 'field' }>, dot: TemplateValue): TemplateValue {
    let value = this.#operand(of, dot);
    for (const [index, name] of names.entries()) {
      if (value === undefined) return undefined;
      if (value instanceof GoNumber || value === null || !isObject(value))
        throw this.#fault(place, fieldFault(value, name, index > 0 || of.kind === 'field'));
      value = get(value, name);
    }
    return value;
  }
}

/** A value behind a field is an interface to Go, the dot is what it holds. */
function fieldFault(value: TemplateValue, name: string, isInterface: boolean): string {
  if (value === null) return `nil pointer evaluating interface {}.${name}`;
  return `can't evaluate field ${name} in type ${isInterface ? 'interface {}' : goType(value)}`;
}

function numberOf(text: string): GoNumber {
  const isFloat = /[.eE]/.test(text) && !/^[-+]?0x/i.test(text);
  return new GoNumber(isFloat ? 'float64' : 'int', Number(text.replace(/^\+/, '')));
}

/** What `range` goes over: items by index, entries by key, or the numbers below an integer. */
function entriesOf(value: TemplateValue): readonly (readonly [TemplateValue, TemplateValue])[] | undefined {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value))
    return (value as readonly RegoValue[]).map((item, index) => [new GoNumber('int', index), item] as const);
  if (value instanceof RegoSet) return value.sorted().map((item, index) => [new GoNumber('int', index), item] as const);
  if (!(value instanceof GoNumber)) return isObject(value) ? objectEntries(value) : undefined;
  if (value.type !== 'int' || value.number > MAX_RANGE) return undefined;
  return Array.from({ length: Math.max(value.number, 0) }, (_, index) => {
    const each = new GoNumber('int', index);
    return [each, each] as const;
  });
}
