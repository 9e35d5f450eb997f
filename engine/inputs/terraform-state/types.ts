import type { JsonObject } from '../document.ts';

/**
 * The root of a state document: the output of `terraform show -json` without a plan, as it is, or a state file brought
 * into that form.
 * Shape:  `values.root_module` is absent from the JSON of an empty state.
 * Source: https://developer.hashicorp.com/terraform/internals/json-format
 */
export type TerraformState = JsonObject & { readonly format_version: string };

/** Which of its two writings a state has: `show` is the output of `terraform show -json`, `file` is terraform.tfstate. */
export type StateFormat = 'show' | 'file';

/** The one version of state files that Terraform 0.12 and later, and OpenTofu, write. */
export const FILE_VERSION = 4;
