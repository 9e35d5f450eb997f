import { readFileSync } from 'node:fs';
import { CORE_SCHEMA, load } from 'js-yaml';
import type { Diagnostic } from '../../engine/diagnostics/index.ts';
import type { RegoVersion } from '../../engine/rego/ast/index.ts';
import { compileModules } from '../../engine/rego/compile.ts';
import { listFiles } from './cases.ts';

/** One error that a case wants; parts that are left out may be anything. */
type WantedError = {
  readonly code?: string;
  readonly row?: number;
  readonly col?: number;
  readonly message?: string;
};

/** One case of OPA's compiler suite. Source: OPA v1/test/compilecases. */
export type CompileCase = {
  readonly note: string;
  readonly file: string;
  readonly modules: readonly string[];
  readonly wantErrors: readonly WantedError[];
  /** No other errors than the wanted ones. */
  readonly exhaustive: boolean;
  readonly printStatements: boolean;
  readonly strict: boolean;
};

export function readCompileCases(folder: string): readonly CompileCase[] {
  return listFiles(folder).flatMap((file) => {
    const document = load(readFileSync(file, 'utf8'), { schema: CORE_SCHEMA }) as {
      readonly cases?: readonly Record<string, unknown>[];
    };
    return (document.cases ?? []).map((entry) => ({
      note: String(entry.note),
      file,
      modules: (entry.modules as readonly string[] | null | undefined) ?? [],
      wantErrors: (entry.want_errors as readonly WantedError[] | null | undefined) ?? [],
      exhaustive: entry.exhaustive === true,
      printStatements: entry.print_statements === true,
      strict: entry.strict === true,
    }));
  });
}

/** The version that a case's path names; `undefined` where it names none. */
export function versionOf(file: string): RegoVersion | undefined {
  const found = /(?:^|[\\/])(v0|v1)[\\/]/.exec(file)?.[1];
  return found === 'v0' || found === 'v1' ? found : undefined;
}

/** What is wrong with our answer to a case; undefined when it passes. */
export function compileCaseFailure(testCase: CompileCase, regoVersion: RegoVersion): string | undefined {
  const modules = Object.fromEntries(testCase.modules.map((text, index) => [`test-${index}.rego`, text]));
  const { printStatements: print, strict } = testCase;
  const { diagnostics } = compileModules({ modules, regoVersion, print, strict });
  const left = diagnostics.filter((item) => item.severity === 'error');
  const missing = testCase.wantErrors.filter((want) => {
    const index = left.findIndex((got) => matches(want, got));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  const surplus = testCase.exhaustive || testCase.wantErrors.length === 0 ? left : [];
  if (missing.length === 0 && surplus.length === 0) return undefined;
  return `want ${JSON.stringify(missing)} got ${JSON.stringify(diagnostics.map(shown))}`;
}

function matches(want: WantedError, got: Diagnostic): boolean {
  return (
    (want.code === undefined || want.code === got.code) &&
    (want.row === undefined || want.row === got.place?.row) &&
    (want.col === undefined || want.col === got.place?.col) &&
    (want.message === undefined || want.message === got.message)
  );
}

function shown({ code, message, place }: Diagnostic): WantedError {
  return { code, message, ...(place === undefined ? {} : { row: place.row, col: place.col }) };
}
