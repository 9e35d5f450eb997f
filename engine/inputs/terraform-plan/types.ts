import type { JsonObject } from '../document.ts';

/**
 * The root of a plan document: the output of `terraform show -json PLAN` or `tofu show -json PLAN`, as it is.
 * Shape:  only what a reader of plans relies on; every part but `format_version` may be missing.
 * Source: https://developer.hashicorp.com/terraform/internals/json-format
 */
export type TerraformPlan = JsonObject & {
  readonly format_version: string;
};

/** Format versions that are read: both of Terraform 0.12 to 1.0, and every 1.x, which only ever add. */
export const KNOWN_FORMATS = /^(?:0\.[12]|1\.\d+)$/;
