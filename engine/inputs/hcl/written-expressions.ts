import type { JsonObject, JsonValue } from '../document.ts';
import { META_ARGUMENTS } from './body-value.ts';
import type { Module } from './configuration.ts';
import { evaluate } from './evaluate.ts';
import { isConstant } from './parse.ts';
import type { Body, Expression, TemplatePart } from './types.ts';
import { toJson, Unknown } from './value.ts';

/** Calls `visit` with every expression within one, itself included. */
export function walkExpression(value: Expression, visit: (expression: Expression) => void): void {
  visit(value);
  const each = (values: readonly (Expression | undefined)[]) => {
    for (const inner of values) if (inner !== undefined) walkExpression(inner, visit);
  };
  const parts = (list: readonly TemplatePart[]): void => {
    for (const part of list) {
      if (part.kind === 'interpolation') each([part.value]);
      else if (part.kind === 'if') {
        each([part.condition]);
        parts(part.whenTrue);
        parts(part.whenFalse);
      } else if (part.kind === 'for') {
        each([part.collection]);
        parts(part.body);
      }
    }
  };
  if (value.kind === 'template') parts(value.parts);
  else each(childrenOf(value));
}

/** The expressions right within one. */
function childrenOf(value: Expression): readonly (Expression | undefined)[] {
  switch (value.kind) {
    case 'attribute':
      return [value.of];
    case 'index':
      return [value.of, value.key];
    case 'splat':
      return [value.of, value.each];
    case 'parentheses':
    case 'unary':
      return [value.value];
    case 'binary':
      return [value.left, value.right];
    case 'conditional':
      return [value.condition, value.whenTrue, value.whenFalse];
    case 'call':
      return value.arguments;
    case 'tuple':
      return value.items;
    case 'object':
      return value.items.flatMap((item) => [item.key, item.value]);
    case 'for':
      return [value.collection, value.key, value.value, value.condition];
    default:
      return [];
  }
}

const MAX_LOCALS = 100;

/**
 * References of an expression, each with its prefixes, as plans write them: `a.b.id`, `a.b`.
 * Shape:  in order of mention, each once; local values give the references that they are made from.
 */
export function referencesOf(value: Expression, module: Module, seen: Set<string> = new Set()): readonly string[] {
  const found = new Set<string>();
  const inner = new Set<Expression>();
  walkExpression(value, (expression) => {
    if (expression.kind !== 'attribute' && expression.kind !== 'index' && expression.kind !== 'variable') return;
    const steps = traversal(expression);
    if (steps === undefined || inner.has(expression)) return;
    for (let node: Expression = expression; node.kind === 'attribute' || node.kind === 'index'; node = node.of)
      inner.add(node.of);
    addReference(steps, module, seen, found);
  });
  return [...found];
}

/** `a`, `.b`, `[0]`: the root and the steps of a traversal; a step that is computed ends it. */
function traversal(value: Expression): readonly string[] | undefined {
  const steps: string[] = [];
  let node = value;
  while (node.kind === 'attribute' || node.kind === 'index') {
    if (node.kind === 'attribute') steps.push(`.${node.name}`);
    else if (node.key.kind === 'literal') steps.push(`[${JSON.stringify(node.key.value)}]`);
    else {
      const text = node.key.kind === 'template' && node.key.parts.length === 1 ? node.key.parts[0] : undefined;
      // What comes after an index that is computed is not part of a reference.
      if (text?.kind === 'text') steps.push(`[${JSON.stringify(text.value)}]`);
      else steps.length = 0;
    }
    node = node.of;
  }
  return node.kind === 'variable' ? [node.name, ...steps.reverse()] : undefined;
}

function addReference(steps: readonly string[], module: Module, seen: Set<string>, into: Set<string>): void {
  const [root = '', second = ''] = steps;
  if (steps.length < 2 && root !== 'each') return;
  if (root === 'local') {
    const name = second.slice(1);
    const local = seen.size < MAX_LOCALS ? module.locals.get(name) : undefined;
    if (seen.has(name)) return;
    seen.add(name);
    const behind = local === undefined ? [] : referencesOf(local.node.value, module, seen);
    for (const reference of behind) into.add(reference);
    if (behind.length === 0) into.add(`local${second}`);
    return;
  }
  const least = root === 'data' ? 3 : 2;
  const isInstance = steps[least]?.startsWith('[') === true;
  for (let size = steps.length; size >= least; size -= 1) {
    // Between the attribute and the resource only the resource itself is told.
    if (size < steps.length && size > least + (isInstance ? 1 : 0) && root !== 'module') continue;
    if (root === 'module' && size > 3 + (isInstance ? 1 : 0)) continue;
    into.add(steps.slice(0, size).join(''));
  }
}

/** An expression as the configuration part of a plan writes it. */
export function writtenExpression(value: Expression, module: Module): JsonObject {
  if (isConstant(value)) {
    const made = toJson(
      evaluate(value, {
        budget: { left: Number.POSITIVE_INFINITY },
        variable: () => new Unknown('no names'),
        call: () => new Unknown('no calls'),
      }),
    );
    return made === undefined || made === null ? {} : { constant_value: made };
  }
  const references = referencesOf(value, module);
  return references.length === 0 ? {} : { references };
}

/** A body's expressions as the configuration part of a plan writes them; `dynamic` blocks leave no trace. */
export function writtenBody(body: Body, module: Module): JsonObject {
  const made: [string, JsonValue][] = [];
  for (const { name, value } of body.attributes)
    if (!META_ARGUMENTS.has(name) && name !== 'dynamic') made.push([name, writtenExpression(value, module)]);
  const blocks = new Map<string, JsonValue[]>();
  for (const block of body.blocks) {
    if (block.type === 'dynamic' || block.type === 'lifecycle' || block.type === 'provisioner') continue;
    const list = blocks.get(block.type) ?? [];
    list.push(writtenBody(block.body, module));
    blocks.set(block.type, list);
  }
  return Object.fromEntries([...made, ...blocks]);
}

/** Whether an expression mentions just what a plan says that it does, each by its first names. */
export function hasReferences(value: Expression, references: readonly string[]): boolean {
  const written = new Set<string>();
  const bound = new Set<string>();
  walkExpression(value, (expression) => {
    if (expression.kind === 'for')
      for (const name of [expression.keyName, expression.itemName]) if (name !== undefined) bound.add(name);
    if (expression.kind === 'template') for (const name of templateNames(expression.parts)) bound.add(name);
    if (expression.kind === 'attribute' && expression.of.kind === 'variable')
      written.add(`${expression.of.name}.${expression.name}`);
  });
  const mine = [...written].filter((name) => !bound.has(name.slice(0, name.indexOf('.'))));
  const planned = new Set(references.map((reference) => /^[^.[]+\.[^.[]+/.exec(reference)?.[0] ?? reference));
  return mine.length === planned.size && mine.every((name) => planned.has(name));
}

function templateNames(parts: readonly TemplatePart[]): readonly string[] {
  return parts.flatMap((part) => {
    if (part.kind === 'if') return templateNames([...part.whenTrue, ...part.whenFalse]);
    return part.kind === 'for' ? [part.item, part.key ?? part.item, ...templateNames(part.body)] : [];
  });
}
