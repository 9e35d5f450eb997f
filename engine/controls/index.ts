export {
  assessControls,
  assessOutcomes,
  type ControlOptions,
  outcomesOf,
  type PolicyOutcome,
  type VerdictCounts,
} from './assess.ts';
export * from './control.ts';
export { catalogsFromJson, catalogsToJson } from './json.ts';
export { lintControls } from './lint.ts';
export type { CatalogFile, LoadedCatalogs } from './read.ts';
