import { type JsonPath, schemaOf } from '../inputs/index.ts';
import { MAPPER_OF_TERRAFORM } from './aws/index.ts';
import { child } from './json.ts';
import { type KnownText, SOME_IDENTITY } from './known-text.ts';
import type { PlannedResource } from './plan.ts';
import type { Resolver } from './references.ts';

/** An identity of a resource: one of the attributes by which others name it. */
type Identity = { readonly of: PlannedResource; readonly attribute: string };

/**
 * Attributes that take what one existing resource is called, and nothing made of it: the cloud refuses all else. A plan
 * shows what an expression refers to and not what it does with it, so only of these it is certain that they are copies.
 * Source: AWS provider 5.100, documentation of the arguments.
 */
const NAMING: ReadonlySet<string> = new Set([
  'bucket',
  'certificate_arn',
  'cluster_arn',
  'execution_role_arn',
  'iam_role_arn',
  'kms_key_arn',
  'kms_key_id',
  'kms_master_key_id',
  'kms_master_key_arn',
  'load_balancer_arn',
  'policy_arn',
  'role_arn',
  'referenced_security_group_id',
  'security_group_id',
  'security_group_ids',
  'source_security_group_id',
  'subnet_id',
  'subnet_ids',
  'target_bucket',
  'target_group_arn',
  'task_role_arn',
  'topic_arn',
  'vpc_id',
  'vpc_security_group_ids',
]);

/** No identity of one resource is a pattern. */
const NO_PATTERN: readonly string[] = ['*', '?'];

/** Finds which unknown attributes are the identity of a resource, or copies of one. */
export class Copies {
  readonly #resolver: Resolver;
  readonly #document: string;

  /** `document` tells the values of one plan from those of another. */
  constructor(resolver: Resolver, document: string) {
    this.#resolver = resolver;
    this.#document = document;
  }

  /** Whether the attribute is made from one attribute that its resource always has. */
  isAlwaysSet(resource: PlannedResource, path: JsonPath): boolean {
    return this.#madeFrom(resource, path) !== undefined;
  }

  /** A name for the value at `path`: the same for two that are the same. */
  symbolOf(resource: PlannedResource, path: JsonPath): string | undefined {
    const own = this.#ownIdentity(resource, path);
    if (own === undefined && kindAt(resource, path) !== 's') return undefined;
    const made = own ?? (isNaming(resource, path) ? this.#madeFrom(resource, path) : undefined);
    return made === undefined ? undefined : `${this.#document}\n${made.of.address}.${made.attribute}`;
  }

  textOf(resource: PlannedResource, path: JsonPath): KnownText | undefined {
    const own = this.#ownIdentity(resource, path);
    const made = own ?? this.#madeFrom(resource, path);
    const kind = own === undefined ? kindAt(resource, path) : 's';
    if (made === undefined || (kind !== 's' && kind !== 'l')) return undefined;
    if (kind === 'l') return { ...SOME_IDENTITY, isListed: true };
    if (own === undefined && !isNaming(resource, path)) return SOME_IDENTITY;
    return { ...SOME_IDENTITY, prefix: made.attribute === 'arn' ? 'arn:' : '', never: NO_PATTERN };
  }

  /** An identity that the cloud gives on apply. */
  #ownIdentity(resource: PlannedResource, path: JsonPath): Identity | undefined {
    const [attribute] = path;
    if (path.length !== 1 || typeof attribute !== 'string' || !isIdentity(resource, attribute)) return undefined;
    if (child(resource.unknown, attribute) !== true) return undefined;
    return this.#resolver.expression(resource, path) === undefined ? { of: resource, attribute } : undefined;
  }

  #madeFrom(resource: PlannedResource, path: JsonPath): Identity | undefined {
    if (this.#resolver.expression(resource, path) === undefined) return undefined;
    const { managed, data, isAmbiguous, locals, attributes } = this.#resolver.targets(resource, path);
    const [target] = managed;
    if (target === undefined || managed.length > 1 || data.length > 0 || isAmbiguous || locals.length > 0)
      return undefined;
    const named = attributes.filter((attribute) => attribute !== undefined);
    const [attribute] = named;
    if (attribute === undefined || !named.every((one) => isIdentity(target, one))) return undefined;
    return { of: target, attribute: named.length === 1 ? attribute : named.join(' ') };
  }
}

/** Arguments of `aws_iam_policy_document` that are sets, of which one unknown member makes all unknown. */
const SETS: ReadonlySet<string> = new Set([
  'actions',
  'identifiers',
  'not_actions',
  'not_resources',
  'resources',
  'values',
]);

/** Whether a text, a list of texts or something else is to be at `path`. */
function kindAt({ type, mode }: PlannedResource, path: JsonPath): string | undefined {
  const names = path.filter((step) => typeof step === 'string');
  const last = names.at(-1) ?? '';
  const isElement = typeof path.at(-1) === 'number';
  if (mode === 'data') return type !== 'aws_iam_policy_document' ? undefined : SETS.has(last) && !isElement ? 'l' : 's';
  let schema = schemaOf(type);
  for (const name of names.slice(0, -1)) schema = schema?.blocks.get(name)?.schema;
  const kind = schema?.attributes.get(last)?.kind;
  return kind === 'l' && isElement ? 's' : kind;
}

function isIdentity({ type }: PlannedResource, attribute: string): boolean {
  return attribute === 'arn' || attribute === 'id' || MAPPER_OF_TERRAFORM.get(type)?.keys.includes(attribute) === true;
}

/** Whether the attribute names another resource, rather than this one. */
function isNaming(resource: PlannedResource, path: JsonPath): boolean {
  const name = path.findLast((step) => typeof step === 'string');
  if (typeof name !== 'string' || !NAMING.has(name)) return false;
  return path.length > 1 || MAPPER_OF_TERRAFORM.get(resource.type)?.keys.includes(name) !== true;
}
