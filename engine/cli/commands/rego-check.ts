import type { Diagnostic } from '../../diagnostics/index.ts';
import { compileModules } from '../../rego/compile.ts';
import { parseModule } from '../../rego/parser/index.ts';
import { readCapabilities } from '../capabilities-option.ts';
import { readRegoFiles } from '../rego-files.ts';
import { readSchemas } from '../rego-schemas.ts';
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
  const files = readRegoFiles(paths, { cwd, ignore: options.ignore, bundle: options.bundle === true, rego: 'only' });
  const regoVersion = options.v0Compatible === true ? 'v0' : 'v1';
  const broken = options.allErrors === true ? everyParseError(files.modules, regoVersion) : [];
  const capabilities = readCapabilities(options.capabilities, terminal);
  const outcome = compileModules({
    modules: files.modules,
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
