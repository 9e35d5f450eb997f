/**
 * What the generated code does besides computing values.
 * Shape:  `coverage` reports each place that was reached. `provenance` records what of the input each solution read.
 *         `budget` counts steps and depth, so that no policy runs without end.
 */
export type CodegenOptions = {
  readonly mode: 'fast' | 'coverage' | 'provenance';
  readonly budget: boolean;
};
