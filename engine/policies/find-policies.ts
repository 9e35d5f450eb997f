import { type Diagnostic, errorDiagnostic, type Place } from '../diagnostics/index.ts';
import type { Module } from '../rego/ast/index.ts';
import type { Program } from '../rego/program.ts';
import type { CompiledPolicy, CompiledResourcePolicy } from './artifact.ts';
import { documentPolicies } from './document-policies.ts';
import { type MetadataValidator, readMetadata } from './metadata.ts';
import { lookups } from './needs.ts';
import type { PolicyId } from './policy.ts';
import { hashOf } from './tree-files.ts';
import { typeShapes } from './unknown/shape.ts';

type Found = { readonly policies: readonly CompiledPolicy[]; readonly diagnostics: readonly Diagnostic[] };

/** `own` are the files of the tree itself; the others are its library. */
export type FindOptions = {
  readonly own: ReadonlySet<string>;
  readonly digestByFile: ReadonlyMap<string, string>;
  readonly namespaces: readonly string[];
  readonly validate: MetadataValidator;
  readonly schemas: Readonly<Record<string, unknown>>;
};

/**
 * The policies of a compiled tree, in the order of their packages.
 * Errors: `policy_metadata` for packages of resource policies that lack what they need; these are left out.
 */
export function findPolicies(program: Program, options: FindOptions): Found {
  const { own, digestByFile, namespaces, validate, schemas } = options;
  const byPackage = new Map<string, Module[]>();
  for (const module of program.compiled.modules) {
    const name = packageName(module);
    byPackage.set(name, [...(byPackage.get(name) ?? []), module]);
  }
  const policies: CompiledPolicy[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [name, modules] of [...byPackage].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!modules.some((module) => own.has(fileOf(module))) || name.startsWith('probity.lib.')) continue;
    const digest = hashOf(
      modules
        .map((module) => digestByFile.get(fileOf(module)) ?? '')
        .sort()
        .join('\n'),
    );
    const rules = ruleNames(modules);
    if (/^probity\.[^.]+\.[^.]+$/.test(name)) {
      const policy = resourcePolicy(name, modules, byPackage, rules, digest, validate, diagnostics);
      if (policy !== undefined) {
        const types = [...new Set([...policy.metadata.resourceTypes, ...policy.needs])];
        policies.push({ ...policy, shapes: typeShapes(schemas, types) });
      }
    } else if (namespaces.length === 0 || namespaces.includes(name)) {
      policies.push(...documentPolicies(name, rules, digest));
    }
  }
  return { policies, diagnostics };
}

function resourcePolicy(
  name: string,
  modules: readonly Module[],
  byPackage: ReadonlyMap<string, readonly Module[]>,
  rules: ReadonlySet<string>,
  digest: string,
  validate: MetadataValidator,
  diagnostics: Diagnostic[],
): Omit<CompiledResourcePolicy, 'shapes'> | undefined {
  const id = name.slice('probity.'.length).replace('.', '/').replaceAll('_', '-') as PolicyId;
  const place = placeOf(modules[0]);
  const annotation = modules.flatMap((module) => module.annotations).find((one) => one.scope === 'package');
  if (annotation === undefined) {
    const hint = 'put a `# METADATA` block above `package`; see `probity policy show` for an example';
    diagnostics.push(errorDiagnostic('policy_metadata', `\`${id}\` has no METADATA`, { place, hint }));
    return undefined;
  }
  const { file } = place;
  const at = { file, row: annotation.span.row, col: annotation.span.col };
  const { metadata, diagnostics: mistakes } = readMetadata(annotation.entries, validate, at);
  diagnostics.push(...mistakes);
  if (!rules.has('deny')) {
    diagnostics.push(errorDiagnostic('policy_metadata', `\`${id}\` has no rule \`deny\``, { place }));
    return undefined;
  }
  if (metadata === undefined) return undefined;
  const looked = lookups(modules, byPackage);
  if (looked.variable !== undefined) {
    const message = `\`${id}\` looks up \`data.resources.by_type\` with a key that is not a constant`;
    diagnostics.push(errorDiagnostic('policy_metadata', message, { place: looked.variable, hint: 'name the type' }));
    return undefined;
  }
  const notApplicable = rules.has('not_applicable') ? `data.${name}.not_applicable` : undefined;
  return { kind: 'resource', id, metadata, digest, deny: `data.${name}.deny`, notApplicable, needs: looked.types };
}

function ruleNames(modules: readonly Module[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { rules } of modules) {
    for (const { head } of rules) {
      const [first] = head.ref.path;
      if (first.kind === 'var' && head.args === undefined) names.add(first.name);
    }
  }
  return names;
}

function packageName(module: Module): string {
  return module.package.path.path
    .slice(1)
    .map((part) => (part.kind === 'string' ? part.value : ''))
    .join('.');
}

function fileOf(module: Module): string {
  return module.span.source.name;
}

function placeOf(module: Module | undefined): Place {
  const span = module?.package.span;
  return { file: span?.source.name ?? '', row: span?.row ?? 1, col: span?.col ?? 1 };
}
