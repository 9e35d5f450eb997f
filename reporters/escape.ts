import { printable } from '../engine/diagnostics/index.ts';

/** Printable text without half surrogate pairs, which no encoding of a report can carry. */
export function clean(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return printable(text).replace(/[\ud800-\udfff]/gu, (half) => `\\u{${half.charCodeAt(0).toString(16)}}`);
}

/** Text or attribute value of XML. */
export function escapeXml(text: string): string {
  return clean(text).replace(/[&<>"'\ufffe\uffff]/g, (one) => XML[one] ?? '');
}

const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Text for a line of a log, where a runner would obey `::command::` at the start of a line and `##[command]` anywhere. */
export function cleanLine(text: string): string {
  return clean(text)
    .replace(/^(\s*):(?=:)/, '$1\\u{3a}')
    .replace(/#(?=#(?:\[|vso\[))/g, '\\u{23}');
}

/** Message of a workflow command of GitHub Actions. */
export function escapeWorkflowData(text: string): string {
  return clean(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Property of a workflow command of GitHub Actions. */
export function escapeWorkflowProperty(text: string): string {
  return escapeWorkflowData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A zero-width space keeps `@name`, `#1`, `!1` and addresses from becoming mentions, references and links. */
const BREAK = '\u200b';

/** Words in Markdown, not at the start of a line: no formatting, HTML, mention, reference or link comes of them. */
export function escapeMarkdown(text: string): string {
  return breakReferences(clean(text)).replace(/[\\`*_[\]()<>|~&$]/g, (one) => MARKUP[one] ?? `\\${one}`);
}

const MARKUP: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

/** A name in Markdown as inline code, whatever backticks it holds. */
export function codeSpan(text: string): string {
  const inner = breakReferences(clean(text));
  if (inner === '') return '` `';
  const longest = Math.max(0, ...[...inner.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^[` ]|[` ]$/.test(inner) ? ' ' : '';
  return `${fence}${pad}${inner}${pad}${fence}`;
}

function breakReferences(text: string): string {
  return text
    .replace(/([@#!$%~&^])(?=[\p{L}\p{N}_"])/gu, `$1${BREAK}`)
    .replace(/:\/\//g, `:${BREAK}//`)
    .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}${BREAK}.`);
}

/** One quoted cell of CSV; a leading `= + - @` or tab gets an apostrophe, so that no spreadsheet runs it. */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  if (value === '' || /^[A-Za-z0-9][\x20\x21\x23-\x7e]*$/.test(value)) return `"${value}"`;
  const text = clean(value);
  const safe = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/u.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** A relative or absolute path as a URI reference. */
export function pathToUri(path: string): string {
  const encoded = clean(path).replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  return encoded.startsWith('/') ? `file://${encoded}` : encoded.replace(/^(\.\/)+/, '');
}

/** JSON text for an inline script of HTML: no `<`, `>`, `&` or line separator can end the script. */
export function inlineJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Copies a JSON value with the keys of all its objects sorted. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
