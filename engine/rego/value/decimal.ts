/**
 * An exact decimal: 0.DIGITS times ten to the `point`.
 * Shape:  `digits` without leading or trailing zeros, empty for zero.
 */
export type Decimal = { readonly negative: boolean; readonly digits: string; readonly point: number };

const NUMBER = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?$/;

/**
 * Reads a decimal number exactly, without ever expanding its exponent.
 * Shape:  any JSON number, or what JavaScript prints for a finite double; NaN and infinities read as zero.
 */
export function decimalOf(text: string): Decimal {
  const match = NUMBER.exec(text);
  if (match === null) return { negative: false, digits: '', point: 0 };
  const whole = match[2] ?? '';
  const all = whole + (match[3] ?? '');
  let start = 0;
  let end = all.length;
  while (start < end && all.charCodeAt(start) === 48) start++;
  while (end > start && all.charCodeAt(end - 1) === 48) end--;
  if (start === end) return { negative: false, digits: '', point: 0 };
  const exponent = match[4] === undefined ? 0 : Number(match[4]);
  return { negative: match[1] === '-', digits: all.slice(start, end), point: whole.length - start + exponent };
}

/** The text that is the same for all spellings of one number. */
export function decimalKey(decimal: Decimal): string {
  if (decimal.digits === '') return '0';
  return `${decimal.negative ? '-' : ''}${decimal.digits}e${decimal.point}`;
}
