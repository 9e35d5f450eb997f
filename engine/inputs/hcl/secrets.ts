import type { Module } from './configuration.ts';
import { attributeOf } from './module-files.ts';
import type { Expression } from './types.ts';
import { walkExpression } from './written-expressions.ts';

const MAX_HOPS = 40;

/** Whether a value is made from a secret: a variable or output that is `sensitive`, or the function of that name. */
export function isMadeFromSecret(value: Expression, module: Module, hops = 0): boolean {
  if (hops > MAX_HOPS) return true;
  let isSecret = false;
  walkExpression(value, (expression) => {
    if (isSecret) return;
    if (expression.kind === 'call' && expression.name === 'sensitive') isSecret = true;
    if (expression.kind !== 'attribute') return;
    const { of, name } = expression;
    if (of.kind === 'variable' && of.name === 'var') isSecret = isSecretVariable(name, module, hops);
    else if (of.kind === 'variable' && of.name === 'local') {
      const local = module.locals.get(name);
      isSecret = local !== undefined && isMadeFromSecret(local.node.value, module, hops + 1);
    } else if (of.kind === 'attribute' && of.of.kind === 'variable' && of.of.name === 'module') {
      const output = module.calls.get(of.name)?.module?.outputs.get(name);
      isSecret = output !== undefined && isMarked(attributeOf(output, 'sensitive')?.node.value);
    }
  });
  return isSecret;
}

function isSecretVariable(name: string, module: Module, hops: number): boolean {
  const variable = module.variables.get(name);
  if (variable !== undefined && isMarked(attributeOf(variable, 'sensitive')?.node.value)) return true;
  const { caller } = module;
  const argument = caller === undefined ? undefined : attributeOf(caller.call, name);
  return (
    caller !== undefined && argument !== undefined && isMadeFromSecret(argument.node.value, caller.module, hops + 1)
  );
}

function isMarked(value: Expression | undefined): boolean {
  return value?.kind === 'literal' && value.value === true;
}
