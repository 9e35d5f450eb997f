import type { Place } from '../../diagnostics/index.ts';
import type { JsonPath } from '../document.ts';
import { createJsonLocator } from '../json/locate.ts';
import type { HclFile } from './file.ts';
import type { Expression, TemplatePart } from './types.ts';

/**
 * The place of a value within JSON that is written as a heredoc, `${...}` in it taken for text.
 * Shape: undefined where the heredoc is no JSON object or list, or leads nowhere near.
 */
export function locateInHeredoc(
  template: Expression & { readonly kind: 'template' },
  file: HclFile,
  path: JsonPath,
): Place | undefined {
  const [first] = template.parts;
  if (!template.isHeredoc || file.syntax === 'json' || first?.kind !== 'text' || !/^\s*[{[]/.test(first.value))
    return undefined;
  if (!template.parts.every((part) => part.kind === 'text' || part.kind === 'interpolation')) return undefined;
  const start = file.text.indexOf('\n', template.span.start) + 1;
  const end = file.text.lastIndexOf('\n', template.span.end - 1) + 1;
  let masked = '';
  let at = 0;
  for (const part of template.parts) {
    if (part.kind !== 'interpolation') continue;
    const from = part.span.start;
    const close = endOfSequence(file.text, part, end);
    masked += file.text.slice(at, from) + file.text.slice(from, close).replace(/[^\n\ud800-\udfff]/g, '1');
    at = close;
  }
  masked += file.text.slice(at, end);
  try {
    JSON.parse(masked.slice(start));
  } catch {
    return undefined;
  }
  const bytes = Buffer.from(masked);
  const offset = Buffer.byteLength(masked.slice(0, start));
  const found = createJsonLocator(file.path, bytes).locate(path, offset);
  const root = createJsonLocator(file.path, bytes).locate([], offset);
  return found.row === root.row && found.col === root.col ? undefined : found;
}

/** Offset after the `}` that closes an interpolation. */
function endOfSequence(text: string, part: TemplatePart, limit: number): number {
  const close = text.indexOf('}', part.span.end);
  return close < 0 || close >= limit ? part.span.end : close + 1;
}
