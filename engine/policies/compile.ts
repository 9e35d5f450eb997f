import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { type Diagnostic, errorDiagnostic, noticeDiagnostic, type Outcome, type Place } from '../diagnostics/index.ts';
import type { Module } from '../rego/ast/index.ts';
import { ALL_CAPABILITIES, compileModules } from '../rego/compile.ts';
import type { Program } from '../rego/program.ts';
import type { CompiledDocumentPolicy, CompiledPolicy, CompiledResourcePolicy, PolicyArtifact } from './artifact.ts';
import { parseJsonFile, readData } from './data-files.ts';
import { documentMetadata, type MetadataValidator, readMetadata } from './metadata.ts';
import { namedPackages, neededTypes } from './needs.ts';
import type { PolicyFile, PolicyId } from './policy.ts';
import { typeShapes } from './unknown/shape.ts';

export type CompilePoliciesOptions = {
  /** Only these namespaces of document policies; empty means all that have deny, violation or warn rules. */
  readonly namespaces: readonly string[];
  /** Folder that the paths of the files begin with; a data file is found under its path below it. Empty by default. */
  readonly root?: string;
  /** Shipped helpers, schemas and the metadata schema, for trees that do not bring their own. */
  readonly library: readonly PolicyFile[];
};

const RULE_NAME = /^(deny|violation|warn)(?:_(.*))?$/;

/**
 * Compiles one policy tree: Rego modules, schemas (`schemas/**.json`) and data files.
 * Shape:  packages `probity.<provider>.<name>` with METADATA are resource policies, `probity.lib.*` helpers; every other
 *         package with deny, violation or warn rules is a set of document policies.
 * Errors: everything that is wrong, as diagnostics of the artifact; a tree whose modules do not compile has no policies.
 */
export function compilePolicies(files: readonly PolicyFile[], options: CompilePoliciesOptions): PolicyArtifact {
  const all = [...files, ...options.library];
  const diagnostics: Diagnostic[] = [];
  const data = readData(files, options.root ?? '', diagnostics);
  const schemas = readSchemas(all, diagnostics);
  const modules = Object.fromEntries(
    all.filter((file) => file.path.endsWith('.rego')).map((file) => [file.path, file.text]),
  );
  const digest = digestOf(files);
  const failed = (more: readonly Diagnostic[]): PolicyArtifact => ({
    digest,
    programs: undefined,
    data,
    policies: [],
    diagnostics: [...diagnostics, ...more],
  });
  const fileVersions = new Map(
    files.flatMap(({ path, regoVersion }) => (regoVersion === undefined ? [] : [[path, regoVersion] as const])),
  );
  const compiled = compileAsWritten({
    modules,
    data: data as never,
    schemas,
    capabilities: CAPABILITIES,
    fileVersions,
  });
  if (!compiled.ok) return failed(compiled.diagnostics);
  const own = new Set(files.map((file) => file.path));
  const found = findPolicies(compiled.value, own, digests(files), options.namespaces, metadataValidator(all), schemas);
  diagnostics.push(...compiled.diagnostics, ...found.diagnostics);
  if (found.policies.length === 0) {
    const hint = 'a policy has a rule named deny, violation or warn';
    return failed([errorDiagnostic('policy_none', `no policy was found in ${files.length} files`, { hint })]);
  }
  const entries = found.policies.flatMap(entryPoints);
  const programs = {
    fast: compiled.value.generate(entries, { mode: 'fast', budget: true }),
    provenance: compiled.value.generate(entries, { mode: 'provenance', budget: true }),
  };
  return { digest, programs, data, policies: found.policies, diagnostics };
}

/** What policies may not call: a run is a function of its inputs, and nothing of this machine gets into its results. */
const FORBIDDEN = new Set(['http.send', 'net.lookup_ip_addr', 'opa.runtime']);
const CAPABILITIES = {
  ...ALL_CAPABILITIES,
  builtins: new Set([...ALL_CAPABILITIES.builtins].filter((name) => !FORBIDDEN.has(name))),
};

/**
 * Compiles a tree as Rego v1, or as v0 where its modules parse as that alone, as older Conftest policies do.
 * Errors: those of v1 when neither fits.
 */
