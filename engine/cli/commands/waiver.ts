import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isMap, isSeq, parseDocument } from 'yaml';
import type { Diagnostic } from '../../diagnostics/index.ts';
import { EXPIRING_DAYS, parseFingerprint, type Waiver, waiverState } from '../../findings/index.ts';
import { parseInlineWaivers } from '../../findings/inline-waivers.ts';
import { parseWaivers } from '../../findings/waiver-file.ts';
import { matchesPattern } from '../../findings/waivers.ts';
import { EXIT_CODES } from '../../gate/index.ts';
import { loadConfig } from '../config.ts';
import { findComments } from '../inline-comments.ts';
import { parseNow } from '../judging.ts';
import { printDiagnostics, type Terminal, write } from '../terminal.ts';
import { UsageError } from '../usage.ts';

/** `probity waiver lint [FILE]`: 0 when every waiver is well formed, 2 otherwise; of sources, their comments. */
export async function lintWaivers(file: string | undefined, terminal: Terminal): Promise<number> {
  const name = file ?? 'probity.waivers.yaml';
  const text = readText(name, 'the waiver file', terminal);
  const comments = findComments([{ path: name, text }]);
  const isSource = /\.tf$/i.test(name) || (comments.length > 0 && !/^waivers\s*:/m.test(text));
  const today = parseNow(undefined, terminal).slice(0, 10);
  const { waivers, diagnostics } = isSource ? parseInlineWaivers(comments, today) : parseWaivers(text, name);
  await printDiagnostics(terminal, diagnostics);
  terminal.stdout.write(`${name}: ${waivers.length} well formed, ${diagnostics.length} wrong\n`);
  return diagnostics.length === 0 ? EXIT_CODES.passed : EXIT_CODES['bad-input'];
}

type FileOptions = { readonly config?: string; readonly waivers?: string; readonly now?: string };

/** The waiver file that a run in this folder would read. */
function waiverFileOf(options: FileOptions, terminal: Terminal): string {
  const config = loadConfig(terminal.cwd, options.config);
  return options.waivers ?? config.waivers ?? join(config.folder, 'probity.waivers.yaml');
}

