export type { ConfigItem } from './aws-config/index.ts';
export * from './document.ts';
export {
  type BlockSchema,
  findSources,
  type OpenJson,
  type SourcePlaces,
  type Sources,
  SourceTree,
  schemaOf,
} from './hcl/index.ts';
export type { KubernetesObject } from './kubernetes/index.ts';
export { MAX_BYTES, MAX_DEPTH } from './limits.ts';
export { parseInputs } from './parse-inputs.ts';
export type { TerraformPlan } from './terraform-plan/index.ts';
