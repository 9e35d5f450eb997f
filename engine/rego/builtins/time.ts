import { fromBigInt, isNumber, RegoNumber, type RegoValue, toBigInt } from '../value/index.ts';
import { type Civil, civilAt, daysInMonth, MAX_NS, MIN_NS, momentOf, weekdayOf } from './civil-time.ts';
import type { Builtin } from './context.ts';
import { parseDuration } from './duration.ts';
import { failure, wrongType } from './errors.ts';
import { WEEKDAYS } from './go-layout.ts';
import { formatTime } from './go-time-format.ts';
import { parseTime } from './go-time-parse.ts';
import { intOperand, numberOperand, stringOperand } from './operands.ts';
import { checkZone, zoneAt } from './time-zone.ts';

const RFC3339 = '2006-01-02T15:04:05Z07:00';
const RFC3339_NANO = '2006-01-02T15:04:05.999999999Z07:00';

/** Layouts that may be given by name. Source: Go time package constants. */
const LAYOUTS: ReadonlyMap<string, string> = new Map([
  ['ANSIC', 'Mon Jan _2 15:04:05 2006'],
  ['UnixDate', 'Mon Jan _2 15:04:05 MST 2006'],
  ['RubyDate', 'Mon Jan 02 15:04:05 -0700 2006'],
  ['RFC822', '02 Jan 06 15:04 MST'],
  ['RFC822Z', '02 Jan 06 15:04 -0700'],
  ['RFC850', 'Monday, 02-Jan-06 15:04:05 MST'],
  ['RFC1123', 'Mon, 02 Jan 2006 15:04:05 MST'],
  ['RFC1123Z', 'Mon, 02 Jan 2006 15:04:05 -0700'],
  ['RFC3339', RFC3339],
  ['RFC3339Nano', RFC3339_NANO],
]);

/**
 * Time. Units: nanoseconds since 1970-01-01 UTC.
 * Source: OPA v1/topdown time.go.
 */
export const timeBuiltins = {
  'time.now_ns': (context) => fromBigInt(context.now),
  'time.parse_rfc3339_ns': (_context, x) => inRange(parseTime(RFC3339, stringOperand(x, 1))),
  'time.parse_ns': (context, layout, x) => {
    const given = stringOperand(layout, 1);
    const text = stringOperand(x, 2);
    context.charge(given.length + text.length);
    return inRange(parseTime(LAYOUTS.get(given) ?? given, text));
  },
  'time.parse_duration_ns': (_context, x) => fromBigInt(parseDuration(stringOperand(x, 1))),
  'time.format': (context, x) => {
    const { civil, layout } = momentOperand(x);
    context.charge(layout.length);
    return formatTime(civil, layout === '' ? RFC3339_NANO : (LAYOUTS.get(layout) ?? layout));
  },
  'time.date': (_context, x) => {
    const { civil } = momentOperand(x);
    return [civil.year, civil.month, civil.day];
  },
  'time.clock': (_context, x) => {
    const { civil } = momentOperand(x);
    return [civil.hour, civil.minute, civil.second];
  },
  'time.weekday': (_context, x) => WEEKDAYS[weekdayOf(momentOperand(x).civil)],
  'time.add_date': (_context, x, years, months, days) => {
    const { civil, zone } = momentOperand(x);
    const [y, m, d] = [intOperand(years, 2), intOperand(months, 3), intOperand(days, 4)];
    if (Math.max(Math.abs(y), Math.abs(m), Math.abs(d)) > 1_000_000_000) throw failure('time outside of valid range');
    const moved = { ...civil, year: civil.year + y, month: civil.month + m, day: civil.day + d };
    return inRange(inZone(moved, zone));
  },
  'time.diff': (_context, a, b) => difference(momentOperand(a), momentOperand(b)),
} satisfies Record<string, Builtin>;

type Moment = {
  readonly nanoseconds: bigint;
  readonly zone: string;
  readonly layout: string;
  readonly civil: Civil;
};

/** A number, `[number, zone]` or `[number, zone, layout]`. */
function momentOperand(value: RegoValue): Moment {
  const wanted = 'either number (ns) or [number (ns), string (tz)]';
  if (isNumber(value)) return momentAt(value, '', '');
  if (!Array.isArray(value) || value.length === 0) throw wrongType(1, value, wanted);
  const [number, place, layout] = value as readonly RegoValue[];
  const nanoseconds = numberOperand(number as RegoValue, 1);
  const zone = place === undefined ? '' : stringOperand(place, 1);
  checkZone(zone);
  return momentAt(nanoseconds, zone, layout === undefined ? '' : stringOperand(layout, 1));
}

function momentAt(value: RegoValue, zone: string, layout: string): Moment {
  checkZone(zone);
  const isHuge = isNumber(value) && Math.abs(value instanceof RegoNumber ? value.double : value) > 1e19;
  const nanoseconds = isNumber(value) && !isHuge ? toBigInt(value) : undefined;
  if (nanoseconds === undefined || nanoseconds < MIN_NS || nanoseconds > MAX_NS) throw failure('timestamp too big');
  const { offset, abbreviation } = zoneAt(zone, nanoseconds);
  return { nanoseconds, zone, layout, civil: civilAt(nanoseconds, offset, abbreviation) };
}

function inRange(nanoseconds: bigint): RegoValue {
  if (nanoseconds < MIN_NS || nanoseconds > MAX_NS) throw failure('time outside of valid range');
  return fromBigInt(nanoseconds);
}

/** The moment at which a zone's clocks show the given fields; in a gap or overlap as Go's time.Date guesses. */
function inZone(civil: Omit<Civil, 'zone'>, zone: string): bigint {
  const utc = momentOf({ ...civil, offset: 0 });
  if (utc < MIN_NS * 2n || utc > MAX_NS * 2n) throw failure('time outside of valid range');
  const guess = zoneAt(zone, utc).offset;
  const first = momentOf({ ...civil, offset: guess });
  const second = zoneAt(zone, first).offset;
  return second === guess ? first : momentOf({ ...civil, offset: second });
}

function difference(a: Moment, b: Moment): RegoValue {
  const other = b.zone === a.zone ? b : momentAt(fromBigInt(b.nanoseconds), a.zone, '');
  const [from, to] = a.nanoseconds > other.nanoseconds ? [other.civil, a.civil] : [a.civil, other.civil];
  let [year, month, day] = [to.year - from.year, to.month - from.month, to.day - from.day];
  let [hour, minute, second] = [to.hour - from.hour, to.minute - from.minute, to.second - from.second];
  if (second < 0) [second, minute] = [second + 60, minute - 1];
  if (minute < 0) [minute, hour] = [minute + 60, hour - 1];
  if (hour < 0) [hour, day] = [hour + 24, day - 1];
  if (day < 0) [day, month] = [day + daysInMonth(from.year, from.month), month - 1];
  if (month < 0) [month, year] = [month + 12, year - 1];
  return [year, month, day, hour, minute, second];
}
