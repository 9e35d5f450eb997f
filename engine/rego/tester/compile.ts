import type { Diagnostic, Outcome } from '../../diagnostics/index.ts';
import type { Module, RegoVersion } from '../ast/index.ts';
import { ALL_CAPABILITIES } from '../compile.ts';
import { compileModules } from '../compiler/index.ts';
import type { Capabilities, CompilerOptions } from '../compiler/types.ts';
import { parseModule } from '../parser/index.ts';
import { Program } from '../program.ts';
import type { RegoValue } from '../value/types.ts';
import { coverPlaces } from './cover-places.ts';
import { type Discovered, discoverTests } from './discover.ts';
import type { TestSuite } from './types.ts';

/**
 * What to test.
 * Shape:  `modules` maps file names to Rego texts, policies and tests alike.
 */
export type TestOptions = {
  readonly modules: { readonly [name: string]: string };
  readonly regoVersion?: RegoVersion;
  /** The versions of the modules that are of another one. */
  readonly fileVersions?: { readonly [name: string]: RegoVersion };
  /** What modules may use; everything unless given. */
  readonly capabilities?: Capabilities;
  readonly schemas?: CompilerOptions['schemas'];
  readonly errorLimit?: number;
  /** Says of each place that an evaluation reaches; slower. */
  readonly coverage?: boolean;
};

/** Called by table-style tests without the author's doing. */
const TEST_CASE = 'internal.test_case';

/** Tests that are compiled but not generated yet; what a failure is explained from. */
export type CompiledTests = {
  readonly program: Program;
  readonly discovered: Discovered;
  readonly sources: readonly Module[];
};

/**
 * Compiles all tests into one program.
 * Errors: those of the parser in all modules, else those of the compiler, as OPA has them.
 */
export function compileTests(options: TestOptions): Outcome<TestSuite> {
  const loaded = loadTests(options, Object.create(null) as RegoValue);
  if (!loaded.ok) return loaded;
  const { program, discovered, sources } = loaded.value;
  const tests = discovered.tests.map(({ test }) => test);
  const plans = tests.filter(({ kind }) => kind !== 'todo').map(({ plan }) => plan);
  const text = program.generate(plans, { mode: options.coverage === true ? 'coverage' : 'fast', budget: true });
  const covering = options.coverage === true ? sources : [];
  const places = Object.fromEntries(covering.map((module) => [module.span.source.name, coverPlaces(module)]));
  return { ok: true, value: { tests, program: text, places }, diagnostics: loaded.diagnostics };
}

/** Parses and compiles; `data` are the documents that queries of the program see. */
export function loadTests(options: TestOptions, data: RegoValue): Outcome<CompiledTests> {
  const { modules, regoVersion = 'v1', fileVersions, schemas = {}, capabilities = ALL_CAPABILITIES } = options;
  const parsed: Module[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const name of Object.keys(modules)) {
    const version = fileVersions !== undefined && Object.hasOwn(fileVersions, name) ? fileVersions[name] : undefined;
    const outcome = parseModule({ name, text: modules[name]! }, { regoVersion: version ?? regoVersion });
    diagnostics.push(...outcome.diagnostics);
    if (outcome.ok) parsed.push(outcome.value);
  }
  if (diagnostics.some((item) => item.severity === 'error')) return { ok: false, diagnostics };
  const discovered = discoverTests(parsed);
  const compiled = compileModules(discovered.modules, {
    regoVersion,
    capabilities: { ...capabilities, builtins: new Set([...capabilities.builtins, TEST_CASE]) },
    schemas,
    strict: false,
    print: true,
    ...(options.errorLimit === undefined ? {} : { errorLimit: options.errorLimit }),
  });
  if (!compiled.ok) return compiled;
  const program = new Program(compiled.value, data, regoVersion);
  return { ok: true, value: { program, discovered, sources: parsed }, diagnostics: compiled.diagnostics };
}
