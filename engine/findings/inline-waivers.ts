import { type Diagnostic, errorDiagnostic, type Place } from '../diagnostics/index.ts';
import type { Waiver } from './finding.ts';
import { type Field, judgeEntry, MAXIMUM_DAYS, type Mistake, type ParsedWaivers } from './waiver-file.ts';

/** One comment of a source: its text with or without marks, its place, and the rows of what it stands in or above. */
export type SourceComment = {
  readonly text: string;
  readonly place: Place;
  readonly rows: { readonly from: number; readonly to: number } | undefined;
};

const FIELDS: readonly Field[] = ['reason', 'owner', 'approver', 'created', 'expires', 'compensatingControl', 'ticket'];
const NEEDED: readonly Field[] = ['reason', 'owner', 'approver', 'expires'];
const PAIR = /\s+([A-Za-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/y;

/** Whether a comment speaks to this tool: `probity:` first, after the comment's marks. */
export function isForUs(text: string): boolean {
  return wordsOf(text).startsWith('probity:');
}

/**
 * Reads the comments that waive: `probity:waive <policy> owner=... approver=... reason="..." expires=2027-01-31`.
 * Shape:  waivers in the order of the comments; one with any mistake is left out. Other comments are passed over.
 * Units:  `today` is `YYYY-MM-DD`; without `created` a comment may last `maximumDays` from today.
 * Errors: `waiver_invalid` at the comment: another word after `probity:`, no policy, what the waiver file's lint refuses,
 *         and a comment that stands in and above nothing.
 * Source: design 6.
 */
export function parseInlineWaivers(
  comments: readonly SourceComment[],
  today: string,
  maximumDays: number = MAXIMUM_DAYS,
): ParsedWaivers {
  const waivers: Waiver[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const comment of comments) {
    if (!isForUs(comment.text)) continue;
    const { fields, mistakes } = readComment(comment, today, maximumDays);
    const { place, rows } = comment;
    for (const { message, hint } of mistakes)
      diagnostics.push(errorDiagnostic('waiver_invalid', message, { place, ...(hint === undefined ? {} : { hint }) }));
    if (mistakes.length === 0 && rows !== undefined) waivers.push({ ...fields, place, rows });
  }
  return { waivers, diagnostics };
}

type Entry = Omit<Waiver, 'place' | 'rows'>;

function readComment(
  { text, rows }: SourceComment,
  today: string,
  maximumDays: number,
): { readonly fields: Entry; readonly mistakes: readonly Mistake[] } {
  const words = wordsOf(text);
  const mistakes: Mistake[] = [];
  const wrong = (message: string, hint: string) => mistakes.push({ offset: 0, message, hint });
  const head = /^probity:waive\s+([^\s=]+)(?=\s|$)/.exec(words);
  const values = new Map<Field, { text: string; offset: number }>();
  if (!/^probity:waive(?:\s|$)/.test(words))
    wrong(`\`${words.split(/\s/)[0]!.slice(0, 60)}\` is no comment that is known`, 'write `probity:waive`');
  else if (head === null) wrong('a comment that waives names no policy', 'write `probity:waive <policy> owner=...`');
  else readPairs(words, head[0].length, values, wrong);
  if (mistakes.length === 0) {
    for (const name of NEEDED)
      if (!values.has(name)) wrong(`a comment that waives lacks \`${name}\``, `add \`${name}=...\``);
    // Without `created`, today stands for it in the lint: a comment may not last longer than a waiver made today. One
    // that expired before today is no mistake, its findings just count again.
    const expires = values.get('expires')?.text ?? today;
    const start = expires < today ? expires : today;
    const checked = values.has('created') ? values : new Map([...values, ['created', { text: start, offset: 0 }]]);
    mistakes.push(...judgeEntry(checked as typeof values, 0, maximumDays, true));
  }
  if (rows === undefined) wrong('a comment that waives stands in or above nothing', 'move it into the resource');
  const fields = Object.fromEntries([...values].map(([name, value]) => [name, value.text]));
  return { fields: { policy: head?.[1] ?? '', ...fields } as unknown as Entry, mistakes };
}

function readPairs(
  words: string,
  start: number,
  values: Map<Field, { text: string; offset: number }>,
  wrong: (message: string, hint: string) => void,
): void {
  let at = start;
  while (at < words.length) {
    PAIR.lastIndex = at;
    const pair = PAIR.exec(words);
    const rest = words.slice(at).trim();
    if (pair === null) {
      wrong(`\`${rest.slice(0, 60)}\` of a comment that waives is not name=value`, 'put values with spaces in quotes');
      return;
    }
    at = PAIR.lastIndex;
    const name = FIELDS.find((field) => field === pair[1]);
    const value = (pair[2]?.replace(/\\(.)/g, '$1') ?? pair[3] ?? '').trim();
    if (name === undefined)
      wrong(`unknown key \`${pair[1]}\` in a comment that waives`, `the keys are ${FIELDS.join(', ')}`);
    else if (values.has(name)) wrong(`\`${name}\` stands twice in a comment that waives`, 'leave one out');
    else if (value === '') wrong(`\`${name}\` of a comment that waives is empty`, 'give it a value');
    else values.set(name, { text: value, offset: 0 });
  }
}

/** A comment without its marks. */
function wordsOf(text: string): string {
  return text
    .replace(/^(?:#+|\/\/+|\/\*+)/, '')
    .replace(/\*\/$/, '')
    .trim();
}
