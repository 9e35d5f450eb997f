import type { JsonPath } from '../document.ts';
import type { Standing } from './descent.ts';
import type { HclFile } from './file.ts';
import { attributeOf, type Sourced } from './module-files.ts';
import type { Scopes } from './scopes.ts';
import { constantText } from './template.ts';
import type { Block, Expression } from './types.ts';

/** Where a name leads: to another expression and a path in it, or to a data source. */
export type Target =
  | {
      readonly kind: 'value';
      readonly value: { readonly node: Expression; readonly file: HclFile };
      readonly path: JsonPath;
      readonly at: Standing;
    }
  | { readonly kind: 'policy-document'; readonly block: Sourced<Block>; readonly at: Standing };

/** Takes `local.a.b[0]` apart into `local`, `a`, `b`, 0; undefined where a step is not written plainly. */
export function stepsOf(value: Expression): readonly (string | number)[] | undefined {
  const steps: (string | number)[] = [];
  let node = value;
  for (;;) {
    if (node.kind === 'variable') {
      steps.push(node.name);
      return steps.reverse();
    }
    if (node.kind === 'parentheses') node = node.value;
    else if (node.kind === 'attribute') {
      steps.push(node.name);
      node = node.of;
    } else if (node.kind === 'index') {
      const key = node.key.kind === 'literal' ? node.key.value : constantText(node.key);
      if (typeof key !== 'string' && typeof key !== 'number') return undefined;
      steps.push(key);
      node = node.of;
    } else return undefined;
  }
}

/** Finds what a reference stands for, as far as it is written in the configuration. */
export function followReference(value: Expression, at: Standing, scopes: Scopes): Target | undefined {
  const steps = stepsOf(value);
  if (steps === undefined) return undefined;
  const [root, name, third, ...rest] = steps;
  if (typeof name !== 'string') return undefined;
  const path = third === undefined ? [] : [third, ...rest];
  if (root === 'local') {
    const local = at.module.locals.get(name);
    if (local === undefined) return undefined;
    return { kind: 'value', value: { node: local.node.value, file: local.file }, path, at: inModule(at, scopes) };
  }
  if (root === 'var') return followVariable(name, path, at, scopes);
  if (root === 'data' && name === 'aws_iam_policy_document' && typeof third === 'string') {
    const block = at.module.resources.get(`data.${name}.${third}`);
    const isText = rest.at(-1) === 'json' && rest.length <= 2;
    const inner =
      at.instance === undefined || block === undefined
        ? undefined
        : scopes.within(at.instance, block, rest.length === 2 ? rest[0] : undefined);
    return block === undefined || !isText ? undefined : { kind: 'policy-document', block, at: { ...at, scope: inner } };
  }
  return undefined;
}

/** A variable's value is written in the call, for the root in a `.tfvars` file, else in its default. */
function followVariable(name: string, path: JsonPath, at: Standing, scopes: Scopes): Target | undefined {
  const { caller } = at.module;
  const argument = caller === undefined ? undefined : attributeOf(caller.call, name);
  if (caller !== undefined && argument !== undefined) {
    const parent = at.instance?.parent;
    const scope = parent === undefined ? undefined : scopes.within(parent, caller.call, at.instance?.keys.at(-1));
    const inCaller = { module: caller.module, instance: parent, scope };
    return { kind: 'value', value: { node: argument.node.value, file: argument.file }, path, at: inCaller };
  }
  const setting = caller === undefined ? scopes.settings.get(name) : undefined;
  if (setting !== undefined)
    return { kind: 'value', value: { node: setting.node.value, file: setting.file }, path, at: inModule(at, scopes) };
  const variable = at.module.variables.get(name);
  const standard = variable === undefined ? undefined : attributeOf(variable, 'default');
  if (standard === undefined) return undefined;
  const value = { node: standard.node.value, file: standard.file };
  return { kind: 'value', value, path, at: inModule(at, scopes) };
}

function inModule(at: Standing, scopes: Scopes): Standing {
  return { ...at, scope: at.instance === undefined ? undefined : scopes.of(at.instance) };
}

/** Names of the parts of a policy document in the data source that makes it. */
const STATEMENT_NAMES: ReadonlyMap<string, string> = new Map([
  ['Sid', 'sid'],
  ['Effect', 'effect'],
  ['Action', 'actions'],
  ['NotAction', 'not_actions'],
  ['Resource', 'resources'],
  ['NotResource', 'not_resources'],
  ['Principal', 'principals'],
  ['NotPrincipal', 'not_principals'],
  ['Condition', 'condition'],
]);

/** The path in `aws_iam_policy_document` of a path in the document that it makes. */
export function policyStatementPath([root, ...rest]: JsonPath): JsonPath | undefined {
  if (root === 'Version') return ['version'];
  if (root !== 'Statement') return undefined;
  const index = typeof rest[0] === 'number' ? rest[0] : 0;
  const name = rest[typeof rest[0] === 'number' ? 1 : 0];
  const mapped = typeof name === 'string' ? STATEMENT_NAMES.get(name) : undefined;
  return mapped === undefined ? ['statement', index] : ['statement', index, mapped];
}
