import { type Diagnostic, type DiagnosticCode, errorDiagnostic } from '../../diagnostics/index.ts';
import type { Module, Rule, Term } from '../ast/index.ts';
import type { Span } from '../source/source.ts';
import type { Annotations } from './annotations.ts';
import type { DependencyGraph } from './graph.ts';
import type { LocalNames } from './locals.ts';
import type { RuleIndexNode } from './rule-tree.ts';
import { isMultiValue } from './syntax/terms.ts';
import type { BuiltinSignature } from './types/builtin-types.ts';
import type { TypeEnvironment } from './types/environment.ts';
import type { CompilerOptions } from './types.ts';

/** One module under compilation. */
export type Unit = {
  readonly name: string;
  module: Module;
  /** Chains in source order; only the first link of each. */
  readonly entries: RuleEntry[];
};

/**
 * One link of a rule chain; passes replace `rule`, the entry stays the same and is what graph and trees hold.
 * INVARIANT: `rule.else` is unset until `compileModules` puts the chains together again.
 */
export type RuleEntry = { readonly unit: Unit; readonly next: RuleEntry | undefined; rule: Rule };

/** What the passes share. */
export type Compilation = {
  readonly options: CompilerOptions;
  /** Sorted by name. */
  readonly units: readonly Unit[];
  readonly builtins: ReadonlyMap<string, BuiltinSignature>;
  readonly diagnostics: DiagnosticSink;
  readonly rewritten: Map<string, string>;
  readonly types: TypeEnvironment;
  locals: LocalNames;
  tree: RuleIndexNode;
  graph: DependencyGraph;
  annotations: Annotations;
};

/** The package path followed by the head ref. */
export function rulePath(entry: RuleEntry): readonly Term[] {
  const pkg = entry.unit.module.package.path.path;
  const [head, ...rest] = entry.rule.head.ref.path;
  const name: Term = head.kind === 'var' ? { kind: 'string', value: head.name, span: head.span } : head;
  return [...pkg, name, ...rest];
}

export function isMultiValueEntry(entry: RuleEntry): boolean {
  return isMultiValue(entry.rule);
}

/** Every link of every chain, in the order of units and source. */
export function* allEntries(units: readonly Unit[]): Generator<RuleEntry> {
  for (const unit of units)
    for (const first of unit.entries) for (let link: RuleEntry | undefined = first; link; link = link.next) yield link;
}

/** Replaces the rule of every link. */
export function mapRules(units: readonly Unit[], map: (rule: Rule, entry: RuleEntry) => Rule): void {
  for (const entry of allEntries(units)) entry.rule = map(entry.rule, entry);
}

/** Collects diagnostics up to a limit, as OPA does. */
export class DiagnosticSink {
  readonly list: Diagnostic[] = [];
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  get failed(): boolean {
    return this.list.length > 0;
  }

  get full(): boolean {
    return this.limit > 0 && this.list.length > this.limit;
  }

  /** Takes a diagnostic; says whether there is room for more. */
  add(diagnostic: Diagnostic): boolean {
    if (this.full) return false;
    this.list.push(diagnostic);
    if (this.limit > 0 && this.list.length === this.limit) {
      this.list.push(errorDiagnostic('rego_compile_error', 'error limit reached'));
      return false;
    }
    return true;
  }

  addAll(diagnostics: readonly Diagnostic[]): boolean {
    for (const diagnostic of diagnostics) if (!this.add(diagnostic)) return false;
    return !this.full;
  }
}

/** An error at a span, with its source line. */
export function errorAt(
  code: DiagnosticCode,
  message: string,
  span: Span | undefined,
  hint?: string,
  details?: unknown,
): Diagnostic {
  if (span === undefined) return errorDiagnostic(code, message);
  const { text, name } = span.source;
  const from = text.lastIndexOf('\n', span.start - 1) + 1;
  const to = text.indexOf('\n', span.start);
  const line = text.slice(from, to < 0 ? undefined : to).replace(/\r$/, '');
  const width = Math.max(1, Math.min(span.end, from + line.length) - span.start);
  return errorDiagnostic(code, message, {
    place: { file: name, row: span.row, col: span.col },
    line,
    width,
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
  });
}

/** Orders spans by file, row and column, as OPA orders locations. */
export function compareSpans(a: Span, b: Span): number {
  if (a.source.name !== b.source.name) return a.source.name < b.source.name ? -1 : 1;
  return a.row - b.row || a.col - b.col;
}
