import type { Assessment } from '../engine/assessment.ts';

export const REPORT_FORMATS = [
  'text',
  'json',
  'sarif',
  'junit',
  'github',
  'gitlab',
  'markdown',
  'html',
  'csv',
] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/**
 * What a reporter may know beside the assessment.
 * Units: `columns` of the terminal; the text report shortens hints to it, never names.
 */
export type ReporterOptions = { readonly colour: boolean; readonly columns: number };

/**
 * Renders an assessment as chunks of text.
 * INVARIANT: pure and sorted, no clock, no host name; everything that came from outside is escaped for the medium.
 */
export type Reporter = (assessment: Assessment, options: ReporterOptions) => Iterable<string>;
