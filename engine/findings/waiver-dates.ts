const DAY = 86_400_000;

/**
 * Reads a calendar date.
 * Shape:  `YYYY-MM-DD` in, days since 1970-01-01 out.
 * Errors: undefined for other shapes and for days that no calendar has (2026-02-30).
 */
export function parseDate(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const time = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) return undefined;
  return time / DAY;
}

/**
 * The UTC day of an instant.
 * Shape: RFC 3339 in, days since 1970-01-01 out; a date of no meaning is a bug of the caller and throws.
 */
export function dayOf(now: string): number {
  return Math.floor(new Date(new Date(now).toISOString()).getTime() / DAY);
}
