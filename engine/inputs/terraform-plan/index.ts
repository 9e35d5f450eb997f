export { diagnosePlan, isTerraformPlan } from './parse.ts';
export type { TerraformPlan } from './types.ts';
