import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { programText, type RandomProgram } from '../random-programs.ts';
import type { Answer } from './compare.ts';

/** The path of a real `opa`, from OPA, ~/.peers/bin or PATH; undefined where there is none. */
export function findOpa(): string | undefined {
  const { OPA, PATH = '' } = process.env;
  const folders = [join(homedir(), '.peers', 'bin'), ...PATH.split(delimiter)];
  return [...(OPA === undefined ? [] : [OPA]), ...folders.map((folder) => join(folder, 'opa'))].find(existsSync);
}

/**
 * What opa answers to each program.
 * Shape:  all go into one bundle, each as a package of its own with its own input, and one query asks for all of them.
 *         An error belongs to the whole query, so that a bundle that fails is asked again in two halves.
 */
export function opaAnswers(opa: string, programs: readonly RandomProgram[], strict = false): readonly Answer[] {
  if (programs.length === 0) return [];
  const together = ask(opa, programs, strict);
  if (together.kind === 'values')
    return together.values.map((value) => ({ value: JSON.stringify(value) ?? 'undefined' }));
  if (programs.length === 1) return [{ error: together.code }];
  const middle = programs.length >> 1;
  return [...opaAnswers(opa, programs.slice(0, middle), strict), ...opaAnswers(opa, programs.slice(middle), strict)];
}

/** Begins the error of a program that opa breaks on. */
export const CRASH = 'opa crashed';

type Reply =
  | { readonly kind: 'values'; readonly values: readonly unknown[] }
  | { readonly kind: 'error'; readonly code: string };

function ask(opa: string, programs: readonly RandomProgram[], strict: boolean): Reply {
  const folder = mkdtempSync(join(tmpdir(), 'probity-differential-'));
  try {
    mkdirSync(join(folder, 'bundle'));
    const names = programs.map((_, index) => `p${index}`);
    // Inputs are written out: opa changes an input in place that is the value of a ref when `with input.a` follows.
    const driver = programs.map(({ input, asked }, index) => {
      const name = names[index]!;
      // A key is no part of the ref, so that one which cannot be there is no error of types.
      const [, path = '', key] = /^(\.[a-z0-9]+)?(?:\.(\w+))?$/.exec(asked) ?? [];
      const value = key === undefined ? `data.${name}${path}` : `data.${name}${path}[k]`;
      const keys = key === undefined ? '' : `some k in [${JSON.stringify(key)}]; `;
      return `answers.${name} := x if { ${keys}x := ${value} with input as ${JSON.stringify(input)} }`;
    });
    writeFileSync(join(folder, 'bundle', 'driver.rego'), `package driver\n\n${driver.join('\n\n')}\n`);
    const data: Record<string, unknown> = {};
    for (const [index, program] of programs.entries()) {
      const name = names[index]!;
      writeFileSync(join(folder, 'bundle', `${name}.rego`), programText(program, name));
      data[name] = program.base;
    }
    writeFileSync(join(folder, 'bundle', 'data.json'), JSON.stringify(data));
    const old = programs.flatMap(({ version }, index) =>
      version === 'v0' ? [[`/${names[index]}.rego`, 0] as const] : [],
    );
    const manifest = { rego_version: 1, file_rego_versions: Object.fromEntries(old) };
    writeFileSync(join(folder, 'bundle', '.manifest'), JSON.stringify(manifest));
    const flags = strict ? ['--strict-builtin-errors'] : [];
    const args = ['eval', ...flags, '--format', 'json', '--bundle', join(folder, 'bundle'), 'data.driver.answers'];
    const { stdout, stderr } = spawnSync(opa, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
    // opa itself may break on a program: it then has nothing to say.
    if (stdout === '') return { kind: 'error', code: `${CRASH}: ${stderr.split('\n')[0]}` };
    return readReply(stdout, names);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReply(text: string, names: readonly string[]): Reply {
  const reply = JSON.parse(text) as {
    readonly errors?: readonly { readonly code?: string; readonly message: string }[];
    readonly result?: readonly {
      readonly expressions: readonly { readonly value: Readonly<Record<string, unknown>> }[];
    }[];
  };
  const error = reply.errors?.[0];
  if (error !== undefined) return { kind: 'error', code: error.code ?? error.message };
  const answers = reply.result?.[0]?.expressions[0]?.value ?? {};
  return { kind: 'values', values: names.map((name) => answers[name]) };
}

/** JSON text with the keys of all objects in order, so that equal values have equal texts. */
export function canonical(text: string): string {
  if (text === 'undefined') return text;
  return JSON.stringify(sorted(JSON.parse(text)));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