function compileAsWritten(options: Parameters<typeof compileModules>[0]): Outcome<Program> {
  const asV1 = compileModules(options);
  if (asV1.ok || asV1.diagnostics.some(isMistakeButParsing)) return explainForbidden(asV1);
  const asV0 = compileModules({ ...options, regoVersion: 'v0' });
  if (!asV0.ok && !asV0.diagnostics.some(isMistakeButParsing)) return asV1;
  const place = asV1.diagnostics.find((one) => one.place !== undefined)?.place;
  const hint = 'write `if` before rule bodies and `contains` in sets to make it v1';
  const notice = noticeDiagnostic('policy_rego_v0', 'the policies of this folder are read as Rego v0', {
    hint,
    ...(place === undefined ? {} : { place }),
  });
  return explainForbidden({ ...asV0, diagnostics: [notice, ...asV0.diagnostics] });
}

function isMistakeButParsing({ severity, code }: Diagnostic): boolean {
  return severity === 'error' && code !== 'rego_parse_error';
}

function explainForbidden(compiled: Outcome<Program>): Outcome<Program> {
  const hint = 'a policy may not reach the network or the environment: hand it the value as data';
  const diagnostics = compiled.diagnostics.map((one) => {
    const called = /^undefined function (.*)$/.exec(one.message)?.[1] ?? '';
    return FORBIDDEN.has(called) ? { ...one, hint } : one;
  });
  return { ...compiled, diagnostics };
}

function entryPoints(policy: CompiledPolicy): readonly string[] {
  const more = policy.kind === 'resource' ? policy.notApplicable : policy.exception;
  return more === undefined ? [policy.deny] : [policy.deny, more];
}

type Found = { readonly policies: readonly CompiledPolicy[]; readonly diagnostics: readonly Diagnostic[] };

function findPolicies(
  program: Program,
  own: ReadonlySet<string>,
  digestByFile: ReadonlyMap<string, string>,
  namespaces: readonly string[],
  validate: MetadataValidator,
  schemas: Readonly<Record<string, unknown>>,
): Found {
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

/** The types that a policy looks up itself or through the helpers that it names. */
function lookups(
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

export function documentPolicies(
  name: string,
  rules: ReadonlySet<string>,
  digest: string,
): readonly CompiledDocumentPolicy[] {
  const exception = rules.has('exception') ? `data.${name}.exception` : undefined;
  return [...rules].sort().flatMap((rule): readonly CompiledDocumentPolicy[] => {
    const match = RULE_NAME.exec(rule);
    if (match === null) return [];
    const metadata = documentMetadata(`${rule} of ${name}`, match[1] === 'warn' ? 'low' : 'high');
    const id = `document/${name.replaceAll('.', '/')}/${rule}` as PolicyId;
    return [
      { kind: 'document', id, metadata, digest, deny: `data.${name}.${rule}`, suffix: match[2] ?? '', exception },
    ];
  });
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

function metadataValidator(files: readonly PolicyFile[]): MetadataValidator {
  const schema = files.find((file) => /(^|\/)schemas\/metadata\.json$/.test(file.path));
  if (schema === undefined) return () => [];
  const require = createRequire(import.meta.url);
  const Ajv = (require('ajv') as typeof import('ajv')).Ajv;
  const validate = new Ajv({ allErrors: true, strict: false }).compile(JSON.parse(schema.text) as object);
  return (value) =>
    validate(value)
      ? []
      : (validate.errors ?? []).map((error) => ({
          path: error.instancePath.slice(1).replaceAll('/', '.'),
          message: error.message ?? 'is wrong',
        }));
}

function readSchemas(files: readonly PolicyFile[], diagnostics: Diagnostic[]): Readonly<Record<string, unknown>> {
  const schemas: Record<string, unknown> = {};
  for (const file of files) {
    const match = /(?:^|\/)schemas\/(.*)\.json$/.exec(file.path);
    if (match?.[1] === undefined) continue;
    const value = parseJsonFile(file, diagnostics);
    if (value !== undefined) schemas[match[1]] = value;
  }
  return schemas;
}

function digests(files: readonly PolicyFile[]): ReadonlyMap<string, string> {
  return new Map(files.map((file) => [file.path, hashOf(file.text)]));
}

function digestOf(files: readonly PolicyFile[]): string {
  const rows = files.map((file) => `${hashOf(file.text)} ${file.path}`).sort();
  return hashOf(rows.join('\n'));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
