import type { ResourceAddress } from './address.ts';
import { resourceKey } from './address.ts';
import { bodyValue } from './body-value.ts';
import { bodiesOf } from './module-files.ts';
import type { ModuleInstance, Scopes } from './scopes.ts';
import { Partial, Unknown, type Value } from './value.ts';

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
  const how = address.mode === 'data' ? 'read by the provider' : 'known after apply';
  return new Partial(known, new Unknown(`\`${resourceKey(address)}\` is ${how}`));
}
