import {
  get,
  isNumber,
  isObject,
  JsonError,
  numberText,
  objectEntries,
  parseJson,
  parseNumber,
  RegoSet,
  type RegoValue,
  toText,
} from '../value/index.ts';
import type { Builtin, BuiltinContext } from './context.ts';
import { failure } from './errors.ts';
import { objectOperand, stringOperand } from './operands.ts';
import { isTruthy, printed, TEMPLATE_FUNCTIONS, type TemplateValue } from './template-functions.ts';
import {
  type Pipeline,
  parseTemplate,
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
    const renderer = new Renderer(context, variablesRead);
    renderer.render(parseTemplate(text), variablesRead);
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

type Flow = 'break' | 'continue' | undefined;

class Renderer {
  readonly #context: BuiltinContext;
  /** Innermost last; `$` is the data. */
  readonly #variables: { readonly name: string; value: TemplateValue }[];
  output = '';

  constructor(context: BuiltinContext, data: RegoValue) {
    this.#context = context;
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

  #write(text: string): void {
    this.#context.charge(text.length);
    this.output += text;
  }

  #range(node: TemplateBlock<'range'>, dot: TemplateValue): Flow {
    const mark = this.#variables.length;
    const { variables } = node.pipeline;
    const entries = entriesOf(this.#pipeline({ ...node.pipeline, variables: [] }, dot));
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

  #command(command: readonly TemplateExpr[], dot: TemplateValue, piped: readonly TemplateValue[]): TemplateValue {
    const [first, ...rest] = command as readonly [TemplateExpr, ...TemplateExpr[]];
    if (first.kind !== 'function') {
      if (rest.length + piped.length > 0) throw failure("template: template:1: can't give argument to non-function");
      return this.#operand(first, dot);
    }
    const called = Object.hasOwn(TEMPLATE_FUNCTIONS, first.name) ? TEMPLATE_FUNCTIONS[first.name] : undefined;
    if (called === undefined) throw failure(`template: template:1: function "${first.name}" not defined`);
    return called(this.#context, [...rest.map((operand) => this.#operand(operand, dot)), ...piped]);
  }

  #operand(operand: TemplateExpr, dot: TemplateValue): TemplateValue {
    switch (operand.kind) {
      case 'dot':
        return dot;
      case 'string':
      case 'constant':
        return operand.value;
      case 'number':
        return parseNumber(
          /^[-+]?0x/i.test(operand.text) ? String(Number(operand.text)) : operand.text.replace(/^\+/, ''),
        );
      case 'variable': {
        const known = this.#variables.findLast((variable) => variable.name === operand.name);
        if (known === undefined) throw failure(`template: template:1: undefined variable "${operand.name}"`);
        return known.value;
      }
      case 'function':
        return this.#command([operand], dot, []);
      case 'pipeline':
        return this.#pipeline(operand.pipeline, dot);
      case 'field':
        return operand.names.reduce(fieldOf, this.#operand(operand.of, dot));
    }
  }
}

function fieldOf(value: TemplateValue, name: string): TemplateValue {
  if (value === undefined || isObject(value)) return value === undefined ? undefined : get(value, name);
  if (value === null) throw failure(`template: template:1: nil pointer evaluating interface {}.${name}`);
  throw failure(`template: template:1: can't evaluate field ${name}`);
}

/** What `range` goes over: items by index, entries by key, or the numbers below an integer. */
function entriesOf(value: TemplateValue): readonly (readonly [RegoValue, RegoValue])[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return (value as readonly RegoValue[]).map((item, index) => [index, item] as const);
  if (value instanceof RegoSet) return value.sorted().map((item, index) => [index, item] as const);
  if (isObject(value)) return objectEntries(value);
  throw failure(
    `template: template:1: range can't iterate over ${isNumber(value) ? numberText(value) : printed(value)}`,
  );
}