function readText(name: string, what: string, terminal: Terminal): string {
  try {
    return readFileSync(resolve(terminal.cwd, name), 'utf8');
  } catch (error) {
    throw UsageError.of(`${what} \`${name}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** What the file's reader should know of one waiver; `unused` needs an assessment to tell. */
type ListedState = 'active' | 'expiring' | 'expired' | 'not-yet' | 'unused';

type ListOptions = FileOptions & { readonly assessment?: string; readonly json?: boolean };

/**
 * `probity waiver list`: every waiver with its state; with an assessment, those that waived nothing in it are `unused`.
 * Shape:  in the order of the file; 2 when an entry of the file is malformed, those being left out of the list.
 */
export async function listWaivers(options: object, terminal: Terminal): Promise<number> {
  const wanted = options as ListOptions;
  const name = waiverFileOf(wanted, terminal);
  const now = parseNow(wanted.now, terminal);
  const { waivers, diagnostics } = parseWaivers(readText(name, 'the waiver file', terminal), name);
  const used = wanted.assessment === undefined ? undefined : readWaived(wanted.assessment, terminal);
  const rows = waivers.map((waiver) => ({ waiver, state: stateOf(waiver, now, used) }));
  await printDiagnostics(terminal, diagnostics);
  if (wanted.json === true) {
    const listed = rows.map(({ waiver: { place, ...fields }, state }) => {
      return { state, ...fields, location: { file: place.file, line: place.row, column: place.col } };
    });
    await write(terminal.stdout, [`${JSON.stringify(listed, null, 2)}\n`]);
  } else await write(terminal.stdout, rows.map(lineOf));
  return diagnostics.length === 0 ? EXIT_CODES.passed : EXIT_CODES['bad-input'];
}

function lineOf({ waiver, state }: { readonly waiver: Waiver; readonly state: ListedState }): string {
  const target = waiver.resource ?? waiver.fingerprint ?? '';
  const clean = (text: string) => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
  const people = `owner ${clean(waiver.owner)}, approver ${clean(waiver.approver)}`;
  const where = `${waiver.place.file}:${waiver.place.row}`;
  return `${state.padEnd(8)}  ${waiver.expires}  ${clean(waiver.policy)}  ${clean(target)}  ${people}: ${clean(waiver.reason)}  (${where})\n`;
}

const DAY = 86_400_000;

function stateOf(waiver: Waiver, now: string, used: readonly Waived[] | undefined): ListedState {
  const state = waiverState(waiver, now);
  if (state === 'expired' || state === 'not-yet') return state;
  if (used !== undefined && !used.some((finding) => isOf(waiver, finding))) return 'unused';
  const left = Math.floor(
    (Date.parse(`${waiver.expires}T00:00:00Z`) - Date.parse(`${now.slice(0, 10)}T00:00:00Z`)) / DAY,
  );
  return left <= EXPIRING_DAYS ? 'expiring' : 'active';
}

type Waived = { readonly policy: string; readonly names: readonly string[]; readonly fingerprint: string };

/** Whether a finding that the assessment calls waived is one that this waiver names. */
function isOf(waiver: Waiver, finding: Waived): boolean {
  if (waiver.policy !== finding.policy) return false;
  if (waiver.fingerprint !== undefined && waiver.fingerprint !== finding.fingerprint) return false;
  const { resource } = waiver;
  return resource === undefined || finding.names.some((name) => matchesPattern(resource, name));
}

function readWaived(file: string, terminal: Terminal): readonly Waived[] {
  const wrong = () => UsageError.of(`\`${file}\` is not the output of \`probity check --format json\``);
  let value: { results?: unknown } | null;
  try {
    value = JSON.parse(readText(file, 'the assessment', terminal)) as { results?: unknown } | null;
  } catch (error) {
    throw error instanceof UsageError ? error : wrong();
  }
  if (!Array.isArray(value?.results)) throw wrong();
  type Row = { policy?: unknown; resource?: unknown; source?: { address?: unknown } | null; findings?: unknown } | null;
  return value.results.flatMap((row: Row) =>
    (Array.isArray(row?.findings) ? row.findings : []).flatMap(
      (finding: { fingerprint?: unknown; status?: unknown } | null) => {
        if (finding?.status !== 'waived') return [];
        const names = [row?.resource, row?.source?.address].filter((one) => typeof one === 'string');
        return [{ policy: String(row?.policy), names, fingerprint: String(finding.fingerprint) }];
      },
    ),
  );
}

type AddOptions = FileOptions & {
  readonly policy: string;
  readonly resource?: string;
  readonly fingerprint?: string;
  readonly reason: string;
  readonly owner: string;
  readonly approver: string;
  readonly expires: string;
  readonly ticket?: string;
  readonly compensatingControl?: string;
};

/**
 * `probity waiver add`: appends one waiver to the file, whose comments and layout stay.
 * Shape:  `created` is the day of the run's clock. Makes the file where there is none.
 * Errors: 2 for whatever lint refuses, in the new waiver or in the file; nothing is written then.
 */
export async function addWaiver(options: object, terminal: Terminal): Promise<number> {
  const wanted = options as AddOptions;
  const name = waiverFileOf(wanted, terminal);
  const path = resolve(terminal.cwd, name);
  const text = existsSync(path) ? readText(name, 'the waiver file', terminal) : '';
  if (wanted.fingerprint !== undefined && parseFingerprint(wanted.fingerprint) === undefined)
    throw UsageError.of('`--fingerprint` is not `sha256:` and 64 hex digits');
  const before = parseWaivers(text, name);
  if (before.diagnostics.length > 0) return await refuse(before.diagnostics, terminal);
  const entry = entryOf(wanted, parseNow(wanted.now, terminal).slice(0, 10));
  const next = appendEntry(text, entry);
  const after = parseWaivers(next, name);
  if (after.diagnostics.length > 0) return await refuse(after.diagnostics, terminal);
  if (after.waivers.length !== before.waivers.length + 1) throw UsageError.of(`\`${name}\` cannot be appended to`);
  try {
    writeFileSync(path, next);
  } catch (error) {
    throw UsageError.of(`the waiver file \`${name}\` cannot be written: ${(error as NodeJS.ErrnoException).code}`);
  }
  await write(terminal.stdout, [`${name}: ${after.waivers.length} waivers\n`]);
  return EXIT_CODES.passed;
}

async function refuse(diagnostics: readonly Diagnostic[], terminal: Terminal): Promise<number> {
  await printDiagnostics(terminal, diagnostics);
  await write(terminal.stderr, ['nothing was written\n']);
  return EXIT_CODES['bad-input'];
}

function entryOf(wanted: AddOptions, created: string): Readonly<Record<string, string>> {
  const { policy, resource, fingerprint, reason, owner, approver, expires, ticket, compensatingControl } = wanted;
  const fields = {
    policy,
    resource,
    fingerprint,
    reason,
    owner,
    approver,
    created,
    expires,
    ticket,
    compensatingControl,
  };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

/** The text with one more entry. The list in block style grows by lines at its end; any other is printed anew. */
function appendEntry(text: string, entry: Readonly<Record<string, string>>): string {
  const lines = Object.entries(entry).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  const block = (indent: string) => `${indent}- ${lines.join(`\n${indent}  `)}\n`;
  if (text.trim() === '') return `waivers:\n${block('  ')}`;
  const document = parseDocument(text);
  const list = document.get('waivers');
  const isLast = isMap(document.contents) && list === document.contents.items.at(-1)?.value;
  if (isSeq(list) && list.items.length > 0 && list.flow !== true && isLast && !/^(?:\.\.\.|---)\s*$/m.test(text)) {
    const start = list.range?.[0] ?? 0;
    const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
    if (/^ *$/.test(indent)) return `${text.replace(/\s*$/, '\n')}${block(indent)}`;
  }
  if (isSeq(list)) document.addIn(['waivers'], document.createNode(entry));
  else document.set('waivers', [entry]);
  return document.toString();
}
