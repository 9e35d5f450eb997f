import type { Term } from '../../ast/index.ts';
import { type Compilation, errorAt, type RuleEntry, rulePath, type Unit } from '../context.ts';
import { eachNode, type RuleIndexNode, ruleTreeKey } from '../rule-tree.ts';
import { arityOf, isFunction, isGroundRef, isMultiValue } from '../syntax/terms.ts';
import { refText, termText } from '../syntax/text.ts';
import { checkDataConflicts } from './data-conflicts.ts';

/**
 * Errors: `rego_type_error` for rules of one name that differ in kind or arity, for several defaults, for rules below
 * the path of another one, and for packages at the path of a rule.
 */
export function checkRuleConflicts(c: Compilation): void {
  eachNode(c.tree, (node) => node.entries.length > 0 && reportConflicts(c, node));
  checkDataConflicts(c);
  reportPackageConflicts(c);
}

/** Says whether the nodes below are not to be looked at any more. */
function reportConflicts(c: Compilation, node: RuleIndexNode): boolean {
  const { entries } = node;
  const last = entries[entries.length - 1]!;
  const name = refText(sourceNames(c, rulePath(last)));
  const ground = entries.map((entry) => isGroundRef(rulePath(entry)));
  const below = conflictsBelow(node, ground);
  const at = entries[0]!.rule.span;
  if (below !== undefined) {
    const list = below.map((entry) => `\n  rule ${refText(sourceNames(c, rulePath(entry)))} at ${placeText(entry)}`);
    c.diagnostics.add(errorAt('rego_type_error', `rule ${name} conflicts with:${list.join('')}`, at));
    return c.diagnostics.full;
  }
  const multi = entries.map((entry) => isMultiValue(entry.rule));
  const complete = entries.filter((_, i) => !multi[i] && ground[i]).length;
  const mixed =
    new Set(multi).size > 1 ||
    new Set(entries.map((entry) => arityOf(entry.rule))).size > 1 ||
    (complete > 0 && complete < entries.length) ||
    (multi.some((is, i) => is && ground[i]) && multi.some((is, i) => is && !ground[i]));
  if (mixed) {
    c.diagnostics.add(errorAt('rego_type_error', `conflicting rules ${name} found`, at));
    return c.diagnostics.full;
  }
  const defaults = entries.filter((entry) => entry.rule.default);
  if (defaults.length > 1) {
    const message = `multiple default rules ${name} found at ${defaults.map(placeText).join(', ')}`;
    c.diagnostics.add(errorAt('rego_type_error', message, defaults[0]!.unit.module.package.span));
    return c.diagnostics.full;
  }
  return false;
}

function conflictsBelow(node: RuleIndexNode, ground: readonly boolean[]): readonly RuleEntry[] | undefined {
  if (node.children.size === 0) return undefined;
  if (ground.some((is) => is)) return entriesBelow(node, () => true);
  const functions = entriesBelow(node, (entry) => isFunction(entry.rule));
  return functions.length > 0 ? functions : undefined;
}

/** The rules below a node that are not below another one of them, one a path, in order of their paths. */
function entriesBelow(node: RuleIndexNode, keep: (entry: RuleEntry) => boolean): readonly RuleEntry[] {
  const found: RuleEntry[] = [];
  for (const child of node.children.values())
    eachNode(child, (inner) => {
      const paths = new Set<string>();
      let isCovered = false;
      for (const entry of inner.entries) {
        const path = rulePath(entry);
        const text = path.map(termText).join('\n');
        if (!keep(entry) || paths.has(text)) continue;
        paths.add(text);
        found.push(entry);
        if (isGroundRef(path)) isCovered = true;
      }
      return isCovered;
    });
  return found.sort((a, b) => comparePaths(rulePath(a), rulePath(b)));
}

const KIND_ORDER: readonly Term['kind'][] = ['null', 'boolean', 'number', 'string', 'var'];

function comparePaths(a: readonly Term[], b: readonly Term[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const kinds = KIND_ORDER.indexOf(a[i]!.kind) - KIND_ORDER.indexOf(b[i]!.kind);
    if (kinds !== 0) return kinds;
    const left = ruleTreeKey(a[i]!) ?? '';
    const right = ruleTreeKey(b[i]!) ?? '';
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

function sourceNames(c: Compilation, path: readonly Term[]): readonly Term[] {
  return path.map((part) => (part.kind === 'var' ? { ...part, name: c.rewritten.get(part.name) ?? part.name } : part));
}

/** OPA's short form of a location. */
function placeText(entry: RuleEntry): string {
  const { span } = entry.rule;
  return span.source.name === '' ? `${span.row}:${span.col}` : `${span.source.name}:${span.row}`;
}

function reportPackageConflicts(c: Compilation): void {
  const packages = new Map<string, Unit[]>();
  for (const unit of c.units) {
    const key = refText(unit.module.package.path.path);
    packages.set(key, [...(packages.get(key) ?? []), unit]);
  }
  for (const unit of c.units)
    for (const entry of unit.entries) {
      if (!isGroundRef(entry.rule.head.ref.path)) continue;
      const others = packages.get(refText(rulePath(entry)));
      for (const other of others ?? []) {
        if (other === unit) continue;
        const path = other.module.package.path.path;
        const name = path.length > 1 ? refText([{ ...path[0]!, kind: 'string', value: '' }, ...path.slice(1)]) : '';
        const shown = name.replace(/^\./, '');
        const message = `package ${shown} conflicts with rule ${refText(entry.rule.head.ref.path)} defined at ${placeText(entry)}`;
        if (!c.diagnostics.add(errorAt('rego_type_error', message, unit.module.package.span))) return;
      }
    }
}
