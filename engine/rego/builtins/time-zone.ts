import { failure } from './errors.ts';
import { abbreviationOf } from './zone-names.ts';

/** How a zone stands at a moment. Units: `offset` is seconds east of UTC. */
export type ZoneMoment = { readonly offset: number; readonly abbreviation: string };

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The offset of an IANA zone at a moment. `Local` is UTC: results must not depend on the machine.
 * Units:  nanoseconds since 1970.
 * Errors: BuiltinError `unknown time zone X`.
 */
export function zoneAt(name: string, nanoseconds: bigint): ZoneMoment {
  if (name === '' || name === 'UTC' || name === 'Local') return { offset: 0, abbreviation: 'UTC' };
  const seconds = Number(nanoseconds / 1_000_000_000n) - (nanoseconds % 1_000_000_000n < 0n ? 1 : 0);
  const offset = offsetAt(formatFor(name), seconds);
  const year = new Date(seconds * 1000).getUTCFullYear();
  const standard = Math.min(
    offsetAt(formatFor(name), Date.UTC(year, 0, 1) / 1000),
    offsetAt(formatFor(name), Date.UTC(year, 6, 1) / 1000),
  );
  return { offset, abbreviation: abbreviationOf(name, offset, offset > standard) };
}

function formatFor(name: string): Intl.DateTimeFormat {
  const known = formats.get(name);
  if (known !== undefined) return known;
  // names are case-sensitive in Go, and offsets like `+01:00` are no names
  if (!/^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/.test(name)) throw failure(`unknown time zone ${name}`);
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
