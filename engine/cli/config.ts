import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Document } from 'yaml';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/index.ts';
import type { PolicyParameters, Severity } from '../policies/index.ts';
import type { Scope } from '../resources/index.ts';
import configSchema from './probity-config.schema.json' with { type: 'json' };
import { UsageError } from './usage.ts';

/**
 * What probity.yaml may say; every key is optional. Described by probity-config.schema.json.
 * Shape: paths are relative to the file that names them; here they are relative to the working folder. `folder` is where
 *        the file lies, `.` without one.
 */
export type Config = Omit<ConfigFile, 'waivers'> & {
  readonly folder: string;
  readonly waivers?: string;
  readonly inlineWaivers?: boolean;
};

export type ConfigFile = {
  readonly policies?: readonly string[];
  readonly parameters?: PolicyParameters;
  readonly scope?: Scope;
  readonly gate?: {
    readonly failOn?: Severity;
    readonly unknownBlocks?: Severity;
    readonly allowUncovered?: boolean;
  };
  readonly waivers?: string | { readonly file?: string; readonly inline?: boolean };
};

/**
 * Reads the configuration file: the one named, or probity.yaml in the working folder when it is there.
 * Errors: throws `UsageError` with one `config_invalid` per mistake.
 */
export function loadConfig(cwd: string, named: string | undefined): Config {
  const path = resolve(cwd, named ?? 'probity.yaml');
  if (!existsSync(path)) {
    if (named === undefined) return { folder: '.' };
    throw UsageError.of(`the configuration file \`${named}\` does not exist`);
  }
  const name = named ?? 'probity.yaml';
  const require = createRequire(import.meta.url);
  const { LineCounter, parseDocument, isNode } = require('yaml') as typeof import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(readConfig(path, name), { lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw new UsageError(
      document.errors.map((error) => {
        const at = lines.linePos(error.pos[0]);
        const message = `the configuration is not valid YAML: ${error.message.split('\n')[0]}`;
        return errorDiagnostic('config_invalid', message, { place: { file: name, row: at.line, col: at.col } });
      }),
    );
  }
  const value = plainValue(document, name);
  const Ajv = (require('ajv') as { default: typeof import('ajv').default }).default;
  const validate = new Ajv({ allErrors: true }).compile<ConfigFile>(configSchema);
  if (validate(value)) return beside(value, dirname(name));
  const mistakes: Diagnostic[] = (validate.errors ?? []).map((error) => {
    const path = error.instancePath.split('/').slice(1);
    const extra = error.keyword === 'additionalProperties' ? String(error.params.additionalProperty) : undefined;
    const node = document.getIn(extra === undefined ? path : [...path, extra], true);
    const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    const at = lines.linePos(offset);
    const shown = [...path, ...(extra === undefined ? [] : [extra])].join('.');
    const allowed = error.keyword === 'enum' ? `: ${(error.params.allowedValues as string[]).join(', ')}` : '';
    const message = extra === undefined ? `\`${shown}\` ${error.message}${allowed}` : `\`${shown}\` is not a known key`;
    return errorDiagnostic('config_invalid', message, { place: { file: name, row: at.line, col: at.col } });
  });
  throw new UsageError(mistakes);
}

function readConfig(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw UsageError.of(`the configuration file \`${name}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** The plain value of a YAML document; aliases that expand to too much are a mistake like any other. */
function plainValue(document: Document, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch {
    const message = 'the aliases of the configuration expand to too much';
    throw new UsageError([errorDiagnostic('config_invalid', message, { place: { file: name, row: 1, col: 1 } })]);
  }
}

function beside(config: ConfigFile, folder: string): Config {
  const place = (path: string) => (isAbsolute(path) ? path : join(folder, path));
  const { waivers, ...rest } = config;
  const { file, inline }: { file?: string; inline?: boolean } =
    typeof waivers === 'string' ? { file: waivers } : (waivers ?? {});
  return {
    ...rest,
    folder,
    ...(config.policies === undefined ? {} : { policies: config.policies.map(place) }),
    ...(file === undefined ? {} : { waivers: place(file) }),
    ...(inline === undefined ? {} : { inlineWaivers: inline }),
  };
}
