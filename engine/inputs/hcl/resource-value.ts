import type { ResourceAddress } from './address.ts';
import { resourceKey } from './address.ts';
import { bodyValue } from './body-value.ts';
import { evaluate, plain } from './evaluate.ts';
import { attributeOf, bodiesOf, type Sourced } from './module-files.ts';
import { policyDocumentText } from './policy-data.ts';
import { providerKey, providerName } from './providers.ts';
import { type AttributeKind, schemaOf } from './schema.ts';
import type { ModuleInstance, Scopes } from './scopes.ts';
import type { Block } from './types.ts';
import { booleanOf, numberOf, Partial, textOf, Unknown, type Value } from './value.ts';

/** What a data source gives without asking anyone. */
function readAtPlan(
  type: string,
  known: ReadonlyMap<string, Value>,
  region: () => string | undefined,
): readonly (readonly [string, Value])[] {
  if (type === 'aws_iam_policy_document') {
    const text = policyDocumentText(known);
    return text === undefined ? [] : [['json', text]];
  }
  const name = type === 'aws_region' || type === 'aws_partition' ? region() : undefined;
  if (name === undefined || known.size > 0) return [];
  if (type === 'aws_region')
    return [
      ['name', name],
      ['id', name],
    ];
  const [partition, domain] = partitionOf(name);
  return [
    ['partition', partition],
    ['id', partition],
    ...(domain === undefined ? [] : [['dns_suffix', domain] as const]),
  ];
}

/** Source: AWS SDK, partitions.json. */
function partitionOf(region: string): readonly [partition: string, domain: string | undefined] {
  if (region.startsWith('cn-')) return ['aws-cn', 'amazonaws.com.cn'];
  if (region.startsWith('us-gov-')) return ['aws-us-gov', 'amazonaws.com'];
  const iso = /^[a-z]+-(iso[a-z]?)-/.exec(region)?.[1];
  return iso === undefined ? ['aws', 'amazonaws.com'] : [`aws-${iso}`, undefined];
}

/** The region of the provider of a block, where the root module sets it. */
function regionOf(scopes: Scopes, instance: ModuleInstance, block: Sourced<Block>, type: string): string | undefined {
  const key = providerKey(type, block, instance.module);
  const provider = scopes.root.module.providers.find((one) => providerName(one) === key);
  const written = provider === undefined ? undefined : attributeOf(provider, 'region');
  return written === undefined ? undefined : textOf(plain(evaluate(written.node.value, scopes.of(scopes.root))));
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
  if (address.mode === 'data') {
    const given = readAtPlan(address.type, known, () => regionOf(scopes, instance, block, address.type));
    for (const [name, value] of given) known.set(name, value);
  }
  const schema = address.mode === 'managed' ? schemaOf(address.type) : undefined;
  for (const [name, value] of known) known.set(name, ofKind(value, schema?.attributes.get(name)?.kind));
  const how = address.mode === 'data' ? 'read by the provider' : 'known after apply';
  return new Partial(known, new Unknown(`\`${resourceKey(address)}\` is ${how}`));
}
