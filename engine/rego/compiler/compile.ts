import type { Outcome } from '../../diagnostics/index.ts';
import type { Annotation, Module, Rule } from '../ast/index.ts';
import { Annotations } from './annotations.ts';
import { type Compilation, DiagnosticSink, errorAt, type RuleEntry, rulePath, type Unit } from './context.ts';
import { withinStack } from './depth.ts';
import { sortGraph } from './graph.ts';
import { LocalNames } from './locals.ts';
import { runPasses } from './passes.ts';
import { emptyRuleTree, type RuleIndexNode } from './rule-tree.ts';
import { signaturesOf } from './types/builtin-types.ts';
import { rootEnvironment } from './types/check.ts';
import { forgetTypes } from './types/construct.ts';
import { forgetAnswers } from './types/lattice.ts';
import { typeOfSchema } from './types/schema.ts';
import { startWork } from './types/work.ts';
import type { CompiledModules, CompilerOptions, RuleNode, RuleTree } from './types.ts';

const DEFAULT_ERROR_LIMIT = 10;

/**
 * Compiles modules as OPA does.
 * Shape:  modules in any order; they are sorted by the name of their source, which should be unique.
 * Errors: `rego_compile_error`, `rego_type_error`, `rego_unsafe_var_error`, `rego_recursion_error`, with OPA's texts and
 *         places; only those of the first pass that fails, and at most `errorLimit` of them.
 * Source: OPA v1/ast compile.go.
 */
export function compileModules(modules: readonly Module[], options: CompilerOptions): Outcome<CompiledModules> {
  return withinStack('the modules', () => {
    const c = startCompilation(modules, options);
    if (!c.diagnostics.failed) runPasses(c);
    if (c.diagnostics.failed) return { ok: false, diagnostics: c.diagnostics.list };
    return { ok: true, value: finish(c), diagnostics: [] };
  });
}

function startCompilation(modules: readonly Module[], options: CompilerOptions): Compilation {
  const diagnostics = new DiagnosticSink(options.errorLimit ?? DEFAULT_ERROR_LIMIT);
  const units = modules.map(toUnit).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const builtins = signaturesOf(options.capabilities);
  startTypes(modules.reduce((sum, module) => sum + module.span.source.text.length, 0));
  const schema = Object.hasOwn(options.schemas, '') ? typeOfSchema(options.schemas['']) : undefined;
  if (schema !== undefined && 'error' in schema) diagnostics.add(errorAt('rego_type_error', schema.error, undefined));
  const input = schema !== undefined && 'type' in schema ? schema.type : undefined;
  return {
    options,
    units,
    builtins,
    diagnostics,
    rewritten: new Map(),
    types: rootEnvironment(builtins, input),
    locals: new LocalNames(new Set()),
    tree: emptyRuleTree(),
    graph: new Map(),
    annotations: new Annotations([]),
  };
}

function startTypes(characters: number): void {
  forgetTypes();
  forgetAnswers();
  startWork(characters);
}

function toUnit(module: Module): Unit {
  const unit: Unit = { name: module.span.source.name, module, entries: [] };
  unit.entries.push(...module.rules.map((rule) => toEntry(unit, rule)));
  return unit;
}

function toEntry(unit: Unit, first: Rule): RuleEntry {
  const links: Rule[] = [];
  for (let rule: Rule | undefined = first; rule !== undefined; rule = rule.else) links.push(rule);
  let entry: RuleEntry | undefined;
  for (const rule of links.reverse())
    entry = { unit, next: entry, rule: rule.else ? { ...rule, else: undefined } : rule };
  return entry!;
}

function finish(c: Compilation): CompiledModules {
  const rules = new Map<RuleEntry, Rule>();
  const nodes = new Map<RuleEntry, RuleNode>();
  const modules = c.units.map((unit): Module => {
    const chained = unit.entries.map((entry) => chain(entry, rules));
    return { ...unit.module, imports: [], rules: chained };
  });
  const byUnit = new Map(c.units.map((unit, i) => [unit, modules[i]!]));
  for (const [entry, rule] of rules) nodes.set(entry, { rule, module: byUnit.get(entry.unit)!, path: rulePath(entry) });
  const order = (sortGraph(c.graph) ?? []).flatMap((entry) => nodes.get(entry) ?? []);
  return {
    modules,
    rules: freezeTree(c.tree, nodes),
    capabilities: c.options.capabilities,
    annotations: c.units.flatMap((unit): readonly Annotation[] => unit.module.annotations),
    rewritten: c.rewritten,
    order,
    internal: c,
  };
}

/** Puts the links of a chain together again, the last one first. */
function chain(first: RuleEntry, rules: Map<RuleEntry, Rule>): Rule {
  const links: RuleEntry[] = [];
  for (let link: RuleEntry | undefined = first; link !== undefined; link = link.next) links.push(link);
  let next: Rule | undefined;
  for (const link of links.reverse()) {
    next = next === undefined ? link.rule : { ...link.rule, else: next };
    rules.set(link, next);
  }
  return next!;
}

/** Copies the tree, in a loop, since the names of packages may have any length. */
function freezeTree(root: RuleIndexNode, nodes: ReadonlyMap<RuleEntry, RuleNode>): RuleTree {
  const freeze = (node: RuleIndexNode): RuleTree & { readonly children: Map<string, RuleTree> } => {
    const own = node.entries.flatMap((entry) => nodes.get(entry) ?? []);
    return { key: node.key, children: new Map(), rules: own.map(({ rule }) => rule), nodes: own };
  };
  const frozen = freeze(root);
  const open = [{ node: root, copy: frozen }];
  for (let top = open.pop(); top !== undefined; top = open.pop())
    for (const [key, node] of top.node.children) {
      const copy = freeze(node);
      top.copy.children.set(key, copy);
      open.push({ node, copy });
    }
  return frozen;
}
