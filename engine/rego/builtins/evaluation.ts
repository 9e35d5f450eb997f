import { RegoSet, type RegoValue, toText, typeName } from '../value/index.ts';
import type { Builtin, BuiltinContext } from './context.ts';
import { failure } from './errors.ts';
import { checkRequest } from './http-request.ts';
import { arrayOperand, objectOperand, stringOperand } from './operands.ts';

/**
 * Builtins that speak with the evaluation: print, trace, template strings, and those that reach outside.
 * Source: OPA v1/topdown print.go, trace.go, template_string.go, runtime.go, parse.go.
 */
export const evaluationBuiltins = {
  /** The compiler rewrites `print` to `internal.print`; here it is never called with undefined operands. */
  print: (context, ...operands) => {
    context.print?.(operands.map(shown).join(' '));
    return true;
  },
  'internal.print': (context, x) => {
    if (context.print !== undefined) for (const line of crossProduct(context, x, ' ')) context.print(line);
    return true;
  },
  'internal.template_string': (context, x) => {
    const texts = crossProduct(context, x, '');
    if (texts.length > 1) throw failure('template-strings must not produce multiple outputs');
    return texts[0] ?? '';
  },
  'internal.test_case': (context, name) => {
    if (name !== undefined) context.testCase?.(name);
    return true;
  },
  trace: (context, message) => {
    context.trace?.(stringOperand(message, 1));
    return true;
  },
  'opa.runtime': (context) => {
    const runtime = context.capabilities.runtime;
    if (runtime === undefined) throw failure('the capability opa.runtime is not granted');
    return runtime();
  },
  'http.send': (context, request) => {
    checkRequest(objectOperand(request, 1));
    const send = context.capabilities.httpSend;
    if (send === undefined) throw failure('the capability http.send is not granted');
    return send(request);
  },
  'rego.parse_module': (context, file, text) => {
    const parse = context.capabilities.parseModule;
    if (parse === undefined) throw failure('the capability rego.parse_module is not granted');
    const source = stringOperand(text, 1);
    context.charge(source.length);
    return parse(stringOperand(file, 1), source);
  },
  'rego.metadata.chain': () => outsideRule('rego.metadata.chain'),
  'rego.metadata.rule': () => outsideRule('rego.metadata.rule'),
} satisfies Record<string, Builtin>;

function outsideRule(name: string): never {
  throw failure(`the ${name} function must only be called within the scope of a rule`);
}

function shown(value: RegoValue): string {
  return typeof value === 'string' ? value : toText(value);
}

/** One text for each choice of a member from every set; an empty set reads `<undefined>`. */
function crossProduct(context: BuiltinContext, value: RegoValue, separator: string): readonly string[] {
  let rows: readonly (readonly string[])[] = [[]];
  for (const operand of arrayOperand(value, 1)) {
    const choices = choicesOf(operand);
    context.charge(rows.length * choices.length);
    rows = rows.flatMap((row) => choices.map((choice) => [...row, choice]));
  }
  return rows.map((row) => row.join(separator));
}

function choicesOf(operand: RegoValue): readonly string[] {
  if (operand instanceof RegoSet) return operand.size === 0 ? ['<undefined>'] : operand.sorted().map(shown);
  if (operand !== null && typeof operand === 'object' && typeName(operand) !== 'number')
    throw failure(`illegal argument type: ${typeName(operand)}`);
  return [shown(operand)];
}
