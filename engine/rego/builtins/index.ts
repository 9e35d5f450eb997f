export { type CapabilitiesDocument, capabilitiesDocument, OUTSIDE_BUILTINS } from './capabilities.ts';
export {
  type Builtin,
  type BuiltinCapabilities,
  type BuiltinContext,
  pureContext,
  seededRandom,
} from './context.ts';
export type { Declaration, RegoType } from './declaration.ts';
export { BuiltinError } from './errors.ts';
export { walkPairs, walkValues } from './graph.ts';
export { IMPLEMENTATIONS } from './implementations.ts';
export { BUILTINS, type BuiltinName, isBuiltin } from './table.ts';
