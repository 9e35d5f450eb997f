import type { Diagnostic, Outcome } from '../diagnostics/index.ts';
import type { Module, RegoVersion } from './ast/index.ts';
import { BUILTINS } from './builtins/table.ts';
import { compileModules as runCompiler } from './compiler/index.ts';
import type { Capabilities, CompilerOptions } from './compiler/types.ts';
import { parseModule } from './parser/index.ts';
import { Program } from './program.ts';
import { newObject } from './value/index.ts';
import type { RegoValue } from './value/types.ts';

/**
 * What to compile.
 * Shape:  `modules` maps file names to Rego texts. `data` is the base documents, an object. `capabilities` are all
 *         builtins unless given. `fileVersions` are of the modules that are not of `regoVersion`.
 */
export type CompileOptions = {
  readonly modules: Readonly<Record<string, string>>;
  readonly data?: RegoValue;
  readonly regoVersion?: RegoVersion;
  readonly fileVersions?: ReadonlyMap<string, RegoVersion>;
  readonly capabilities?: Capabilities;
  readonly experimentalKeywords?: boolean;
  /** Told when all modules are parsed. */
  readonly parsed?: () => void;
} & Partial<Omit<CompilerOptions, 'regoVersion' | 'capabilities'>>;

export const ALL_CAPABILITIES: Capabilities = {
  builtins: new Set(Object.keys(BUILTINS)),
  features: new Set(['keywords_in_refs', 'rego_v1', 'template_strings']),
  allowNet: undefined,
};

/**
 * Parses and compiles modules.
 * Errors: all that the parser finds in all files, otherwise all that the compiler finds; OPA's codes, texts and places.
 */
export function compileModules(options: CompileOptions): Outcome<Program> {
  const {
    modules: texts,
    data,
    regoVersion = 'v1',
    fileVersions,
    experimentalKeywords = false,
    parsed: onParsed,
    ...rest
  } = options;
  const modules: Module[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const name of Object.keys(texts)) {
    const version = fileVersions?.get(name) ?? regoVersion;
    const parsed = parseModule({ name, text: texts[name]! }, { regoVersion: version, experimentalKeywords });
    diagnostics.push(...parsed.diagnostics);
    if (parsed.ok) modules.push(parsed.value);
  }
  if (diagnostics.some((item) => item.severity === 'error')) return { ok: false, diagnostics };
  onParsed?.();
  const compiled = runCompiler(modules, {
    regoVersion,
    capabilities: ALL_CAPABILITIES,
    schemas: {},
    strict: false,
    ...rest,
  });
  if (!compiled.ok) return { ok: false, diagnostics: [...diagnostics, ...compiled.diagnostics] };
  const program = new Program(compiled.value, data ?? newObject(), regoVersion);
  return { ok: true, value: program, diagnostics: [...diagnostics, ...compiled.diagnostics] };
}
