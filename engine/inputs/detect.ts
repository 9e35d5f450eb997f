import { findConfigItems, type RawConfigItems } from './aws-config/index.ts';
import type { JsonValue } from './document.ts';
import { isKubernetesObject, partialObjectNotice } from './kubernetes/index.ts';
import { isObject, ownString } from './object.ts';
import { isTerraformPlan } from './terraform-plan/index.ts';
import { isTerraformState, stateFault, stateFormatOf } from './terraform-state/index.ts';

/** What one top-level value is, told from its content alone; file names are never looked at. */
export type Detected =
  | { readonly kind: 'terraform-plan' }
  | { readonly kind: 'terraform-state' }
  | { readonly kind: 'kubernetes' }
  | { readonly kind: 'aws-config'; readonly items: RawConfigItems }
  | { readonly kind: 'json'; readonly notice?: string }
  | { readonly kind: 'unrecognised'; readonly reason: string };

/** Finds the format of one parsed value. */
export function detectFormat(value: JsonValue): Detected {
  if (isTerraformPlan(value)) return { kind: 'terraform-plan' };
  if (isTerraformState(value)) return { kind: 'terraform-state' };
  const terraform = stateFormatOf(value) === undefined ? otherTerraform(value) : stateFault(value);
  if (terraform !== undefined) return { kind: 'unrecognised', reason: terraform };
  if (isKubernetesObject(value)) return { kind: 'kubernetes' };
  const items = findConfigItems(value);
  if (items !== undefined)
    return items.ok ? { kind: 'aws-config', items } : { kind: 'unrecognised', reason: items.reason };
  const notice = partialObjectNotice(value);
  return notice === undefined ? { kind: 'json' } : { kind: 'json', notice };
}

/** Files of Terraform that are neither plan nor state; judging them as plain JSON would look green. */
function otherTerraform(value: JsonValue): string | undefined {
  if (!isObject(value)) return undefined;
  const has = (key: string) => Object.hasOwn(value, key);
  const version = ownString(value, 'format_version');
  if (has('plan_format_version') && has('resource_changes'))
    return 'a redacted plan of HCP Terraform, which holds no planned values: use `terraform show -json`';
  if (has('planned_values') && has('resource_changes'))
    return 'a Terraform plan without its format_version: use the whole output of `terraform show -json`';
  if (version !== undefined && has('provider_schemas')) return 'the schemas of Terraform providers';
  if (version !== undefined && has('valid') && has('diagnostics')) return 'the output of `terraform validate`';
  if (isPlanEvent(value))
    return 'one event of `terraform plan -json`: save the plan with -out and use `terraform show -json`';
  return undefined;
}

/** Whether a value is a line of the event stream of `terraform plan -json`, which holds changes only in part. */
export function isPlanEvent(value: JsonValue): boolean {
  return ownString(value, '@level') !== undefined && ownString(value, '@message') !== undefined;
}

const LANGUAGES: readonly (readonly [RegExp, string])[] = [
  [
    /^\s*(?:terraform|locals)\s*\{|^\s*(?:resource|data|variable|module|provider|output)\s+"[^"]*"(?:\s+"[^"]*")?\s*\{/m,
    'Terraform configuration: name its folder, or check a plan (`terraform show -json PLAN`)',
  ],
  [/^\s*package\s+[\w.]+\s*$/m, 'a Rego policy: name it with --policy'],
  [/^\s*<(?:\?xml|!doctype|html|svg|[a-z]+[ >])/i, 'markup (XML or HTML)'],
  [/^FROM\s+\S+/m, 'a Dockerfile, which is not read yet'],
];

/** Says what a text is that is neither JSON nor YAML of structure, or undefined where it cannot be told. */
export function describeText(text: string): string | undefined {
  return LANGUAGES.find(([pattern]) => pattern.test(text.slice(0, 20_000)))?.[1];
}
