import { child, text } from './json.ts';
import { type KnownText, SOME_IDENTITY } from './known-text.ts';
import type { Read } from './mapper.ts';
import { type Cursor, copy, isUnknown, type Native, originOf, rootCursor, step, type Traced } from './traced.ts';

/**
 * Texts of which a part is not known before apply. The known part decides much of what policies ask: no name with a prefix
 * is `default`, no ARN of a customer's own policy is one of AWS.
 */
function partly(at: Cursor, known: Partial<KnownText>): Traced {
  return { kind: 'unknown', at: originOf(at), reason: 'after-apply', text: { ...SOME_IDENTITY, ...known } };
}

/** The ARN of an IAM entity of the own account: `rest` is what follows the account. Source: IAM User Guide, "IAM ARNs". */
export function ownArn(at: Cursor, rest: string, isWhole = true): Traced {
  const { account } = at.native;
  const end = `:iam::${account ?? ''}:${rest}`;
  const suffix = !isWhole ? '' : account === undefined ? `:${rest}` : end;
  return partly(at, { prefix: 'arn:', suffix, never: ['*', '?', ':iam::aws:'] });
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
    if (given === undefined) return own;
    const place = step(at, name);
    return given.isWhole
      ? { kind: 'value', value: given.text, at: originOf(place) }
      : partly(place, { prefix: given.text, never: ['*', '?'] });
  };
}

/** The name of a new resource as far as it is known, from its start; undefined where nothing of it is. */
function nameIn(native: Native, name: string): { readonly text: string; readonly isWhole: boolean } | undefined {
  const known = text(child(native.values, name));
  if (known !== undefined) return { text: known, isWhole: true };
  if (native.isConfigured([name]) !== false) return undefined;
  const prefix = text(child(native.values, `${name}_prefix`));
  if (prefix !== undefined) return { text: prefix, isWhole: false };
  return native.isConfigured([`${name}_prefix`]) === false ? { text: 'terraform-', isWhole: false } : undefined;
}

/** The attribute; where it is not known yet and copies the ARN of a policy of this plan, what is known of that ARN. */
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
  const isWhole = name?.isWhole === true && typeof path === 'string';
  return ownArn(at, `policy${isWhole ? path : ''}${isWhole ? name.text : ''}`, isWhole);
}
