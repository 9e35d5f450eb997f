import type { Place } from '../diagnostics/index.ts';
import type { Module, RefTerm, Term } from '../rego/ast/index.ts';

/**
 * The types that a module looks up in `data.resources.by_type`, as constants.
 * Shape:  `types` in byte order; `variable` is set when a key is not a constant, which the engine cannot follow.
 * Source: design 3: keys of by_type must be constants, so that the engine knows which types a policy needs.
 */
export function neededTypes(module: Module): {
  readonly types: readonly string[];
  readonly variable: RefTerm | undefined;
} {
  const types = new Set<string>();
  let variable: RefTerm | undefined;
  visitRefs(module, (ref) => {
    const [head, resources, byType, type] = ref.path;
    if (head.kind !== 'var' || head.name !== 'data' || !isString(resources, 'resources')) return;
    if (!isString(byType, 'by_type')) return;
    if (type?.kind === 'string') types.add(type.value);
    else variable ??= ref;
  });
  return { types: [...types].sort(), variable };
}

/** The packages (`a.b.c`, without `data`) that a module imports or names in full. */
export function namedPackages(module: Module): readonly string[] {
  const packages = new Set<string>();
  visitRefs(module, (ref) => {
    const [head, ...rest] = ref.path;
    if (head.kind !== 'var' || head.name !== 'data') return;
    const parts: string[] = [];
    for (const part of rest) {
      if (part.kind !== 'string') break;
      parts.push(part.value);
      packages.add(parts.join('.'));
    }
  });
  return [...packages].sort();
}

/** The types that a policy looks up itself or through the helpers that it names. */
export function lookups(
  modules: readonly Module[],
  byPackage: ReadonlyMap<string, readonly Module[]>,
): { readonly types: readonly string[]; readonly variable: Place | undefined } {
  const types = new Set<string>();
  const seen = new Set<Module>();
  const open = [...modules];
  let variable: Place | undefined;
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    if (seen.has(module)) continue;
    seen.add(module);
    const needed = neededTypes(module);
    for (const type of needed.types) types.add(type);
    const { span } = needed.variable ?? {};
    if (span !== undefined) variable ??= { file: span.source.name, row: span.row, col: span.col };
    for (const name of namedPackages(module)) open.push(...(byPackage.get(name) ?? []));
  }
  return { types: [...types].sort(), variable };
}

function isString(term: Term | undefined, value: string): boolean {
  return term?.kind === 'string' && term.value === value;
}

/** Calls `visit` for every ref of a module, imports included; the tree is walked without recursion. */
function visitRefs(module: Module, visit: (ref: RefTerm) => void): void {
  const open: unknown[] = [module.rules, module.imports];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null) continue;
    if (Array.isArray(node)) {
      open.push(...node);
      continue;
    }
    if ((node as { kind?: unknown }).kind === 'ref') visit(node as RefTerm);
    for (const [key, value] of Object.entries(node)) {
      if (key !== 'span' && key !== 'annotations' && typeof value === 'object') open.push(value);
    }
  }
}
