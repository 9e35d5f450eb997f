import { failure } from './errors.ts';
import { abbreviationOf } from './zone-names.ts';

/** How a zone stands at a moment. Units: `offset` is seconds east of UTC. */
export type ZoneMoment = { readonly offset: number; readonly abbreviation: string };

/**
 * How a part of a zone's name is spelled: names are case-sensitive in Go, and offsets like `+01:00` are no names.
 * `Port_of_Spain`, `Port-au-Prince`, `Dar_es_Salaam`, `GMT+5`, `EST5EDT`, `DumontDUrville`.
 */
const ZONE_WORD =
  /^(?:[A-Z][a-z]+(?:[A-Z][A-Za-z]*)?|[A-Z]{1,4}[0-9]?[A-Z]{0,3})(?:[_-](?:of|es|au|[A-Z][A-Za-z]*)|[+-][0-9]+|0)*$/;

/** Zones that are offsets alone before summer time was known there. Units: hours. */
const OFFSETS: ReadonlyMap<string, number> = new Map([
  ['EST', -5],
  ['MST', -7],
  ['HST', -10],
  ['EST5EDT', -5],
  ['CST6CDT', -6],
  ['MST7MDT', -7],
  ['PST8PDT', -8],
]);
const YEAR_1900 = -2_208_988_800;

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The offset of an IANA zone at a moment. `Local` is UTC: results must not depend on the machine.
 * Units:  nanoseconds since 1970.
 * Errors: BuiltinError `unknown time zone X`.
 */
export function zoneAt(name: string, nanoseconds: bigint): ZoneMoment {
  if (name === '' || name === 'UTC' || name === 'Local') return { offset: 0, abbreviation: 'UTC' };
  const seconds = Number(nanoseconds / 1_000_000_000n) - (nanoseconds % 1_000_000_000n < 0n ? 1 : 0);
  const plain = OFFSETS.get(name);
  if (plain !== undefined && (name.length === 3 || seconds < YEAR_1900))
    return { offset: plain * 3600, abbreviation: name.slice(0, 3) };
  const offset = offsetAt(formatFor(name), seconds);
  const year = new Date(seconds * 1000).getUTCFullYear();
  const standard = Math.min(
    offsetAt(formatFor(name), Date.UTC(year, 0, 1) / 1000),
    offsetAt(formatFor(name), Date.UTC(year, 6, 1) / 1000),
  );
  return { offset, abbreviation: abbreviationOf(name, offset, offset > standard) };
}

/** Errors: BuiltinError where there is no such zone. */
export function checkZone(name: string): void {
  if (name !== '' && name !== 'UTC' && name !== 'Local') formatFor(name);
}

function formatFor(name: string): Intl.DateTimeFormat {
  const known = formats.get(name);
  if (known !== undefined) return known;
  if (name.includes('..') || /^[/\\]/.test(name)) throw failure('time: invalid location name');
  if (!name.split('/').every((part) => ZONE_WORD.test(part))) throw failure(`unknown time zone ${name}`);
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      calendar: 'gregory',
      numberingSystem: 'latn',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(name, format);
    return format;
  } catch {
    throw failure(`unknown time zone ${name}`);
  }
}

function offsetAt(format: Intl.DateTimeFormat, seconds: number): number {
  const fields: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(new Date(seconds * 1000))) fields[type] = value;
  const year = fields.era === 'BC' ? 1 - Number(fields.year) : Number(fields.year);
  const local = Date.UTC(
    year,
    Number(fields.month) - 1,
    Number(fields.day),
    Number(fields.hour),
    Number(fields.minute),
    Number(fields.second),
  );
  return local / 1000 - seconds;
}
