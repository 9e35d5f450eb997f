import { createRequire } from 'node:module';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/index.ts';
import type { JsonValue } from '../resources/index.ts';
import { parameterDefaults } from './metadata.ts';
import type { PolicyParameters } from './policy.ts';
import type { LoadedPolicy } from './set.ts';

/**
 * The parameters that policies see: their defaults, with the run's own values over them.
 * Shape:  by policy id; a wrong value is left out, so that the default stands.
 * Errors: `config_invalid` for an unknown policy or parameter, or a value that the policy's schema refuses.
 * Source: design 4. Loads ajv only when the run gives a value.
 */
export function effectiveParameters(
  policies: readonly LoadedPolicy[],
  given: PolicyParameters,
): { readonly parameters: PolicyParameters; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const parameters: Record<string, Record<string, JsonValue>> = Object.create(null);
  for (const { id, metadata } of policies) {
    const defaults = parameterDefaults(metadata);
    if (Object.keys(defaults).length > 0) parameters[id] = { ...defaults };
  }
  for (const [id, values] of Object.entries(given)) {
    const policy = policies.find((one) => one.id === id);
    if (policy === undefined) {
      diagnostics.push(
        errorDiagnostic('config_invalid', `parameters are given for \`${id}\`, which is no policy of this run`),
      );
      continue;
    }
    for (const [name, value] of Object.entries(values)) {
      const mistake = mistakeIn(policy, name, value);
      if (mistake === undefined) {
        parameters[id] ??= {};
        parameters[id][name] = value;
      } else diagnostics.push(errorDiagnostic('config_invalid', `parameter \`${name}\` of \`${id}\` ${mistake}`));
    }
  }
  return { parameters, diagnostics };
}

function mistakeIn(policy: LoadedPolicy, name: string, value: JsonValue): string | undefined {
  const schemas = policy.metadata.parameters;
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    const known = Object.keys(schemas).sort().join(', ');
    return known === '' ? 'is not known: the policy has no parameters' : `is not known: it has ${known}`;
  }
  const require = createRequire(import.meta.url);
  const Ajv = (require('ajv') as typeof import('ajv')).Ajv;
  const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);
  if (validate(value)) return undefined;
  return (validate.errors ?? []).map((error) => error.message ?? 'is wrong').join(', ');
}
