import type { Diagnostic } from '../../diagnostics/index.ts';
import { type CompileOptions, compileModules } from '../../rego/compile.ts';
import { parseModule } from '../../rego/parser/index.ts';
import { readCapabilities } from '../capabilities-option.ts';
import { readRegoFiles } from '../rego-files.ts';
import { readSchemas } from '../rego-schemas.ts';
import { loadRegoSources } from '../rego-sources.ts';
import { printDiagnostics, type Terminal } from '../terminal.ts';

type Options = {
  readonly format: 'pretty' | 'json';
  readonly strict?: boolean;
  readonly maxErrors: string;
  readonly allErrors?: boolean;
  readonly bundle?: boolean;
  readonly schema?: string;
  readonly ignore: readonly string[];
  readonly v0Compatible?: boolean;
  readonly capabilities?: string;
};

/** `probity rego check PATHS`: nothing and 0 where modules compile, else their errors and 1, as `opa check`. */
export async function regoCheck(paths: readonly string[], raw: object, terminal: Terminal): Promise<number> {
  const options = raw as Options;
  const { cwd } = terminal;
  const regoVersion = options.v0Compatible === true ? 'v0' : 'v1';
  const files = options.bundle === true ? readBundles(paths, options, terminal) : readFiles(paths, options, cwd);
  const broken = options.allErrors === true ? everyParseError(files.sources.modules, regoVersion) : [];
  const capabilities = readCapabilities(options.capabilities, terminal);
  const outcome = compileModules({
    ...files.sources,
    regoVersion,
    strict: options.strict === true,
    schemas: readSchemas(options.schema, cwd),
    ...(capabilities.value && { capabilities: capabilities.value }),
    errorLimit: options.allErrors === true ? 0 : Number(options.maxErrors),
  });
  const found = broken.length > 0 ? broken : outcome.diagnostics;
  const diagnostics = [...capabilities.diagnostics, ...files.diagnostics, ...found];
  const isBad = diagnostics.some(({ severity }) => severity === 'error');
  if (options.format === 'json')
    terminal.stdout.write(`${JSON.stringify(isBad ? { errors: diagnostics.map(toError) } : {}, null, 2)}\n`);
  else await printDiagnostics(terminal, diagnostics);
  return isBad ? 1 : 0;
}

type Files = {
  readonly sources: Pick<CompileOptions, 'modules' | 'fileVersions' | 'baseDocuments'>;
  readonly diagnostics: readonly Diagnostic[];
};

function readFiles(paths: readonly string[], { ignore }: Options, cwd: string): Files {
  const { modules, diagnostics } = readRegoFiles(paths, { cwd, ignore, rego: 'only' });
  return { sources: { modules }, diagnostics };
}

/** Modules and data of bundles, folders or archives: rules and data must not stand at one path. */
function readBundles(paths: readonly string[], options: Options, terminal: Terminal): Files {
  const loaded = loadRegoSources({ ...options, data: [], bundle: paths }, terminal);
  if (!loaded.ok) return { sources: { modules: {} }, diagnostics: loaded.diagnostics };
  const { modules, fileVersions, data } = loaded.value;
  return { sources: { modules, fileVersions, baseDocuments: data }, diagnostics: loaded.diagnostics };
}

function everyParseError(
  modules: { readonly [name: string]: string },
  regoVersion: 'v0' | 'v1',
): readonly Diagnostic[] {
  return Object.entries(modules).flatMap(([name, text]) => {
    const parsed = parseModule({ name, text }, { regoVersion, allErrors: true });
    return parsed.ok ? [] : parsed.diagnostics;
  });
}

/** An error in the shape of OPA's JSON. */
export function toError({ message, code, place, details }: Diagnostic): object {
  return {
    message,
    code,
    ...(place === undefined ? {} : { location: { file: place.file, row: place.row, col: place.col } }),
    ...(details === undefined ? {} : { details }),
  };
}
