import type { Module } from './configuration.ts';
import { attributeOf } from './module-files.ts';
import type { Expression } from './types.ts';
import { walkExpression } from './written-expressions.ts';

/** Whether a value is made from a secret: a variable or output that is `sensitive`, or the function of that name. */
export function isMadeFromSecret(value: Expression, module: Module, seen: Set<Expression> = new Set()): boolean {
  if (seen.has(value) || seen.size > MAX_SEEN) return seen.size > MAX_SEEN;
  seen.add(value);
  let isSecret = false;
  walkExpression(value, (expression) => {
    if (isSecret) return;
    if (expression.kind === 'call' && expression.name === 'sensitive') isSecret = true;
    if (expression.kind !== 'attribute') return;
    const { of, name } = expression;
    if (of.kind === 'variable' && of.name === 'var') isSecret = isSecretVariable(name, module, seen);
    else if (of.kind === 'variable' && of.name === 'local') {
      const local = module.locals.get(name);
      isSecret = local !== undefined && isMadeFromSecret(local.node.value, module, seen);
    } else if (of.kind === 'attribute' && of.of.kind === 'variable' && of.of.name === 'module') {
      const output = module.calls.get(of.name)?.module?.outputs.get(name);
      isSecret = output !== undefined && isMarked(attributeOf(output, 'sensitive')?.node.value);
    }
  });
  return isSecret;
}

/** What is followed no further counts as a secret. */
const MAX_SEEN = 1000;

function isSecretVariable(name: string, module: Module, seen: Set<Expression>): boolean {
  const variable = module.variables.get(name);
  if (variable !== undefined && isMarked(attributeOf(variable, 'sensitive')?.node.value)) return true;
  const { caller } = module;
  const argument = caller === undefined ? undefined : attributeOf(caller.call, name);
  return caller !== undefined && argument !== undefined && isMadeFromSecret(argument.node.value, caller.module, seen);
}

function isMarked(value: Expression | undefined): boolean {
  return value?.kind === 'literal' && value.value === true;
}
