import type { QueryResult } from '../rego/query.ts';
import { type RegoValue, toJsonText } from '../rego/value/index.ts';
import type { EvalFormat } from './commands/rego-eval.ts';
import { type EvalExtras, explanationText, extrasJson, extrasText } from './eval-extras.ts';
import { table } from './eval-table.ts';

/** Writes the solutions of a query, and what else was asked for, as `opa eval --format` does. */
export function renderEval(
  results: readonly QueryResult[],
  format: EvalFormat,
  extras: EvalExtras = {},
  query = '',
): string {
  switch (format) {
    case 'json':
      return `${goJson({ ...(results.length === 0 ? {} : { result: results.map(toRow) }), ...extrasJson(extras) })}\n`;
    case 'values':
      return each(results, ({ expressions }) => goJson(expressions.map(({ value }) => exact(value))));
    case 'bindings':
      return each(results, ({ bindings }) => goJson(objectOf(bindings)));
    case 'raw':
      return each(results, ({ expressions }) => expressions.map(({ value }) => rawText(value)).join(' '));
    case 'pretty':
      return [
        ...(extras.explanation === undefined ? [] : explanationText(extras.explanation)),
        pretty(results),
        extrasText(extras, query),
      ].join('');
    case 'discard':
      return `${goJson({ ...extrasJson(extras), result: 'discarded' })}\n`;
  }
}

function each(results: readonly QueryResult[], write: (result: QueryResult) => string): string {
  return results.map((result) => `${write(result)}\n`).join('');
}

function toRow({ expressions, bindings }: QueryResult): object {
  return {
    expressions: expressions.map(({ value, text, row, col }) => ({
      value: exact(value),
      text,
      location: { row, col },
    })),
    ...(bindings.length > 0 ? { bindings: objectOf(bindings) } : {}),
  };
}

function objectOf(bindings: QueryResult['bindings']): object {
  const object: Record<string, unknown> = Object.create(null);
  for (const [name, value] of bindings) object[name] = exact(value);
  return object;
}

function rawText(value: RegoValue): string {
  return typeof value === 'string' ? value : escaped(toJsonText(value));
}

function pretty(results: readonly QueryResult[]): string {
  const [first] = results;
  if (first === undefined) return 'undefined\n';
  if (results.length === 1 && first.bindings.length === 0 && first.expressions.length === 1)
    return `${goJson(exact(first.expressions[0]!.value))}\n`;
  const isTelling = (index: number) => results.some(({ expressions }) => expressions[index]?.value !== true);
  const columns = first.expressions.flatMap(({ text }, index) => (isTelling(index) ? [{ text, index }] : []));
  const heads = [...first.bindings.map(([name]) => name), ...columns.map(({ text }) => text)];
  const rows = results.map(({ bindings, expressions }) =>
    [...bindings.map(([, value]) => value), ...columns.map(({ index }) => expressions[index]!.value)].map(cellText),
  );
  if (heads.length === 0) return 'true\n';
  return table(heads, rows);
}

function cellText(value: RegoValue): string {
  return escaped(toJsonText(value));
}

/** Numbers that JavaScript does not hold are written as they are; see `goJson`. */
function exact(value: RegoValue): unknown {
  return new Exact(value);
}

class Exact {
  readonly value: RegoValue;
  constructor(value: RegoValue) {
    this.value = value;
  }
}

/** JSON with two spaces a level, `<`, `>` and `&` escaped as Go does, and numbers of Rego values kept exactly. */
function goJson(value: unknown): string {
  return escaped(write(value, ''));
}

function write(value: unknown, indent: string): string {
  if (value instanceof Exact) return writeRego(value.value, indent);
  if (Array.isArray(value))
    return block(
      '[',
      ']',
      value.map((item) => write(item, `${indent}  `)),
      indent,
    );
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${write(item, `${indent}  `)}`);
  return block('{', '}', inner, indent);
}

function writeRego(value: RegoValue, indent: string): string {
  const text = toJsonText(value);
  return text.startsWith('[') || text.startsWith('{') ? reindent(text, indent) : text;
}

/** Lays compact JSON text out over lines, without reading its numbers. */
function reindent(text: string, indent: string): string {
  let out = '';
  let depth = 0;
  const newline = () => `\n${indent}${'  '.repeat(depth)}`;
  for (const token of text.match(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^"[\]{}:,\s]+/g) ?? []) {
    if (token === '[' || token === '{') {
      depth++;
      out += token + newline();
    } else if (token === ']' || token === '}') {
      depth--;
      const isEmpty = /[[{]\s*$/.test(out) && !/["\]}]\s*$/.test(out);
      out = isEmpty ? `${out.trimEnd()}${token}` : `${out}${newline()}${token}`;
    } else if (token === ',') out += `,${newline()}`;
    else out += token === ':' ? ': ' : token;
  }
  return out;
}

function block(open: string, close: string, items: readonly string[], indent: string): string {
  if (items.length === 0) return open + close;
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}${close}`;
}

function escaped(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
