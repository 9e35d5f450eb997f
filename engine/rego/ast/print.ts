import type { Body, Expr } from './body.ts';
import type { Head, Import, Module, RegoVersion, Rule } from './module.ts';
import { exprText, isName, quoteString, refText, termText } from './text.ts';

/**
 * Writes a module as Rego text.
 * Shape:  valid Rego of the module's version, one expression a line; comments and annotations are left out.
 * INVARIANT: parsing the text gives the module again but for places, comments and annotations.
 */
export function print(module: Module): string {
  const blocks = [`package ${packageText(module)}`];
  if (module.imports.length > 0) blocks.push(module.imports.map(importText).join('\n'));
  for (const rule of module.rules) blocks.push(printRule(rule, module.regoVersion));
  return `${blocks.join('\n\n')}\n`;
}

/** Writes a rule with its else chain. */
export function printRule(rule: Rule, version: RegoVersion): string {
  const start = rule.default ? 'default ' : '';
  let text = `${start}${headText(rule.head, rule)}${bodyPart(rule, version)}`;
  for (let link = rule.else; link !== undefined; link = link.else) text += ` ${elseText(link, version)}`;
  return text;
}

function packageText(module: Module): string {
  const [, first, ...rest] = module.package.path.path;
  const name = first?.kind === 'string' ? first.value : '';
  return name + rest.map((part) => (part.kind === 'string' ? pathPart(part.value) : '')).join('');
}

function pathPart(name: string): string {
  return isName(name) ? `.${name}` : `[${quoteString(name)}]`;
}

function importText({ path, alias }: Import): string {
  return `import ${refText(path)}${alias === undefined ? '' : ` as ${alias.name}`}`;
}

/** A rule with a key and no value is written `p[x]` in v0 and `p contains x` since. */
function headText(head: Head, rule: Rule): string {
  const args = head.args === undefined ? '' : `(${head.args.map(termText).join(', ')})`;
  const name = `${refText(head.ref)}${args}`;
  if (head.value === undefined) {
    const key = head.key === undefined ? '' : termText(head.key);
    return head.contains ? `${name} contains ${key}` : `${name}[${key}]`;
  }
  if (head.generatedValue || (isImplied(head) && rule.bodyless && !rule.default)) return name;
  return `${name} ${head.assign ? ':=' : '='} ${termText(head.value)}`;
}

/** A bare `f(x)` is true without a flag. */
function isImplied(head: Head): boolean {
  return head.args !== undefined && !head.assign && head.value?.kind === 'boolean' && head.value.span === head.ref.span;
}

function bodyPart(rule: Rule, version: RegoVersion): string {
  if (rule.bodyless) return '';
  return `${rule.if === true || version === 'v1' ? ' if' : ''} ${block(rule.body)}`;
}

function elseText(rule: Rule, version: RegoVersion): string {
  const { head } = rule;
  const value =
    head.generatedValue || head.value === undefined ? '' : ` ${head.assign ? ':=' : '='} ${termText(head.value)}`;
  return `else${value}${bodyPart(rule, version)}`;
}

/**
 * A body in braces; `{ x | y }` would be read as a comprehension, so that a leading union is written as a call, and a
 * line that starts with a minus would go on with the line before, so that a semicolon parts them.
 */
function block(body: Body): string {
  let text = '{';
  for (const [index, expr] of body.entries()) {
    const line = index === 0 && isUnion(expr) ? callText(expr) : exprText(expr);
    text += `${index > 0 && line.startsWith('-') ? ';' : ''}\n\t${line}`;
  }
  return `${text}\n}`;
}

function isUnion(expr: Expr): boolean {
  return expr.kind === 'call' && refText(expr.operator) === 'or' && !expr.negated;
}

function callText(expr: Expr): string {
  if (expr.kind !== 'call') return exprText(expr);
  const bare = termText({ kind: 'call', operator: expr.operator, args: expr.args, span: expr.span });
  return bare + exprText(expr).slice(exprText({ ...expr, with: [] }).length);
}
