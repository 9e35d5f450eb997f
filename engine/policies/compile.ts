import { type Diagnostic, errorDiagnostic, noticeDiagnostic, type Outcome } from '../diagnostics/index.ts';
import { ALL_CAPABILITIES, compileModules } from '../rego/compile.ts';
import type { Program } from '../rego/program.ts';
import type { CompiledPolicy, PolicyArtifact } from './artifact.ts';
import { readData } from './data-files.ts';
import { findPolicies } from './find-policies.ts';
import type { PolicyFile } from './policy.ts';
import { digestOf, digests, metadataValidator, readSchemas } from './tree-files.ts';

export type CompilePoliciesOptions = {
  /** Only these namespaces of document policies; empty means all that have deny, violation or warn rules. */
  readonly namespaces: readonly string[];
  /** Folder that the paths of the files begin with; a data file is found under its path below it. Empty by default. */
  readonly root?: string;
  /** Shipped helpers, schemas and the metadata schema, for trees that do not bring their own. */
  readonly library: readonly PolicyFile[];
};

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
  const found = findPolicies(compiled.value, {
    own,
    digestByFile: digests(files),
    namespaces: options.namespaces,
    validate: metadataValidator(all),
    schemas,
  });
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
