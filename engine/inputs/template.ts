import type { JsonValue } from './document.ts';

/** Actions of Go templates, Jinja and ERB where YAML would have structure: alone on a line, or as a whole unquoted value. */
const STRUCTURAL = /^[ \t]*(?:-[ \t]+)*(?:[\w./"'-]+:[ \t]+)?(?:\{\{|\{%)|<%[=-]?[ \t]/m;

/** What only Helm fills in; a rendered chart holds none of it outside of texts that are data themselves. */
const HELM =
  /\{\{-?\s*(?:\.Values|\.Release|\.Chart|\.Capabilities|\$\.(?:Values|Release|Chart)|include\s|template\s|tpl\s)/;

const HOW = 'render it first, for instance `helm template CHART | probity check -`';

/** Says why a text that does not parse is a template, or undefined where it is none. */
export function templateReason(text: string): string | undefined {
  return STRUCTURAL.test(text) ? `a template: ${HOW}` : undefined;
}

/** Whether the JSON text breaks off just where a template action starts. */
export function isTemplateAt(text: string, offset: number): boolean {
  return /\{\{|\{%|<%|\$\{/.test(text.slice(Math.max(0, offset - 2), offset + 2));
}

export const TEMPLATE_REASON = `a template: ${HOW}`;

/**
 * Says why a value that did parse is still a template: a name or a value of one line is filled in by Helm.
 * Shape:  texts of several lines are data (a chart's values, an alert) and do not count.
 */
export function parsedTemplateReason(text: string, roots: readonly JsonValue[]): string | undefined {
  if (!HELM.test(text)) return undefined;
  const waiting: JsonValue[] = [...roots];
  const seen = new Set<JsonValue>();
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value === 'string') {
      if (!value.includes('\n') && HELM.test(value)) return TEMPLATE_REASON;
    } else if (typeof value === 'object' && value !== null && !seen.has(value)) {
      seen.add(value);
      if (!Array.isArray(value) && Object.keys(value).some((key) => HELM.test(key))) return TEMPLATE_REASON;
      for (const member of Object.values(value)) waiting.push(member);
    }
  }
  return undefined;
}
