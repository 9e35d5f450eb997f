export { compileModules } from './compile.ts';
export { PASSES, type PassName } from './passes.ts';
export { compileQuery, type QueryOptions } from './query.ts';
export { ruleTreeKey } from './rule-tree.ts';
export type {
  Capabilities,
  CompiledModules,
  CompiledQuery,
  CompilerOptions,
  RuleNode,
  RuleTree,
} from './types.ts';
