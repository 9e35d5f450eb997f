import { type Diagnostic, errorDiagnostic, noticeDiagnostic } from '../diagnostics/index.ts';
import type { Subject } from '../policies/index.ts';
import type { Fingerprint, Waiver } from './finding.ts';
import { dayOf, parseDate } from './waiver-dates.ts';

/** Days before its expiry in which a waiver is reported as expiring. */
export const EXPIRING_DAYS = 14;

/** A waiver is in force from the start of `created` to the end of `expires`, in UTC. */
export type WaiverState = 'in-force' | 'expired' | 'not-yet' | 'invalid';

/** Tells whether a waiver counts on the day of `now`; dates that cannot be read make it invalid, never in force. */
export function waiverState(waiver: Waiver, now: string): WaiverState {
  const created = waiver.created === undefined ? Number.NEGATIVE_INFINITY : parseDate(waiver.created);
  const expires = parseDate(waiver.expires);
  if (created === undefined || expires === undefined) return 'invalid';
  const today = dayOf(now);
  if (today > expires) return 'expired';
  return today < created ? 'not-yet' : 'in-force';
}

/**
 * Tells whether a waiver names this finding: policy, and resource and fingerprint where it gives them.
 * Shape: a waiver that gives neither resource nor fingerprint names nothing.
 */
export function isNamedBy(
  waiver: Waiver,
  policy: string,
  subject: Pick<Subject, 'id' | 'previousId' | 'source' | 'locate'>,
  fingerprints: readonly Fingerprint[],
): boolean {
  if (waiver.policy !== policy) return false;
  if (waiver.rows !== undefined) {
    const { file, row } = subject.locate([]);
    return file === waiver.place.file && row >= waiver.rows.from && row <= waiver.rows.to;
  }
  if (waiver.resource === undefined && waiver.fingerprint === undefined) return false;
  if (waiver.fingerprint !== undefined && !fingerprints.some((one) => one === waiver.fingerprint)) return false;
  const pattern = waiver.resource;
  if (pattern === undefined) return true;
  const names = [subject.id, subject.source.address, ...(subject.previousId === undefined ? [] : [subject.previousId])];
  return names.some((name) => matchesPattern(pattern, name));
}

/** Matches a whole text against a pattern in which `*` stands for any characters; linear in practice, no regex. */
export function matchesPattern(pattern: string, text: string): boolean {
  let at = 0;
  let position = 0;
  let star = -1;
  let mark = 0;
  while (position < text.length) {
    if (pattern[at] === '*') {
      star = at;
      mark = position;
      at += 1;
    } else if (at < pattern.length && pattern[at] === text[position]) {
      at += 1;
      position += 1;
    } else if (star >= 0) {
      at = star + 1;
      mark += 1;
      position = mark;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

/** What the reader of a run should know about its waivers, in the order of the file. */
export function describeWaivers(
  waivers: readonly Waiver[],
  used: ReadonlySet<Waiver>,
  now: string,
): readonly Diagnostic[] {
  return waivers.flatMap((waiver) => describeWaiver(waiver, used.has(waiver), now));
}

function describeWaiver(waiver: Waiver, used: boolean, now: string): readonly Diagnostic[] {
  const named = nameWaiver(waiver);
  const { place } = waiver;
  const state = waiverState(waiver, now);
  if (state === 'invalid')
    return [errorDiagnostic('waiver_invalid', `${named} has a date that cannot be read`, { place })];
  if (state === 'not-yet')
    return [errorDiagnostic('waiver_invalid', `${named} is created in the future, on ${waiver.created}`, { place })];
  if (state === 'expired')
    return [
      {
        code: 'waiver_expired',
        severity: 'warning',
        message: `${named} expired on ${waiver.expires}, its findings count again`,
        place,
        hint: 'fix the findings, or have it approved again with a new `created` and `expires`',
      },
    ];
  if (!used)
    return [noticeDiagnostic('waiver_unused', `${named} matches nothing in this run`, { place, hint: 'remove it' })];
  const left = parseDate(waiver.expires)! - dayOf(now);
  if (left > EXPIRING_DAYS) return [];
  const when = left === 0 ? 'today' : left === 1 ? 'tomorrow' : `in ${left} days`;
  return [
    {
      code: 'waiver_expiring',
      severity: 'warning',
      message: `${named} expires ${when}, at the end of ${waiver.expires}`,
      place,
    },
  ];
}

function nameWaiver(waiver: Waiver): string {
  if (waiver.rows !== undefined) return `the comment that waives \`${waiver.policy}\``;
  return `the waiver of \`${waiver.policy}\` for \`${waiver.resource ?? waiver.fingerprint ?? ''}\``;
}
