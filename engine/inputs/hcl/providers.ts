import type { Module } from './configuration.ts';
import { attributeOf, type Sourced } from './module-files.ts';
import { constantText } from './template.ts';
import type { Block, Expression } from './types.ts';

/** The name of a provider's configuration: `aws`, or `aws.west` with an alias. */
export function providerName(provider: Sourced<Block>): string {
  const [name = ''] = provider.node.labels;
  const alias = constantText(attributeOf(provider, 'alias')?.node.value);
  return alias === undefined ? name : `${name}.${alias}`;
}

/**
 * The provider configuration of a resource, as plans name it.
 * Shape:  what `provider` names, else the one of its type's first word; followed through the `providers` of the calls up to
 *         the module that has it, which stands before it unless that is the root: `module.a:aws`.
 * Source: Terraform, Providers Within Modules.
 */
export function providerKey(type: string, block: Sourced<Block>, module: Module): string {
  const own = referenceText(attributeOf(block, 'provider')?.node.value) ?? type.split('_', 1)[0] ?? '';
  return resolve(own, module);
}

function resolve(key: string, start: Module): string {
  let name = key;
  for (let module = start; ; ) {
    if (module.providers.some((provider) => providerName(provider) === name && !isProxy(provider)))
      return inModule(name, module);
    const { caller } = module;
    if (caller === undefined) return name;
    const passed = attributeOf(caller.call, 'providers')?.node.value;
    const given =
      passed?.kind === 'object' ? passed.items.find(({ key: to }) => referenceText(to) === name) : undefined;
    const written = given === undefined ? undefined : referenceText(given.value);
    // Without a name of its own a configuration goes down to every module.
    if (written === undefined && name.includes('.')) return inModule(name, module);
    name = written ?? name;
    module = caller.module;
  }
}

/** An empty `provider "aws" {}` in a module only says that one is passed, as modules were written once. */
function isProxy(provider: Sourced<Block>): boolean {
  const { attributes, blocks } = provider.node.body;
  return blocks.length === 0 && attributes.every(({ name }) => name === 'alias' || name === 'version');
}

function inModule(name: string, module: Module): string {
  return module.path.length === 0 ? name : `${module.path.map((step) => `module.${step}`).join('.')}:${name}`;
}

/** `aws`, `aws.west`, written bare or in quotes. */
function referenceText(value: Expression | undefined): string | undefined {
  if (value?.kind === 'parentheses') return referenceText(value.value);
  if (value?.kind === 'variable') return value.name;
  if (value?.kind === 'attribute' && value.of.kind === 'variable') return `${value.of.name}.${value.name}`;
  if (value?.kind === 'template' && value.parts.length === 1 && value.parts[0]?.kind === 'interpolation')
    return referenceText(value.parts[0].value);
  return constantText(value);
}
