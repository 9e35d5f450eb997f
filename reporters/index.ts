import type { Reporter, ReportFormat } from './types.ts';

export * from './types.ts';

/**
 * Every report format with the loader of its reporter; only the one that is asked for is loaded.
 * INVARIANT: a format without its row does not compile, and a row that is here works.
 */
export const REPORTERS = {
  text: async () => (await import('./text.ts')).renderText,
  json: async () => (await import('./json.ts')).renderJson,
  sarif: async () => (await import('./sarif.ts')).renderSarif,
  junit: async () => (await import('./junit.ts')).renderJunit,
  github: async () => (await import('./github.ts')).renderGithub,
  gitlab: async () => (await import('./gitlab.ts')).renderGitlab,
  markdown: async () => (await import('./markdown.ts')).renderMarkdown,
  html: async () => (await import('./html.ts')).renderHtml,
  csv: async () => (await import('./csv.ts')).renderCsv,
} as const satisfies Record<ReportFormat, () => Promise<Reporter>>;

/** Loads the reporter of one format. */
export function loadReporter(format: ReportFormat): Promise<Reporter> {
  return REPORTERS[format]();
}
