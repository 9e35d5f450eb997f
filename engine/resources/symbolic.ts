import { child, text } from './json.ts';
import type { Read } from './mapper.ts';
import { type Cursor, copy, isUnknown, type Native, originOf, rootCursor, step, type Traced } from './traced.ts';

/**
 * Text of which a part is not known before apply, in the notation of CloudFormation's Fn::Sub: the known part decides what
 * policies ask of it (no name with a prefix is `default`, no ARN of the account's own is one of AWS).
 * Source: CloudFormation User Guide, "Pseudo parameters reference".
 */
export const ACCOUNT = pseudo('AWS::AccountId');
export const PARTITION = pseudo('AWS::Partition');
const GENERATED = pseudo('AfterApply');

function pseudo(name: string): string {
  return `\${${name}}`;
}

/**
 * A name that the provider makes up: the configured prefix, else `terraform-`, and what is added on apply.
 * Source: AWS provider 5.100, internal/create/name.go, DefaultResourceIdPrefix of the plugin SDK.
 */
export function generatedName(name: string): Read {
  return (at) => {
    const own = copy(step(at, name));
    if (own?.kind !== 'unknown' || !at.native.isNew || at.native.isConfigured([name]) !== false) return own;
    const given = nameIn(at.native, name);
    return given === undefined ? own : { kind: 'value', value: given, at: originOf(step(at, name)) };
  };
}

/** The name of a new resource as far as it is known; undefined where nothing of it is. */
function nameIn(native: Native, name: string): string | undefined {
  const known = text(child(native.values, name));
  if (known !== undefined) return known;
  if (native.isConfigured([name]) !== false) return undefined;
  const prefix = text(child(native.values, `${name}_prefix`));
  if (prefix !== undefined) return `${prefix}${GENERATED}`;
  return native.isConfigured([`${name}_prefix`]) === false ? `terraform-${GENERATED}` : undefined;
}

/** The attribute; where it is not known yet and copies the ARN of a customer managed policy of this plan, that ARN. */
export function managedPolicyArn(name: string): Read {
  return (at) => policyArnAt(step(at, name));
}

/** The same for a value itself. Source: IAM User Guide, "IAM identifiers", ARNs of customer managed policies. */
export function policyArnAt(at: Cursor): Traced | undefined {
  if (!isUnknown(at) || !at.native.isAlwaysSet(at.path)) return copy(at);
  const policy = at.native.follow(at.path, 'aws_iam_policy');
  if (policy === undefined) return copy(at);
  const name = nameIn(policy, 'name');
  const path = step(rootCursor(policy), 'path').value;
  if (name === undefined || typeof path !== 'string') return copy(at);
  const account = at.native.account ?? ACCOUNT;
  return { kind: 'value', value: `arn:${PARTITION}:iam::${account}:policy${path}${name}`, at: originOf(at) };
}
