export { printPolicy } from './print.ts';
export { readPlan } from './read-plan.ts';
export type * from './statements.ts';
export type { Location, Operand, Plan, Policy, Static } from './types.ts';
export { type Block, type BuiltinFunc, type Constant, DATA, type Func, INPUT, type Local } from './types.ts';
export { validatePolicy } from './validate.ts';
