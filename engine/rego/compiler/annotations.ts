import type { Diagnostic } from '../../diagnostics/index.ts';
import type { Annotation, Term } from '../ast/index.ts';
import { compareSpans, errorAt, type RuleEntry, rulePath, type Unit } from './context.ts';
import { groundPrefix } from './syntax/terms.ts';
import { refText } from './syntax/text.ts';

/** One link of a metadata chain: the path that an annotation stands for, and the annotation where there is one. */
export type ChainLink = { readonly path: readonly Term[]; readonly annotation: Annotation | undefined };

type Placed = { readonly annotation: Annotation; readonly path: readonly Term[] };

/**
 * The annotations of all modules by what they apply to.
 * Errors: `rego_type_error` where two of scope package, document or subpackages stand for one path.
 * Source: OPA v1/ast annotations.go.
 */
export class Annotations {
  readonly errors: Diagnostic[] = [];
  private readonly rules = new Map<RuleEntry, Placed[]>();
  private readonly packages = new Map<string, Placed>();
  /** Annotations of scope document and subpackages. */
  private readonly paths = new Map<string, Placed>();

  constructor(units: readonly Unit[]) {
    for (const unit of units) for (const annotation of unit.module.annotations) this.add(unit, annotation);
  }

  private add(unit: Unit, annotation: Annotation): void {
    const { target, scope } = annotation;
    const entry = target === 'package' ? undefined : unit.entries[target.rule];
    const path = entry === undefined ? unit.module.package.path.path : groundPrefix(rulePath(entry));
    const placed = { annotation, path };
    if (entry !== undefined && scope === 'rule') this.rules.set(entry, [...(this.rules.get(entry) ?? []), placed]);
    else if (entry !== undefined && scope === 'document') this.addOnce(this.paths, placed);
    else if (entry === undefined && scope === 'package') this.addOnce(this.packages, placed);
    else if (entry === undefined && scope === 'subpackages') this.addOnce(this.paths, placed);
  }

  private addOnce(map: Map<string, Placed>, placed: Placed): void {
    const key = refText(placed.path);
    const before = map.get(key);
    if (before === undefined) {
      map.set(key, placed);
      return;
    }
    const { span, scope } = placed.annotation;
    const first = before.annotation.span;
    const at = first.source.name === '' ? `${first.row}:${first.col}` : `${first.source.name}:${first.row}`;
    this.errors.push(errorAt('rego_type_error', `${scope} annotation redeclared: ${at}`, span));
  }

  /** The annotations of a rule itself, the one nearest to it first. */
  ofRule(entry: RuleEntry): readonly Annotation[] {
    const placed = this.rules.get(entry) ?? [];
    return placed.map(({ annotation }) => annotation).sort((a, b) => -compareSpans(a.span, b.span));
  }

  /** What `rego.metadata.chain()` shows: from the rule outwards. */
  chain(entry: RuleEntry): readonly ChainLink[] {
    const path = groundPrefix(rulePath(entry));
    const own = this.ofRule(entry).map((annotation): ChainLink => ({ path, annotation }));
    const links: ChainLink[] = own.length > 0 ? own : [{ path, annotation: undefined }];
    const pkg = entry.unit.module.package.path.path;
    for (const placed of [this.paths.get(refText(path)), this.packages.get(refText(pkg))])
      if (placed !== undefined) links.push(placed);
    return [...links, ...this.ancestors(pkg).reverse()];
  }

  private ancestors(path: readonly Term[]): Placed[] {
    if (this.paths.size === 0) return [];
    return path.flatMap((_, i) => this.paths.get(refText(path.slice(0, i + 1))) ?? []);
  }

  /** The annotations whose `schemas` hold for a rule, outermost first. */
  forSchemas(entry: RuleEntry): readonly Annotation[] {
    const pkg = entry.unit.module.package.path.path;
    const path = groundPrefix(rulePath(entry));
    const around = [
      ...this.ancestors(pkg),
      ...[this.packages.get(refText(pkg)), this.paths.get(refText(path))].flatMap((placed) => placed ?? []),
    ];
    const own = (this.rules.get(entry) ?? []).map(({ annotation }) => annotation);
    return [...around.map(({ annotation }) => annotation), ...own];
  }
}
