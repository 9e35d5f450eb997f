import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { type Diagnostic, errorDiagnostic, type Place } from '../diagnostics/index.ts';
import type { Waiver } from './finding.ts';
import { parseFingerprint } from './fingerprint.ts';
import { parseDate } from './waiver-dates.ts';

/** Days that a waiver may last when the configuration says nothing. */
export const MAXIMUM_DAYS = 365;

const FIELDS = {
  policy: 'required',
  resource: 'optional',
  fingerprint: 'optional',
  reason: 'required',
  owner: 'required',
  approver: 'required',
  created: 'required',
  expires: 'required',
  compensatingControl: 'optional',
  ticket: 'optional',
} as const satisfies Record<Exclude<keyof Waiver, 'place' | 'rows'>, 'required' | 'optional'>;

export type Field = keyof typeof FIELDS;
export type Mistake = { readonly offset: number; readonly message: string; readonly hint?: string };

export type ParsedWaivers = { readonly waivers: readonly Waiver[]; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads `probity.waivers.yaml`: a mapping with the list `waivers`.
 * Shape:  waivers in file order, each with the place of its entry; an entry with any mistake is left out.
 * Units:  `maximumDays` from `created` to `expires`.
 * Errors: `waiver_invalid` at the entry or value that is wrong, all of them at once.
 * Source: design 6. Loads `yaml`, so import this file only where a waiver file exists.
 */
export function parseWaivers(text: string, path: string, maximumDays: number = MAXIMUM_DAYS): ParsedWaivers {
  const counter = new LineCounter();
  const at = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return { file: path, row: Math.max(1, line), col: Math.max(1, col) };
  };
  const lines = text.split('\n');
  const report = (mistake: Mistake): Diagnostic => {
    const place = at(mistake.offset);
    const line = lines[place.row - 1]?.replace(/\r$/, '');
    return errorDiagnostic('waiver_invalid', mistake.message, {
      place,
      ...(line === undefined ? {} : { line }),
      ...(mistake.hint === undefined ? {} : { hint: mistake.hint }),
    });
  };
  try {
    const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, version: '1.2' });
    if (document.errors.length > 0)
      return {
        waivers: [],
        diagnostics: document.errors
          .slice(0, 5)
          .map((error) =>
            report({ offset: error.pos[0], message: `the waiver file is not YAML: ${firstLine(error.message)}` }),
          ),
      };
    const read = readFile(document.contents, maximumDays);
    return {
      waivers: read.entries.map(({ fields, offset }) => ({ ...fields, place: at(offset) })),
      diagnostics: read.mistakes.map(report),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { waivers: [], diagnostics: [report({ offset: 0, message: 'the waiver file nests too deep to be read' })] };
  }
}

type Entry = { readonly fields: Omit<Waiver, 'place'>; readonly offset: number };
type Read = { readonly entries: readonly Entry[]; readonly mistakes: readonly Mistake[] };

function readFile(root: Node | null, maximumDays: number): Read {
  if (root === null || (isScalar(root) && root.value === null)) return { entries: [], mistakes: [] };
  if (!isMap(root))
    return wrong(root, 'a waiver file is a mapping with the list `waivers`', 'start it with `waivers:`');
  const mistakes: Mistake[] = [];
  let list: Node | null = null;
  for (const pair of root.items as Pair<Node, Node | null>[]) {
    const name = keyOf(pair);
    if (name === 'waivers') list = pair.value;
    else if (name !== 'version')
      mistakes.push({ offset: offsetOf(pair.key), message: `unknown key \`${name}\` in the waiver file` });
    else if (!isScalar(pair.value) || pair.value.value !== 1)
      mistakes.push({ offset: offsetOf(pair.key), message: 'the only `version` of waiver files is 1' });
  }
  if (list === null || (isScalar(list) && list.value === null)) return { entries: [], mistakes };
  if (!isSeq(list)) return { entries: [], mistakes: [...mistakes, ...wrong(list, '`waivers` is not a list').mistakes] };
  const entries: Entry[] = [];
  for (const item of list.items as (Node | null)[]) {
    if (item === null || !isMap(item)) {
      mistakes.push({
        offset: offsetOf(item ?? list),
        message: 'a waiver is a mapping of `policy`, `reason` and so on',
      });
      continue;
    }
    const read = readEntry(item, maximumDays);
    if (read.mistakes.length > 0) mistakes.push(...read.mistakes);
    else entries.push({ fields: read.fields, offset: offsetOf(item) });
  }
  return { entries, mistakes };
}

