import { parseNumber, RegoNumber } from './number.ts';

const QUOTE = 34;
const MINUS = 45;

/**
 * Whether a JSON text holds a number that JSON.parse would change: one that a double does not hold or prints
 * differently (1.0, 1e3, -0, 12345678901234567890).
 * Shape:  the text need not be valid; strings are passed over. One pass, no allocation but for suspicious numbers.
 */
export function needsExactNumbers(text: string): boolean {
  const length = text.length;
  let index = 0;
  while (index < length) {
    const unit = text.charCodeAt(index);
    if (unit === QUOTE) index = skipString(text, index);
    else if (unit === MINUS || (unit >= 48 && unit <= 57)) {
      const end = numberEnd(text, index);
      if (isSuspicious(text, index, end) && parseNumber(text.slice(index, end)) instanceof RegoNumber) return true;
      index = end;
    } else index++;
  }
  return false;
}

function numberEnd(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && isNumberUnit(text.charCodeAt(end))) end++;
  return end;
}

/** Digits, point, exponent letters and signs. */
function isNumberUnit(unit: number): boolean {
  return (unit >= 48 && unit <= 57) || unit === 46 || unit === 101 || unit === 69 || unit === 43 || unit === MINUS;
}

function isSuspicious(text: string, start: number, end: number): boolean {
  if (end - start >= 16 || (text.charCodeAt(start) === MINUS && text.charCodeAt(start + 1) === 48)) return true;
  for (let index = start + 1; index < end; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 48 || unit > 57) return true;
  }
  return false;
}

/** The index after the closing quote. */
function skipString(text: string, start: number): number {
  let from = start + 1;
  for (;;) {
    const close = text.indexOf('"', from);
    if (close < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(close - 1 - slashes) === 92) slashes++;
    if ((slashes & 1) === 0) return close + 1;
    from = close + 1;
  }
}
