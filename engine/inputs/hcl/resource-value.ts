import type { ResourceAddress } from './address.ts';
import { resourceKey } from './address.ts';
import { bodyValue } from './body-value.ts';
import { bodiesOf } from './module-files.ts';
import { policyDocumentText } from './policy-data.ts';
import { type AttributeKind, schemaOf } from './schema.ts';
import type { ModuleInstance, Scopes } from './scopes.ts';
import { booleanOf, numberOf, Partial, textOf, Unknown, type Value } from './value.ts';

/** What a data source gives without asking anyone. */
function readAtPlan(type: string, known: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  if (type !== 'aws_iam_policy_document') return [];
  const text = policyDocumentText(known);
  return text === undefined ? [] : [['json', text]];
}

/** An attribute in the kind that the provider takes. */
function ofKind(value: Value, kind: AttributeKind | undefined): Value {
  if (kind === 's') return textOf(value) ?? value;
  if (kind === 'n') return numberOf(value) ?? value;
  if (kind === 'b') return typeof value === 'string' ? (booleanOf(value) ?? value) : value;
  return value;
}

/**
 * A resource as other expressions see it: what its block sets is known, everything else once it is applied.
 * Data sources are read by the provider, so that only what they are asked with is known of them.
 */
export function resourceValue(
  scopes: Scopes,
  instance: ModuleInstance,
  address: Omit<ResourceAddress, 'modules'>,
): Value {
  const block = instance.module.resources.get(resourceKey(address));
  if (block === undefined) return new Unknown(`there is no \`${resourceKey(address)}\``);
  const scope = scopes.within(instance, block, address.key);
  const known = new Map<string, Value>();
  for (const { body } of [...bodiesOf(block)].reverse())
    for (const [name, value] of bodyValue(body, scope)) known.set(name, value);
  if (address.mode === 'data') for (const [name, value] of readAtPlan(address.type, known)) known.set(name, value);
  const schema = address.mode === 'managed' ? schemaOf(address.type) : undefined;
  for (const [name, value] of known) known.set(name, ofKind(value, schema?.attributes.get(name)?.kind));
  const how = address.mode === 'data' ? 'read by the provider' : 'known after apply';
  return new Partial(known, new Unknown(`\`${resourceKey(address)}\` is ${how}`));
}
