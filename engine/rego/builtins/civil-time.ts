/** A moment on a wall clock. Shape: month and day are 1-based; offset is east of UTC in seconds. */
export type Civil = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  readonly offset: number;
  readonly zone: string;
};

const DAY = 86_400;
const NANO = 1_000_000_000n;
export const MIN_NS = -(2n ** 63n);
export const MAX_NS = 2n ** 63n - 1n;

/** Days since 1970-01-01 in the proleptic Gregorian calendar. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function civilFromDays(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted + (shifted < 10 ? 3 : -9);
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

/** The wall clock at a moment, `offset` seconds east of UTC. Units: nanoseconds since 1970. */
export function civilAt(nanoseconds: bigint, offset: number, zone: string): Civil {
  const seconds = floorDiv(nanoseconds, NANO);
  const local = Number(seconds) + offset;
  const days = Math.floor(local / DAY);
  const rest = local - days * DAY;
  return {
    ...civilFromDays(days),
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    nanosecond: Number(nanoseconds - seconds * NANO),
    offset,
    zone,
  };
}

/** Units: nanoseconds since 1970. Fields may exceed their range and carry over. */
export function momentOf(civil: Omit<Civil, 'zone'>): bigint {
  const years = Math.floor((civil.month - 1) / 12);
  const days = daysFromCivil(civil.year + years, civil.month - years * 12, 1) + civil.day - 1;
  const seconds = days * DAY + civil.hour * 3600 + civil.minute * 60 + civil.second - civil.offset;
  return BigInt(seconds) * NANO + BigInt(civil.nanosecond);
}

/** 0 is Sunday. */
export function weekdayOf(civil: Civil): number {
  return (((daysFromCivil(civil.year, civil.month, civil.day) + 4) % 7) + 7) % 7;
}

export function dayOfYear(civil: Civil): number {
  return daysFromCivil(civil.year, civil.month, civil.day) - daysFromCivil(civil.year, 1, 1) + 1;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