function readEntry(map: YAMLMap, maximumDays: number): { fields: Omit<Waiver, 'place'>; mistakes: readonly Mistake[] } {
  const mistakes: Mistake[] = [];
  const values = new Map<Field, { text: string; offset: number }>();
  for (const pair of map.items as Pair<Node, Node | null>[]) {
    const name = keyOf(pair);
    if (!Object.hasOwn(FIELDS, name)) {
      mistakes.push({
        offset: offsetOf(pair.key),
        message: `unknown key \`${name}\` in a waiver`,
        hint: `the keys are ${Object.keys(FIELDS).join(', ')}`,
      });
      continue;
    }
    const value = pair.value;
    if (isScalar(value) && typeof value.value === 'string' && value.value.trim() !== '')
      values.set(name as Field, { text: value.value.trim(), offset: offsetOf(value) });
    else
      mistakes.push({
        offset: offsetOf(value ?? pair.key),
        message: `\`${name}\` of a waiver is not text`,
        ...(isAlias(value) ? { hint: 'write the value out, aliases are not read' } : { hint: 'write it in quotes' }),
      });
  }
  const offset = offsetOf(map);
  for (const [name, need] of Object.entries(FIELDS))
    if (
      need === 'required' &&
      !values.has(name as Field) &&
      !mistakes.some((one) => one.message.startsWith(`\`${name}\``))
    )
      mistakes.push({ offset, message: `a waiver lacks \`${name}\``, hint: `add \`${name}:\`` });
  mistakes.push(...judgeEntry(values, offset, maximumDays));
  const fields = Object.fromEntries([...values].map(([name, value]) => [name, value.text]));
  return { fields: fields as unknown as Omit<Waiver, 'place'>, mistakes };
}

/** What is wrong with the values of one waiver; one that stands where it counts needs no target. */
export function judgeEntry(
  values: ReadonlyMap<Field, { readonly text: string; readonly offset: number }>,
  entry: number,
  maximumDays: number,
  isPlaced = false,
): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const text = (field: Field) => values.get(field)?.text;
  const at = (field: Field) => values.get(field)?.offset ?? entry;
  if (!isPlaced && text('resource') === undefined && text('fingerprint') === undefined)
    mistakes.push({ offset: entry, message: 'a waiver names neither `resource` nor `fingerprint`' });
  if (/^\*+$/.test(text('resource') ?? ''))
    mistakes.push({
      offset: at('resource'),
      message: 'a waiver may not name every resource',
      hint: 'name one, or a part of an address such as `module.legacy.*`',
    });
  if (text('fingerprint') !== undefined && parseFingerprint(text('fingerprint')!) === undefined)
    mistakes.push({ offset: at('fingerprint'), message: '`fingerprint` is not `sha256:` and 64 hex digits' });
  if (text('owner') !== undefined && personOf(text('owner')!) === personOf(text('approver') ?? ''))
    mistakes.push({ offset: at('approver'), message: '`approver` is the owner', hint: 'have someone else approve it' });
  const created = parseDate(text('created') ?? '');
  const expires = parseDate(text('expires') ?? '');
  for (const [field, date] of [
    ['created', created],
    ['expires', expires],
  ] as const)
    if (text(field) !== undefined && date === undefined)
      mistakes.push({ offset: at(field), message: `\`${field}\` is not a date`, hint: 'write it as 2027-01-31' });
  if (created === undefined || expires === undefined) return mistakes;
  if (expires < created) mistakes.push({ offset: at('expires'), message: '`expires` is before `created`' });
  else if (expires - created > maximumDays)
    mistakes.push({
      offset: at('expires'),
      message: `a waiver may last ${maximumDays} days, this one lasts ${expires - created}`,
      hint: 'choose an earlier `expires`',
    });
  return mistakes;
}

/** `@Jane ` and `jane` are one person. */
function personOf(text: string): string {
  return text.trim().replace(/^@/, '').toLowerCase();
}

function wrong(node: Node, message: string, hint?: string): Read {
  return { entries: [], mistakes: [{ offset: offsetOf(node), message, ...(hint === undefined ? {} : { hint }) }] };
}

function keyOf(pair: Pair<Node, Node | null>): string {
  return isScalar(pair.key) ? String(pair.key.value) : '';
}

function offsetOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

function firstLine(text: string): string {
  return text.split('\n')[0]!;
}
