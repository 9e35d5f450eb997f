import { printable } from '../../diagnostics/index.ts';
import { bodyText, exprText, type Rule, refText, walkExpr } from '../ast/index.ts';
import type { CompiledModules, CompiledQuery } from '../compiler/types.ts';
import { groundValue, type TraceEvent } from '../interpreter/index.ts';
import { toText } from '../value/index.ts';

/** What of a trace is shown: all steps, those that lead to notes of `trace`, or those that lead to failures. */
export type Explain = 'full' | 'debug' | 'notes' | 'fails';

/** How the names of locals and rules are written. */
export type TraceNames = {
  readonly local: (text: string) => string;
  readonly rule: (rule: Rule) => string;
};

/** Steps beyond this are not kept. */
const MAX_EVENTS = 200_000;

/** Keeps the steps of an evaluation, as many as may be shown. */
export class TraceBuffer {
  readonly events: TraceEvent[] = [];
  isCut = false;

  readonly tell = (event: TraceEvent): void => {
    if (this.events.length < MAX_EVENTS) this.events.push(event);
    else this.isCut = true;
  };
}

/** The steps that are shown. Source: OPA v1/topdown/lineage. */
export function selectEvents(events: readonly TraceEvent[], explain: Explain): readonly TraceEvent[] {
  if (explain === 'full' || explain === 'debug') return events;
  const wanted = explain === 'notes' ? 'Note' : 'Fail';
  const result: TraceEvent[] = [];
  const entered = new Map<number, TraceEvent>();
  for (const event of events) {
    if (event.op === wanted) {
      result.push(...leadingTo(event, entered));
      entered.clear();
    }
    if (event.op === 'Enter' || (event.op === 'Redo' && event.node.kind !== 'expr')) entered.set(event.query, event);
  }
  return result;
}

function leadingTo(event: TraceEvent, entered: ReadonlyMap<number, TraceEvent>): readonly TraceEvent[] {
  const path = [event];
  let last: TraceEvent | undefined;
  for (let at = entered.get(event.query); at !== undefined && at !== last; at = entered.get(at.parent)) {
    path.push(at);
    last = at;
  }
  return path.reverse();
}

/** The names that the source has for what the compiler made. */
export function traceNames(compiled: CompiledModules, query: CompiledQuery): TraceNames {
  const paths = new Map<Rule, string>();
  for (const { rules, package: own } of compiled.modules) {
    for (const first of rules)
      for (let rule: Rule | undefined = first; rule !== undefined; rule = rule.else) {
        const [head, ...rest] = rule.head.ref.path;
        const name = head.kind === 'var' ? ({ ...head, kind: 'string', value: head.name } as const) : head;
        paths.set(rule, refText({ ...own.path, path: [own.path.path[0], ...own.path.path.slice(1), name, ...rest] }));
      }
  }
  const local = (text: string) =>
    text.replace(/__local\w*?\d+__|__value\d+/g, (name) => {
      if (name.startsWith('__value')) return '_';
      return query.rewritten.get(name) ?? compiled.rewritten.get(name) ?? name;
    });
  return { local, rule: (rule) => local(paths.get(rule) ?? refText(rule.head.ref)) };
}

/**
 * Writes steps as OPA's trace does, a line each: the place, a bar for each body around the step, and the step.
 * Shape:  with `values` each line ends with the vars of its expression that have a value.
 */
export function* traceLines(
  events: readonly TraceEvent[],
  names: TraceNames,
  values: boolean,
): Generator<string, void, undefined> {
  const places = events.map(
    ({ span }) => `${span.source.name === '' ? 'query' : printable(span.source.name)}:${span.row}`,
  );
  const texts = events.map((event) => stepText(event, names));
  const left = widest(places) + 5;
  const right = values ? widest(texts) + 5 : 0;
  for (const [index, event] of events.entries()) {
    const line = `${(places[index] ?? '').padEnd(left)}${texts[index]}`;
    yield values ? `${line.padEnd(left + right)}{${localsText(event, names)}}\n` : `${line}\n`;
  }
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, text.length), 0);
}

function stepText(event: TraceEvent, names: TraceNames): string {
  const { op, node, depth } = event;
  const isOutside = op === 'Enter' || (op === 'Redo' && node.kind !== 'expr');
  return `${'| '.repeat(isOutside ? depth - 1 : depth)}${op} ${nodeText(event, names)}`;
}

/** What a step is about, on one line. */
export function nodeText({ node, message }: TraceEvent, names: TraceNames): string {
  switch (node.kind) {
    case 'rule':
      return names.rule(node.rule);
    case 'body':
      return printable(names.local(bodyText(node.body)));
    case 'expr':
      return printable(names.local(exprText(node.expr)));
    case 'none':
      return JSON.stringify(message);
  }
}

function localsText({ node, bindings }: TraceEvent, names: TraceNames): string {
  const shown = new Map<string, string>();
  const exprs = node.kind === 'expr' ? [node.expr] : node.kind === 'body' ? node.body : [];
  for (const expr of exprs)
    walkExpr(expr, {
      term: (term) => {
        if (term.kind !== 'var' || term.name === 'input' || term.name === 'data') return undefined;
        const value = groundValue(term, bindings);
        if (value !== undefined) shown.set(names.local(term.name), toText(value));
        return undefined;
      },
    });
  return [...shown]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}: ${printable(value)}`)
    .join(', ');
}
